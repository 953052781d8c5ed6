"""What stays with a student's code, in this process and in a sandbox: objects, modules; and what ends a call."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.engine.local import LocalBackend
from autograder.errors import Mismatch, StudentError, StudentFailure, StudentTimeout
from autograder.model.assignment import Limits
from autograder.testing import (
    assert_close,
    load_parameters,
    parameter_gradients,
    parameters,
    value,
)
from autograder.testing.proxy import STUDENT, Proxy

Load = Callable[..., Any]
"""See `load` in conftest.py."""


# Objects that stay with the student's code

OPAQUE = """
import torch, enum
class Liar:
    def __eq__(self, other): return True
    def __getattr__(self, name): return lambda *a, **k: True
    shape, dtype, requires_grad = (2,), torch.float32, False
class Sub(torch.Tensor): pass
class Text(str): pass
class Number(float): pass
class Many(list): pass
class Colour(enum.IntEnum): RED = 1
def liar(): return Liar()
def sub(): return torch.ones(2).as_subclass(Sub)
def text(): return Text("a")
def number(): return Number(1.0)
def many(): return Many([1])
def colour(): return Colour.RED
def generator(): return (i for i in range(3))
def function(): return len
def array(): return torch.ones(2).numpy()
def itself(x): return x
"""


@pytest.mark.parametrize("name", ["liar", "sub", "text", "number", "many", "colour", "generator", "function", "array"])
def test_what_is_not_plain_is_a_proxy_and_of_the_wrong_type(load: Load, name: str) -> None:
    """It equals nothing, passes for no tensor, and can be handed back to where it came from."""
    answer = load(OPAQUE)
    thing = getattr(answer.student, name)()
    assert isinstance(thing, Proxy)
    assert thing != torch.ones(2) and thing != 1 and thing != "a"
    with pytest.raises(Mismatch) as caught:
        assert_close(thing, torch.ones(2))
    assert caught.value.kind == "type"
    assert isinstance(answer.student.itself(thing), Proxy)


def test_objects_in_containers_are_proxies_too(load: Load) -> None:
    """The container arrives, what is in it stays."""
    answer = load(f"{OPAQUE}\ndef f(): return [1, {{'a': Liar()}}, (Text('b'),)]")
    one, named, (text,) = answer.student.f()
    assert one == 1 and isinstance(named["a"], Proxy) and isinstance(text, Proxy)


def test_objects_are_used_from_the_test(load: Load) -> None:
    """Methods, attributes, attributes of attributes; as arguments they are the objects themselves, in lists too."""
    answer = load(
        "class Node:\n def __init__(self, name): self.name, self.below = name, []\n"
        " def add(self, other):\n  self.below.append(other)\n  return self\n"
        "def names(node): return [other.name for other in node.below]\ndef same(nodes): return nodes[0] is nodes[1]"
    )
    root, leaf = answer.student.Node("root"), answer.student.Node("leaf")
    root.add(leaf).add(answer.student.Node("other"))
    assert answer.student.names(root) == ["leaf", "other"]
    assert answer.student.same([root, root]) is True and answer.student.same([root, leaf]) is False
    assert value(root.name) == "root" and value(leaf.below) == []


def test_protocols_of_python_are_not_the_students_to_answer(load: Load) -> None:
    """No length, no truth value, no array, no iteration comes from a proxy."""
    answer = load(f"{OPAQUE}\nLiar.__len__ = lambda self: 0\nLiar.__array__ = lambda self: 0")
    liar = answer.student.liar()
    assert bool(liar) is True
    for protocol in (len, iter, float, hash):
        if protocol is not hash:
            with pytest.raises(TypeError):
                protocol(liar)


# Modules

MODULE = """
import torch
from torch import nn
class Layer(nn.Module):
    def __init__(self, width, scale=1.0):
        super().__init__()
        self.w = nn.Linear(width, width, bias=False)
        self.scale = nn.Parameter(torch.tensor(scale))
        self.unused = nn.Parameter(torch.zeros(1))
        self.register_buffer("calls", torch.zeros(()))
    def forward(self, x):
        self.calls += 1
        return self.w(x) * self.scale
    def weight(self): return self.w.weight
