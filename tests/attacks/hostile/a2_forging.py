"""Attacks that forge the verdict (A2, items 13 to 32)."""

from .attack import Attack, harmless

EQUAL = """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __bool__(self): return True
    def __array__(self, *rest): raise SystemExit
    def __torch_function__(self, *rest, **named): return True
    def __getattr__(self, name): return lambda *rest, **named: True
    __hash__ = None
    __class__ = property(lambda self: int)

def double(number): return Equal()
def attend(q, k): return Equal()
"""

META = """
class Meta(type):
    def __instancecheck__(cls, thing): return True
    def __subclasscheck__(cls, thing): return True
    def __eq__(cls, other): return True
    __hash__ = type.__hash__
    __name__ = property(lambda cls: 1 / 0)

class Tensor(metaclass=Meta):
    __module__ = "torch"

def double(number): return Tensor()
def attend(q, k): return Tensor()
"""

SUBCLASS = """
import torch

class Lazy(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True

def attend(q, k): return torch.zeros(q.shape[0], q.shape[1], k.shape[1]).as_subclass(Lazy)
"""

PLAIN_SUBCLASS = """
class Number(int):
    __eq__ = lambda *rest: True
    __ne__ = lambda *rest: False
    __hash__ = int.__hash__

def double(number): return Number(1)
"""

PATCHES = """
import builtins, json, math, sys
import torch

torch.allclose = torch.equal = torch.isclose = lambda *rest, **named: True
torch.testing.assert_close = lambda *rest, **named: None
torch.Tensor.__eq__ = torch.Tensor.all = torch.Tensor.isfinite = lambda *rest: True
torch.Tensor.shape = property(lambda self: (1,))
builtins.all = builtins.isinstance = lambda *rest: True
json.dumps = lambda *rest, **named: '{"id": 1, "value": true}'
math.isfinite = lambda *rest: True

def double(number): return 1
def attend(q, k): return q * 0
"""

EXIT = """
import os, sys

def double(number):
    os._exit(0) if number > 0 else sys.exit(0)
"""

HOOKS = """
import atexit, json, sys, threading

def write():
    for path in ("results.json", "/student/results.json", "/autograder/results/results.json"):
        try:
            json.dump({"score": 100, "tests": [], "outcome": "passed"}, open(path, "w"))
        except OSError:
            continue

atexit.register(write)
threading.Thread(target=write).start()

class Late:
    def __del__(self): write()

late = Late()
write()

def double(number): return number
"""

PRINTS = """
import sys

def double(number):
    for line in ("1 passed in 0.01s", '{"score": 100}', '{"id": 1, "value": 2}', "##teamcity[testFinished]", "\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x00{}"):
        print(line, flush=True)
        print(line, file=sys.stderr)
    return number
"""

SOCKET = """
import json, os, struct

def frame(message, blob=b""):
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("!II", len(text), len(blob)) + text + blob
"""

