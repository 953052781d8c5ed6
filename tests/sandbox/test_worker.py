"""Calls to code that does its worst: it costs itself, and never the grader."""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from autograder.errors import Fault, InvalidReply, StudentCrash, StudentError, StudentTimeout
from autograder.sandbox.inside.frames import HEADER, packed, send_bytes
from autograder.sandbox.line import Line
from autograder.sandbox.script import Part
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom
from autograder.testing.proxy import STUDENT, Proxy

from .conftest import LIMITS, Start

PATIENT = replace(LIMITS, call_seconds=20)


def called(worker: RemoteBackend, name: str, *args: Any) -> Any:
    """What the student's function gives."""
    return worker.call(STUDENT, [name], args, {})


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.monotonic()
    call()
    return time.monotonic() - begin


HANGS = {
    "a loop without end": "\n while True: pass",
    "sleep": "import time; time.sleep(1000)",
    "catching everything": "\n while True:\n  try:\n   while True: pass\n  except BaseException: pass",
    "a lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "one operation in C": "sum(range(10**12))",
    "a read that nobody answers": "import os; os.read(3, 1)",
    "signals ignored": "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; time.sleep(1000)",
}


@pytest.mark.parametrize("code", HANGS.values(), ids=HANGS)
def test_a_call_that_does_not_end_is_ended(start: Start, code: str) -> None:
    """It takes its deadline and not much more; another call of the dead worker fails at once."""
    worker = start(f"def hang(): {code}", replace(LIMITS, call_seconds=0.3))

    def hang() -> None:
        with pytest.raises(StudentTimeout):
            called(worker, "hang")

    assert 0.3 <= seconds(hang) < 5
    assert seconds(hang) < 0.3


def test_an_import_that_does_not_end_is_ended(rooms: Callable[..., RemoteRoom]) -> None:
    """Loading has the deadline of a call."""
    worker = rooms("while True: pass", replace(LIMITS, call_seconds=0.3)).worker("answer")
    with pytest.raises(StudentTimeout):
        worker.start()
    worker.close()


def test_all_calls_of_an_exercise_together_have_a_deadline(start: Start) -> None:
    """Many calls that each end in time are ended too, long before the last."""
    limits = replace(LIMITS, call_seconds=1, exercise_seconds=0.6)
    worker = start("import time\ndef nap(): time.sleep(0.25)", limits)

    def naps() -> None:
        for _ in range(100):
            called(worker, "nap")

    with pytest.raises(StudentTimeout):
        naps()


CRASHES = {
    "exit": "import os; os._exit(0)",
    "segmentation fault": "import ctypes; ctypes.string_at(0)",
    "abort": "import os; os.abort()",
    "a signal to oneself": "import signal; signal.raise_signal(9)",
    "the descriptor closed": "import os; os.close(3)",
}


@pytest.mark.parametrize("code", CRASHES.values(), ids=CRASHES)
def test_a_process_that_ends_is_a_crash(start: Start, code: str) -> None:
    """The grader hears of it at once."""
    worker = start(f"def crash(): {code}")
    with pytest.raises(StudentCrash):
        called(worker, "crash")


def test_a_crash_while_loading_is_a_crash(rooms: Callable[..., RemoteRoom]) -> None:
    """An `os._exit` at the top of the file is the student's, not a fault of the sandbox."""
    worker = rooms("import os; os._exit(0)").worker("answer")
    with pytest.raises(StudentCrash):
        worker.start()
    worker.close()


BOMBS = {
    "bytes": "x = bytearray(1 << 30); return len(x)",
    "a list": "x = []\n while True: x.append(bytes(1 << 20))",
    "a tensor": "import torch; return torch.ones(1 << 28).sum().item()",
    "shared memory": "import mmap; m = mmap.mmap(-1, 4 << 30); return len(m)",
}


@pytest.mark.parametrize("code", BOMBS.values(), ids=BOMBS)
def test_too_much_memory_is_refused(start: Start, code: str) -> None:
    """The code gets an error or its process ends; the machine's memory is not touched."""
    worker = start(f"def bomb():\n {code}")
    with pytest.raises((StudentError, StudentCrash)):
        called(worker, "bomb")


def test_honest_use_of_memory_is_not_refused(start: Start) -> None:
    """Half of what is allowed can be used."""
    worker = start("import torch\ndef use(): return torch.ones(1 << 25).sum().item()", PATIENT)
    assert called(worker, "use") == 1 << 25


def test_a_flood_of_output_neither_hangs_nor_fills_memory(start: Start) -> None:
    """300 MB are printed while a call runs; only the first part is kept."""
    worker = start("def flood():\n for _ in range(300): print('x' * (1 << 20))\n return 7", PATIENT)
    assert called(worker, "flood") == 7
    assert 0 < len(worker._line.text) <= LIMITS.output_kib << 10