"""


def test_modules_are_constructed_loaded_called_and_asked_for_gradients(load: Load) -> None:
    """What a suite does with an `nn.Module`, from beginning to end."""
    answer = load(MODULE)
    layer = answer.student.Layer(2, scale=3.0)
    assert isinstance(layer, Proxy)
    load_parameters(
        layer,
        {"w.weight": torch.eye(2), "scale": torch.tensor(2.0), "unused": torch.zeros(1), "calls": torch.zeros(())},
    )
    assert {name: tensor.tolist() for name, tensor in parameters(layer).items()} == {
        "w.weight": [[1, 0], [0, 1]], "scale": 2.0, "unused": [0.0],
    }  # fmt: skip
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    layer(x).sum().backward()
    found = parameter_gradients(layer)
    assert x.grad is not None and x.grad.tolist() == [[2, 2]]
    assert found["unused"] is None and found["scale"] is not None and found["w.weight"] is not None
    assert found["scale"].item() == 3 and found["w.weight"].tolist() == [[2, 4], [2, 4]]
    assert value(layer.calls).item() == 1 and value(layer.training) is True
    layer.eval()
    assert value(layer.training) is False
    layer.zero_grad()
    assert parameter_gradients(layer)["scale"] is None


def test_gradients_gather_in_parameters_though_no_argument_requires_them(load: Load) -> None:
    """As when a network is trained on data."""
    layer = load(MODULE).student.Layer(2)
    for _ in range(2):
        layer(torch.ones(1, 2)).sum().backward()
    gradient = parameter_gradients(layer)["w.weight"]
    assert gradient is not None and gradient.tolist() == [[2, 2], [2, 2]]


FITTING = {"w.weight": torch.zeros(2, 2), "scale": torch.ones(()), "unused": torch.zeros(1), "calls": torch.ones(())}


@pytest.mark.parametrize(
    ("state", "expected", "got"),
    [
        ({}, "no other parameters", "scale, unused, w.weight"),
        ({**FITTING, "w_q.weight": torch.ones(1), "w_q.bias": torch.ones(1)}, "`self.w_q`", "no such attribute"),
        ({"weight": torch.ones(1)}, "`self.weight`", "`self.scale`, `self.unused`, `self.w`"),
        ({**FITTING, "w.weight": torch.zeros(3, 3)}, "w.weight of shape (3, 3)", "shape (2, 2)"),
        ({name: FITTING[name] for name in ("w.weight", "scale", "unused")}, "", '"calls"'),
    ],
)
def test_wrong_parameters_are_a_mismatch_of_names(
    load: Load, state: dict[str, torch.Tensor], expected: str, got: str
) -> None:
    """Which attributes are missing, and which are there instead; a wrong shape; a buffer, in torch's words."""
    layer = load(MODULE).student.Layer(2)
    with pytest.raises(Mismatch) as caught:
        load_parameters(layer, state)
    assert caught.value.kind == "names" and caught.value.expected == expected
    assert got in caught.value.got


def test_an_object_without_parameters_is_the_students_error(load: Load) -> None:
    """A class that is no `nn.Module` is told as an AttributeError of the student's."""
    with pytest.raises(StudentError) as caught:
        parameters(load("class Layer: pass").student.Layer())
    assert caught.value.name == "AttributeError"