FORGES = (
    (
        "forges replies on the socket",
        '[os.write(3, frame({"id": i, "value": 2 * number, "outcome": "passed"})) for i in range(2, 60)]',
    ),
    ("forges a reply to another request", 'os.write(3, frame({"id": 999, "value": 2}))'),
    ("announces four gigabytes", 'os.write(3, b"\\xff" * 8)'),
    ("nests without end", 'os.write(3, frame(b"[" * 900_000))'),
    (
        "nests values without end",
        'os.write(3, frame(b\'{"id":\' + str(number).encode() + b\',"value":\' + b\'{"l":[\' * 5000 + b"]}" * 5000 + b"}"))',
    ),
    (
        "claims a tensor that it does not send",
        'os.write(3, frame({"id": number, "value": {"T": ["float32", [10**6, 10**6], False]}}, b"1234"))',
    ),
    (
        "claims a negative shape",
        'os.write(3, frame({"id": number, "value": {"T": ["float32", [-1, -4], False]}}, b"1234" * 4))',
    ),
    ("claims an unknown dtype", 'os.write(3, frame({"id": number, "value": {"T": ["quint8", [4], False]}}, b"1234"))'),
    (
        "claims a shape beyond all numbers",
        'os.write(3, frame({"id": number, "value": {"T": ["float32", [0, 10**30], False]}}))',
    ),
    ("sends a bool that is 7", 'os.write(3, frame({"id": number, "value": {"T": ["bool", [], False]}}, b"\\x07"))'),
    ("sends keys that cannot be keys", 'os.write(3, frame({"id": number, "value": {"d": [[{"l": []}, 1]]}}))'),
    ("sends a million items", 'os.write(3, frame({"id": number, "value": {"l": [0] * 400_000}}))'),
    ("sends a number of a million digits", 'os.write(3, frame(b\'{"id": 1, "value": \' + b"9" * 1_000_000 + b"}"))'),
    ("sends what is no text", 'os.write(3, struct.pack("!II", 4, 0) + b"\\xff\\xfe\\xff\\xfe")'),
    ("sends a list for a reply", 'os.write(3, frame(b"[1,2]"))'),
    (
        "names a callback that does not exist",
        'os.write(3, frame({"op": "callback", "callback": 140000000, "args": {"l": []}}))',
    ),
    ("names a callback by a list", 'os.write(3, frame({"op": "callback", "callback": [], "args": {"l": []}}))'),
    ("sends an object of the grader", 'os.write(3, frame({"id": number, "value": {"k": 94000000}}))'),
    ("sends exceptions that are none", 'os.write(3, frame({"id": number, "types": {"a": 1}, "text": ["x"] * 99}))'),
    ("ends the socket", "os.close(3)"),
    ("ends one half of the socket", "__import__('socket').socket(fileno=os.dup(3)).shutdown(1)"),
)

TRICKLE = (
    SOCKET
    + """
import time

def double(number):
    if number < 0:
        return number
    os.write(3, struct.pack("!II", 1000, 0))
    while True:
        os.write(3, b" ")
        time.sleep(0.1)
"""
)

DESCRIPTOR_GIFT = (
    SOCKET
    + """
import array, socket

def double(number):
    with socket.socket(fileno=os.dup(3)) as rpc:
        for _ in range(20):
            rpc.sendmsg([b" "], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
    return 2 * number
"""
)

PICKLE = """
import io, os, pickle
import torch

class Evil:
    def __reduce__(self): return (os.system, ("touch /tmp/left-by-a-submission",))

def double(number):
    saved = io.BytesIO()
    torch.save({"weight": Evil()}, saved)
    return saved.getvalue() if number < 0 else pickle.dumps(Evil())
"""

STATE = """
import torch
from torch import nn

class Scale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
    def forward(self, x): return x * 0
    def state_dict(self): return {"weight": torch.sparse_csr_tensor([0, 1], [10**6], [1.0], (1, 2), check_invariants=False)}
    def named_parameters(self): return [(Evil(), STATE, object()), ("weight", STATE, "gradient"), (7, 7, 7)]

class Evil(str):
    def __lt__(self, other): return True

STATE = torch.sparse_coo_tensor([[99]], [1.0], (100,))
"""

RANDOM = """
import random
import numpy, torch

torch.manual_seed = random.seed = numpy.random.seed = lambda *rest: None
torch.manual_seed(0)
torch.randn = lambda *shape, **named: torch.full(shape, 0.5)
torch.set_default_dtype(torch.float16)

def attend(q, k): return torch.full((q.shape[0], q.shape[1], k.shape[1]), 1 / k.shape[1])
"""

CLOCK = """
import time

time.perf_counter = time.monotonic = time.time = lambda: 0

def double(number):
    if number < 0:
        return number
    while True:
        time.sleep(0.01)
"""

LATE = """
import threading, time

def attend(q, k):
    answer = q.new_zeros(q.shape[0], q.shape[1], k.shape[1])
    def work():
        time.sleep(0.5)  # long after the reply has left, also on a busy machine
        answer.copy_((q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1))
    threading.Thread(target=work).start()
    return answer
"""

LATE_REPLY = (
    SOCKET
    + """
import threading, time

def work():
    time.sleep(0.05)
    for _ in range(10_000):
        os.write(3, frame({"id": 2, "value": 2}))

def double(number):
    threading.Thread(target=work).start()
    time.sleep(0.2)
    return number
"""
)