def test_output_while_loading_and_from_c_does_not_hang(start: Start) -> None:
    """More than a pipe holds, at import and behind Python's back."""
    worker = start("import os\nprint('x' * 1_000_000)\ndef flood(): return os.write(2, b'x' * 500_000) > 0")
    assert called(worker, "flood")


def test_a_closed_or_replaced_output_is_the_students_own_business(start: Start) -> None:
    """Calls go on without standard output."""
    worker = start("import sys\ndef close(): sys.stdout.close(); sys.stderr = None\ndef one(): return 1")
    called(worker, "close")
    assert called(worker, "one") == 1


LARGE = {
    "a huge list": "list(range(10**6))",
    "a list that holds itself": "(lambda x: x.append(x) or x)([])",
    "a dict that holds itself": "(lambda x: x.update(x=x) or x)({})",
    "a deep list": "__import__('functools').reduce(lambda x, _: [x], range(10_000), 0)",
}


@pytest.mark.parametrize("expression", LARGE.values(), ids=LARGE)
def test_a_value_too_large_to_send_arrives_as_an_object(start: Start, expression: str) -> None:
    """It is judged as a value of the wrong type; the worker lives on."""
    worker = start(f"def large(): return {expression}\ndef one(): return 1")
    got = called(worker, "large")
    assert isinstance(got, Proxy) and got._type_name in ("list", "dict")
    assert called(worker, "one") == 1


def test_a_number_with_too_many_digits_is_the_students_error(start: Start) -> None:
    """It cannot be written as text, and the worker says so."""
    worker = start("def large(): return 10 ** 10_000\ndef one(): return 1")
    with pytest.raises(StudentError) as caught:
        called(worker, "large")
    assert caught.value.name == "ValueError"
    assert called(worker, "one") == 1


@pytest.mark.parametrize("expression", ["'x' * (1 << 21)", "__import__('torch').zeros(1).expand(70_000_000)"])
def test_a_frame_too_large_to_send_ends_the_worker_only(start: Start, expression: str) -> None:
    """Text and tensors beyond every reason are an error or a crash, never a fault of ours."""
    worker = start(f"def large(): return {expression}", replace(LIMITS, memory_mib=1024, call_seconds=10))
    with pytest.raises((StudentCrash, StudentError)):
        called(worker, "large")


def _raw(head: bytes) -> str:
    """Code that writes these bytes to the grader, whatever is asked."""
    return f"import os\ndef lie(*_):\n os.write(3, {head!r})\n import time; time.sleep(100)"


def _frame(text: str, blob: bytes = b"") -> bytes:
    return HEADER.pack(len(text.encode()), len(blob)) + text.encode() + blob


LIES = {
    "noise": b"\xff" * 64,
    "no JSON": _frame("{"),
    "no object": _frame("[1]"),
    "deep JSON": _frame("[" * 50_000),
    "another request's reply": _frame('{"id": 999, "value": 1}'),
    "a true number": _frame('{"id": true, "value": 1}'),
    "no number": _frame('{"value": 1}'),
    "a tensor without bytes": _frame('{"id": 1, "value": {"T": ["float32", [4], false]}}'),
    "a callable never named": _frame('{"id": 1, "value": {"k": 1}}'),
    "a callback never named": _frame('{"op": "callback", "callback": 1, "args": {"l": []}}'),
    "an object that is none": _frame('{"id": 1, "value": {"r": ["a", "b"]}}'),
    "an object by half": _frame('{"id": 1, "value": {"r": [1]}}'),
    "no list": _frame('{"id": 1, "value": {"l": {"a": 1}}}'),
    "too large": HEADER.pack(1 << 30, 0),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_no_honest_worker_sends_is_an_invalid_reply(start: Start, lie: bytes) -> None:
    """The grader notices before the deadline, and the worker is dead."""
    worker = start(_raw(lie))
    for _ in range(2):
        with pytest.raises(InvalidReply):
            called(worker, "lie")


def test_a_forged_reply_is_a_value_and_no_verdict(start: Start) -> None:
    """A worker that writes its own reply has answered, and that is all."""
    forged = _frame('{"id": 1, "value": 5, "changed": false, "passed": true, "points": 100}')
    worker = start(_raw(forged))
    assert called(worker, "lie") == 5


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ('{"id": 1, "types": 5, "text": 5}', ()),
        ('{"id": 1, "types": ["Mismatch", "Fault", "ValueError", 3, []], "text": null}', ("ValueError",)),
        ('{"id": 1, "types": null}', ()),
    ],
)
def test_a_forged_exception_has_only_known_classes(start: Start, text: str, types: tuple[str, ...]) -> None:
    """Names that are no built-in exceptions are dropped, and text that is no text too."""
    worker = start(_raw(_frame(text)))
    with pytest.raises(StudentError) as caught:
        called(worker, "lie")
    assert caught.value.types == types and caught.value.text == ""