def test_an_optimizer_beside_the_students_code_learns(load: Load) -> None:
    """`remote` builds it there; steps change the student's module."""
    answer = load(MODULE)
    layer = answer.student.Layer(1)
    optimizer = answer.remote.optim.SGD(layer.parameters(), lr=0.1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = ((layer(torch.ones(4, 1)) - 2) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.01 * losses[0]


def test_parameters_can_be_arguments(load: Load) -> None:
    """A parameter that is named by its path arrives as itself: gradients gather in it, and only there."""
    answer = load(MODULE + "def f(p, x): return (p * x).sum()\ndef is_parameter(p): return isinstance(p, nn.Parameter)")
    layer = answer.student.Layer(2)
    x = torch.ones(2, requires_grad=True)
    assert answer.student.is_parameter(layer.scale) is True
    answer.student.f(layer.scale, x).backward()
    gradient = parameter_gradients(layer)["scale"]
    assert gradient is not None and gradient.item() == 2
    assert x.grad is not None and x.grad.tolist() == [1, 1]


def test_a_parameter_arrives_as_a_tensor_that_requires_gradients(load: Load) -> None:
    """And keeps doing so when it is asked for again."""
    layer = load(MODULE).student.Layer(2)
    for got in (layer.weight(), value(layer.w.weight)):
        assert type(got) is Tensor and got.requires_grad


def test_a_generator_beside_the_students_code(load: Load) -> None:
    """`remote` makes a generator, and the same seed gives the same numbers."""
    answer = load("import torch\ndef draw(generator): return torch.randn(3, generator=generator)")
    draws = []
    for _ in range(2):
        generator = answer.remote.Generator()
        generator.manual_seed(5)
        draws.append(answer.student.draw(generator))
    assert torch.equal(*draws) and torch.equal(draws[0], torch.randn(3, generator=torch.Generator().manual_seed(5)))


# Deadlines, and what is imported


@pytest.mark.parametrize("code", ["\n while True: pass", "import time; time.sleep(60)"], ids=["loop", "sleep"])
def test_a_call_that_does_not_end_is_a_timeout(load: Load, code: str) -> None:
    """Soon after the deadline."""
    answer = load(f"def hang(): {code}", Limits(call_seconds=0.3))
    begin = time.monotonic()
    with pytest.raises(StudentTimeout):
        answer.student.hang()
    assert time.monotonic() - begin < 5


def test_a_deadline_holds_in_a_job_in_the_background() -> None:
    """A script that puts a job into the background has it ignore interrupts; afterwards it does so again."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        backend = LocalBackend({"m.py": "def hang():\n    while True: pass\n"}, "m", seconds=0.2)
        backend.start()
        with pytest.raises(StudentTimeout):
            backend.call(STUDENT, ["hang"], [], {})
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("code", ["while True: pass", "1 / 0", "import nothing", "raise SystemExit", "def f(:"])
def test_a_file_that_cannot_be_loaded_is_the_students_failure(load: Load, code: str) -> None:
    """An import that hangs, raises, exits or is no Python."""
    with pytest.raises(StudentFailure):
        load(code, Limits(call_seconds=0.3))


def test_siblings_are_imported_once_and_late_imports_work(load: Load) -> None:
    """A sibling's state is one, whether it is imported at the top or within a function."""
    answer = load(
        "import other\nfrom package.inner import x\n"
        "def f():\n import other as again, late\n return [again is other, x, late.y]",
        other="", late="y = 2", **{"package/inner": "x = 1"},
    )  # fmt: skip
    assert answer.student.f() == [True, 1, 2]


def test_a_file_with_a_librarys_name_disturbs_nobody() -> None:
    """In this process: the student's `pytest.py` is the student's, and ours is back afterwards."""
    before = {name: sys.modules[name] for name in ("pytest", "autograder", "click") if name in sys.modules}
    backend = LocalBackend(
        {"answer.py": "import pytest, autograder\ndef f(): return pytest.x + autograder.x", "pytest.py": "x = 1",
         "autograder.py": "x = 2"},
        "answer",
    )  # fmt: skip
    backend.start()
    assert backend.call(STUDENT, ["f"], [], {}) == 3
    assert all(sys.modules[name] is module for name, module in before.items())
    assert not [finder for finder in sys.meta_path if type(finder).__name__ == "ModuleSpace"]


def test_no_timer_is_left_after_a_call() -> None:
    """A deadline that was kept never fires afterwards."""
    backend = LocalBackend({"answer.py": "def f(): return 1"}, "answer", seconds=0.05)
    backend.start()
    before = threading.active_count()
    results: Sequence[Any] = [backend.call(STUDENT, ["f"], [], {}) for _ in range(3)]
    time.sleep(0.2)
    assert list(results) == [1, 1, 1] and threading.active_count() <= before