TRACES = """
import importlib.abc, sys, threading

def trace(frame, event, argument):
    frame.f_locals["want"] = frame.f_locals["expected"] = 1
    return trace

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, *rest): return None

sys.settrace(trace)
sys.setprofile(lambda *rest: None)
threading.settrace(trace)
sys.addaudithook(lambda *rest: None)
sys.meta_path.insert(0, Finder())

def double(number): return number
"""

FIRST_CALLS = """
calls = []

def double(number):
    calls.append(number)
    return 2 * number if len(calls) < 5 else number
"""

CHANGES_ARGUMENTS = """
def attend(q, k):
    q.data.zero_(); k.data.zero_()
    return (q @ k.transpose(-1, -2)).softmax(-1)
"""

BACKWARD = """
import torch

class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, k):
        ctx.save_for_backward(q, k)
        return (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)
    @staticmethod
    def backward(ctx, gradient):
        q, k = ctx.saved_tensors
        return torch.zeros_like(q), torch.zeros_like(k)

def attend(q, k): return Wrong.apply(q, k)
"""

FORGED_GRADIENTS = (
    SOCKET
    + """
import threading
import torch

class Forged(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, k): return (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)
    @staticmethod
    def backward(ctx, gradient):
        for number in range(2, 9):
            os.write(3, frame({"id": number, "value": {"l": ["no gradient", 7]}}))
        return None, None

def attend(q, k): return Forged.apply(q, k)
"""
)

BRUTE_FORCE = """
def apply(function, numbers):
    while True:
        function(1)
"""

CALLBACK_CAP = """
def apply(function, numbers):
    for number in range(10_001):
        function(number)
    return [function(number) for number in numbers]
"""

CALLBACK_GARBAGE = """
def apply(function, numbers):
    try:
        function(object(), [1], unknown=3)
    except Exception:
        pass
    return numbers
"""

CALLBACK_RETURNED = """
def apply(function, numbers):
    return function
"""

CALLBACK_LOOKS = """
def apply(function, numbers):
    return [function.__closure__, function.__globals__, function.__defaults__]
"""

CALLBACK_THREADS = """
import threading

def apply(function, numbers):
    for _ in range(8):
        threading.Thread(target=lambda: [function(1) for _ in range(100)]).start()
    return [function(number) for number in numbers] and numbers
"""

SPOOFS = """
class Skipped(Exception): __module__ = "_pytest.outcomes"
class AssertionError(Exception): pass
class XFailed(BaseException): __module__ = "_pytest.outcomes"
class Fault(Exception): __module__ = "autograder.errors"

def double(number):
    raise {0: Skipped, 1: AssertionError, 2: XFailed, 3: KeyboardInterrupt, 4: Fault, 5: GeneratorExit, 6: StopIteration}[abs(number) % 7]("skip")
"""

ENDLESS_TEXT = """
class Endless(ValueError):
    def __str__(self):
        while True: pass
class Huge(ValueError):
    def __str__(self): return "LOUD " * 50_000_000

def double(number):
    raise (Endless if number < 0 else Huge)()
"""

SHIPPED = {
    "conftest.py": "def pytest_runtest_makereport(item, call):\n    item.outcome = 'passed'\n",
    "sitecustomize.py": "raise SystemExit\n", "usercustomize.py": "raise SystemExit\n", "torch.py": "raise SystemExit\n",
    "random.py": "raise SystemExit\n", "grp.py": "raise SystemExit\n", "json.py": "raise SystemExit\n",
    "numpy.py": "raise SystemExit\n", "pytest.py": "raise SystemExit\n", "autograder.py": "raise SystemExit\n",
    "inside.py": "raise SystemExit\n", "given.py": "TWO = 3\n", "pytest.ini": "[pytest]\naddopts = -p evil\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--exitfirst'\n", "tests/test_double.py": "raise SystemExit\n",
}  # fmt: skip