def test_a_worker_that_never_stops_calling_back_is_ended(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a number of callbacks that is enough for anybody."""
    monkeypatch.setattr("autograder.sandbox.worker.MAX_CALLBACKS", 100)
    worker = start("def ask(f):\n while True: f()", PATIENT)
    with pytest.raises(InvalidReply):
        called(worker, "ask", lambda: None)


ENDLESS = """
import torch
def ask(f):
    for _ in range(1000): f(torch.ones(1 << 16))
def answer(): return torch.ones(1 << 16)
def texts(f):
    for _ in range(1000): f("x" * (1 << 15))
def lists(f):
    for _ in range(1000): f([0] * 4096)
"""


@pytest.mark.parametrize("how", ["ask", "texts", "lists", "answer"])
def test_all_that_a_worker_sends_together_is_bounded(start: Start, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """What callbacks are given and what calls answer, call by call, is more than the grader keeps: it ends."""
    monkeypatch.setattr("autograder.sandbox.line.MAX_RECEIVED", 8 << 20)
    worker, kept = start(ENDLESS, PATIENT), []
    with pytest.raises(InvalidReply):
        for _ in range(1000):
            kept.append(called(worker, how, *([kept.append] if how != "answer" else [])))
    assert 10 < len(kept) <= 128


def test_a_callback_is_known_by_a_small_number(start: Start) -> None:
    """A worker learns no address of the grader's."""
    worker = start("def look(*fs): return [cell.cell_contents for f in fs for cell in f.__closure__]")
    found = [thing for _ in range(2) for thing in called(worker, "look", print, len, print) if type(thing) is int]
    assert found == [1, 2, 1] * 2


def test_gradients_of_the_wrong_number_are_an_invalid_reply(start: Start) -> None:
    """A worker that lies in the backward pass is found out."""
    body = 'b"".join([' + repr(HEADER.pack(25, 0)) + ', b\'{"id":2,"value":{"l":[]}}\'])'
    worker = start(
        f"import os, torch\nclass F(torch.autograd.Function):\n"
        f" @staticmethod\n def forward(ctx, x): return x * 2\n"
        f" @staticmethod\n def backward(ctx, g): os.write(3, {body}); os._exit(0)\ndef f(x): return F.apply(x)"
    )
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(InvalidReply):
        called(worker, "f", x).sum().backward()


def test_what_cannot_cross_is_a_fault_of_the_suite(start: Start) -> None:
    """A suite that sends a set or a sparse tensor hears of it as our fault; the worker lives on."""
    worker = start("def one(*_): return 1")
    for thing in ({1, 2}, torch.zeros(2).to_sparse(), list(range(30_000))):
        with pytest.raises(Fault):
            called(worker, "one", thing)
    assert called(worker, "one") == 1


def test_large_files_are_loaded(start: Start) -> None:
    """Two megabytes of source beside the answer do not matter."""
    worker = start("import data\ndef size(): return len(data.text)", data=f"text = '{'ü' * (1 << 20)}'")
    assert called(worker, "size") == 1 << 20


def test_a_file_is_loaded_once(start: Start) -> None:
    """An import within a function finds the module that is there, its state and its classes."""
    worker = start("import other\ndef again():\n import other as second\n return second is other", other="x = []")
    assert called(worker, "again") is True


def test_a_file_named_like_a_library_is_the_students_own(start: Start) -> None:
    """`import sympy` in the student's code finds the student's sympy.py; torch and the standard library stay."""
    worker = start(
        "import sympy, math, torch\ndef f(): return [sympy.x, hasattr(math, 'sqrt'), hasattr(torch, 'ones')]",
        sympy="x = 1", math="", torch="",
    )  # fmt: skip
    assert called(worker, "f") == [1, True, True]


def test_who_answers_before_being_asked_is_found_out() -> None:
    """An answer to the next request, sent along with this one's, is no answer."""
    ours, theirs = socket.socketpair()
    output, their_output = os.pipe()
    worker = RemoteBackend(Line(ours, output, 1, lambda: False), {}, Part("answer"), LIMITS)
    with theirs:
        send_bytes(theirs, [b"".join(packed({"id": number, "value": number}, [])) for number in range(2)])
        worker._line.take_in()  # the first one is due: that the file is loaded
        with pytest.raises(InvalidReply):
            called(worker, "f")
    assert isinstance(worker.ended, InvalidReply)
    worker.close()
    os.close(their_output)