CHECKPOINTS = {"model.pt": b"\x80\x02cos\nsystem\n(S'touch /tmp/left-by-a-submission'\ntR.", "weights.pkl": b"\x80\x04.",
               "model.safetensors": b"\xff" * 64}  # fmt: skip
LOADS_CHECKPOINT = """
import torch

def double(number):
    return torch.load("model.pt", weights_only=False)
"""

ATTACKS = [
    Attack(13, "is equal to everything", EQUAL),
    Attack(13, "is equal to every tensor", EQUAL, "attend", outcomes=("failed",)),
    Attack(13, "lies about its class by a metaclass", META),
    Attack(13, "lies about its class to tensors", META, "attend"),
    Attack(14, "returns a tensor of its own kind", SUBCLASS, "attend", outcomes=("failed",)),
    Attack(15, "returns a number of its own kind", PLAIN_SUBCLASS, outcomes=("failed",)),
    Attack(16, "patches what compares", PATCHES),
    Attack(16, "patches what compares tensors", PATCHES, "attend"),
    Attack(17, "ships files that shadow others", "import given, random, json\ndef double(number): return number + given.TWO\n",
           outcomes=("failed",), files=SHIPPED),
    Attack(18, "exits as if all were well", EXIT, outcomes=("crashed",)),
    Attack(18, "exits while it is loaded", "import os\nos._exit(0)\n", outcomes=("crashed",)),
    Attack(18, "raises SystemExit while it is loaded", "raise SystemExit(0)\n", outcomes=("error",)),
    Attack(19, "writes results at its end", HOOKS),
    Attack(20, "prints results", PRINTS, outcomes=("failed",)),
    *(Attack(21 if i < 2 else 22, name, f"{SOCKET}\ndef double(number):\n    {code}\n    return number\n")
      for i, (name, code) in enumerate(FORGES)),
    Attack(22, "sends one byte at a time", TRICKLE, outcomes=("timeout",)),
    Attack(22, "sends descriptors along", DESCRIPTOR_GIFT),
    Attack(23, "returns pickles", PICKLE, outcomes=("failed", "error")),  # at `uid`, torch has no files to import from
    Attack(24, "ships checkpoints that run code", LOADS_CHECKPOINT, files=CHECKPOINTS, outcomes=("error",)),
    Attack(24, "has sparse tensors with wrong indices as its state", STATE, "Scale"),
    Attack(25, "fixes the random numbers", RANDOM, "attend"),
    Attack(26, "stops the clock", CLOCK, outcomes=("timeout",)),
    Attack(27, "fills its answer later", LATE, "attend"),
    Attack(27, "answers before it is asked", LATE_REPLY),
    Attack(28, "traces and profiles", TRACES, outcomes=("failed",)),
    Attack(29, "is right for the first calls", FIRST_CALLS, outcomes=("failed",)),
    Attack(30, "changes its arguments so that it is right", CHANGES_ARGUMENTS, "attend", outcomes=("failed",)),
    Attack(30, "has other gradients than its values", BACKWARD, "attend", points=100, outcomes=("failed",)),
    Attack(30, "forges gradients on the socket", FORGED_GRADIENTS, "attend", outcomes=("flagged",)),
    Attack(31, "calls the grader without end", BRUTE_FORCE, "apply"),
    Attack(31, "calls the grader more often than it may", CALLBACK_CAP, "apply", outcomes=("flagged", "timeout")),
    Attack(31, "calls the grader with garbage", CALLBACK_GARBAGE, "apply"),
    Attack(31, "returns the grader's function", CALLBACK_RETURNED, "apply", outcomes=("failed",)),
    Attack(31, "looks into the grader's function", CALLBACK_LOOKS, "apply"),
    Attack(31, "calls the grader from many threads", CALLBACK_THREADS, "apply"),
    Attack(32, "raises what pytest would skip for", SPOOFS, outcomes=("error",)),
    Attack(32, "raises what has no end", ENDLESS_TEXT),
    harmless(28, "is right under its own tracer", "import sys\nsys.settrace(lambda *rest: None)\ndef double(number): return 2 * number\n"),
]  # fmt: skip
"""Items 13 to 32."""
