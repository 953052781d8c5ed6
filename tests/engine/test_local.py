"""A suite sees the same from code in this process and from code in a sandbox: every test runs on both."""

import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.engine.local import LocalBackend, LocalPlace
from autograder.engine.recording import RecordingBackend
from autograder.errors import Mismatch, StudentError, StudentFailure, StudentTimeout
from autograder.model.assignment import Limits
from autograder.testing import (
    assert_close,
    gradients,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
    value,
)
from autograder.testing.proxy import STUDENT, TORCH, Proxy

LIMITS = Limits(call_seconds=20, memory_mib=512)


class Side(SimpleNamespace):
    """One way to run a student's code, and what a test sees of it."""

    names: list[str]
    student: Proxy
    remote: Proxy
    recording: RecordingBackend


Load = Callable[..., Side]


@pytest.fixture(params=["local", "remote"])
def load(request: pytest.FixtureRequest) -> Iterator[Load]:
    """Loads a student's file `answer.py`, and others beside it, on one of the two sides."""
    place = LocalPlace() if request.param == "local" else request.getfixturevalue("zygote")
    rooms: list[Any] = []
    workers: list[Any] = []

    def load_answer(source: str, limits: Limits = LIMITS, **files: str) -> Side:
        rooms.append(place.open({"answer.py": source, **{f"{name}.py": text for name, text in files.items()}}, limits))
        workers.append(rooms[-1].worker("answer"))
        names = workers[-1].start()
        recording = RecordingBackend(workers[-1])
        return Side(names=names, student=Proxy(recording, STUDENT), remote=Proxy(recording, TORCH), recording=recording)

    yield load_answer
    for thing in (*workers, *rooms):
        thing.close()


VALUES = [
    None, True, 3, 2**70, -0.5, math.inf, 1 + 2j, "ü\ud800", b"\x00\xff", [], (), {}, [1, (2, {"a": [None]})],
    {1: "a", "b": (2.0,)}, torch.float16, {(1, "a"): [b""]},
]  # fmt: skip


@pytest.mark.parametrize("sent", VALUES, ids=repr)
def test_plain_values_go_there_and_back(load: Load, sent: Any) -> None:
    """Positional and named arguments arrive as they are, and so do results."""
    got = load("def echo(a, *, b): return [a, b]").student.echo(sent, b=sent)
    assert got == [sent, sent] and [type(item) for item in got] == [type(sent)] * 2


def test_tensors_go_there_and_back(load: Load) -> None:
    """Strides, NaN and dtypes survive; also where axes have size 1 or 0."""
    answer = load("def echo(x): return x\ndef slice(x): return x[:, ::2]")
    for sent in (torch.arange(6).reshape(2, 3).T, torch.tensor(math.nan), torch.zeros(0, 3), torch.ones(1, 1)[:, ::2]):
        assert torch.equal(torch.nan_to_num(answer.student.echo(sent)), torch.nan_to_num(sent))
    assert answer.student.slice(torch.ones(1, 2)).tolist() == [[1.0]]


def test_the_names_that_a_file_defines_are_told(load: Load) -> None:
    """`start` gives public names, imports among them."""
    answer = load("import math\n_hidden = 1\ndef f(): pass\nclass C: pass")
    assert answer.names == ["math", "f", "C"]
    assert value(answer.student.math.pi) == math.pi


RAISING = {
    "ValueError('no')": (("ValueError",), "ValueError: no"),
    "NotImplementedError()": (("NotImplementedError", "RuntimeError"), "NotImplementedError:"),
    "Exception('plain')": ((), "Exception: plain"),
    "SystemExit(3)": (("SystemExit",), "SystemExit: 3"),
    "GeneratorExit()": (("GeneratorExit",), "GeneratorExit:"),
    "Own('mine')": (("KeyError", "LookupError"), "Own: 'mine'"),
    "Base('base')": ((), "Base: base"),
    "Liar()": (("ValueError",), "Liar"),
    "Long()": (("ValueError",), "Long: xxx"),
}
CLASSES = """
class Own(KeyError): pass
class Base(BaseException): pass
class Text(str):
    def __format__(self, spec): raise OSError
    def __getitem__(self, i): raise OSError
class Liar(ValueError):
    def __str__(self): raise SystemExit
class Long(ValueError):
    def __str__(self): return "x" * 10_000_000
class Odd(ValueError):
    def __str__(self): return Text("odd")
"""


@pytest.mark.parametrize(("raised", "told"), RAISING.items(), ids=RAISING)
def test_exceptions_are_told_by_their_built_in_classes(
    load: Load, raised: str, told: tuple[tuple[str, ...], str]
) -> None:
    """With their text, kept short, and the student's line; whatever they are made of, the code lives on."""
    answer = load(f"{CLASSES}\ndef fail():\n    raise {raised}\ndef one(): return 1")
    with pytest.raises(StudentError) as caught:
        answer.student.fail()
    types, text = told
    assert caught.value.types == types
    assert caught.value.text.startswith(text) and len(caught.value.text) <= 2000
    assert caught.value.text.endswith("(answer.py, line 15)")
    assert answer.student.one() == 1


def test_an_exception_whose_text_is_no_plain_text(load: Load) -> None:
    """A str subclass from `__str__` is turned into text, or left out."""
    answer = load(f"{CLASSES}\ndef fail(): raise Odd")
    with pytest.raises(StudentError) as caught:
        answer.student.fail()
    assert caught.value.types == ("ValueError",) and type(caught.value.text) is str


def test_a_missing_name_is_an_attribute_error(load: Load) -> None:
    """Calling what is not there, or reading it, is told as the student's error."""
    answer = load("x = 1")
    for ask in (answer.student.nothing, lambda: value(answer.student.nothing)):
        with pytest.raises(StudentError) as caught:
            ask()
        assert caught.value.name == "AttributeError"


def test_wrong_signatures_are_type_errors(load: Load) -> None:
    """Too many arguments, an unknown name, a thing that cannot be called."""
    answer = load("def f(a): return a\nx = 1")
    for call in (lambda: answer.student.f(1, 2), lambda: answer.student.f(b=1), answer.student.x):
        with pytest.raises(StudentError) as caught:
            call()
        assert caught.value.name == "TypeError"


def test_what_is_printed_reaches_nobody(load: Load, capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output stays free for what a command prints."""
    answer = load("print('loading')\ndef f(): print('calling')")
    answer.student.f()
    assert capfd.readouterr().out == ""


# Callables


def test_a_function_of_the_test_is_called_back(load: Load) -> None:
    """With all kinds of arguments, in the test's own process, also from a sorting key."""
    seen: list[Any] = []

    def note(*args: Any, **kwargs: Any) -> Any:
        seen.append((args, kwargs))
        return [len(seen), torch.ones(2)]

    answer = load("def f(g): return [g(1, b'x', z=[2.5]), g(), g]\ndef order(key): return sorted([3, 1, 2], key=key)")
    first, second, function = answer.student.f(note)
    assert seen == [((1, b"x"), {"z": [2.5]}), ((), {})]
    assert first[0] == 1 and second[0] == 2 and torch.equal(first[1], torch.ones(2))
    assert callable(function)
    assert answer.student.order(lambda x: -x) == [3, 2, 1]


def test_callables_are_found_in_containers(load: Load) -> None:
    """A list of functions arrives as a list of functions."""
    answer = load("def f(several): return [g(2) for g in several['all']]")
    assert answer.student.f({"all": [lambda x: x + 1, lambda x: x * 5]}) == [3, 10]


def test_callbacks_may_call_the_student_again(load: Load) -> None:
    """Grader and student may be nested in one another."""
    answer = load("def f(n, g): return 1 if n == 0 else n * g(n - 1)")

    def factorial(n: int) -> Any:
        return answer.student.f(n, factorial)

    assert factorial(5) == 120


@pytest.mark.parametrize(
    "body", ["return g()", "try: g()\n except Exception: return 1", "try: g()\n finally: raise KeyError"]
)
def test_what_a_callback_raises_goes_on_in_the_test(load: Load, body: str) -> None:
    """Whatever the student's code makes of it, and then everything works as before."""
    answer = load(f"def f(g):\n {body}\ndef one(): return 1")

    def fail() -> None:
        raise Mismatch("values")

    with pytest.raises(Mismatch):
        answer.student.f(fail)
    assert answer.student.one() == 1


def test_the_student_sees_an_error_of_a_callback_without_its_text(load: Load) -> None:
    """The text of a failing assertion, which could tell expected values, does not reach the student's code."""
    answer = load("said = []\ndef f(g):\n try: g()\n except Exception as error: said.append(repr(error))")

    def fail() -> None:
        raise AssertionError("the secret is 42")

    with pytest.raises(AssertionError):
        answer.student.f(fail)
    assert value(answer.student.said) == ["RuntimeError('AssertionError')"]


# Gradients


def test_gradients_flow_through_a_call(load: Load) -> None:
    """Also through keyword arguments, containers and a function of several outputs."""
    answer = load("def f(x, *, more): return [x * more['y'][0], (x.sum(), more['y'][0] ** 2)]")
    x, y = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    product, (total, square) = answer.student.f(x, more={"y": [y]})
    (product.sum() + 2 * total + square.sum()).backward()
    assert x.grad is not None and y.grad is not None
    assert x.grad.tolist() == [5.0, 6.0] and y.grad.tolist() == [7.0, 10.0]


def test_the_gradient_of_one_output_alone(load: Load) -> None:
    """An output that nobody asks the gradient of does not disturb, and the graph can be used twice."""
    answer = load("def f(x): return x * 2, x * 3")
    x = torch.ones(1, requires_grad=True)
    first, second = answer.student.f(x)
    assert torch.autograd.grad(second, x, retain_graph=True)[0].item() == 3
    assert torch.autograd.grad(first, x, retain_graph=True)[0].item() == 2
    assert torch.autograd.grad(first + second, x)[0].item() == 5


def test_an_argument_given_twice_gets_both_gradients(load: Load) -> None:
    """As in torch itself."""
    answer = load("def f(a, b): return a * b")
    x = torch.tensor(3.0, requires_grad=True)
    answer.student.f(x, x).backward()
    assert x.grad is not None and x.grad.item() == 6


def test_calls_can_be_chained(load: Load) -> None:
    """The result of one call goes into the next, and gradients through both."""
    answer = load("def f(x): return x ** 2")
    x = torch.tensor(3.0, requires_grad=True)
    answer.student.f(answer.student.f(x)).backward()
    assert x.grad is not None and x.grad.item() == 4 * 27


def test_gradcheck_accepts_a_right_function_and_refuses_a_wrong_one(load: Load) -> None:
    """The numerical gradient is compared with what came across the boundary."""
    answer = load(
        "import torch\ndef right(x, y): return torch.tanh(x @ y), x.exp().sum()\n"
        "class F(torch.autograd.Function):\n"
        " @staticmethod\n def forward(ctx, x): return x * 2\n"
        " @staticmethod\n def backward(ctx, g): return g * 3\n"
        "def wrong(x): return F.apply(x)"
    )
    x, y = (torch.randn(2, 2, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(answer.student.right, (x, y))
    assert not torch.autograd.gradcheck(answer.student.wrong, (x,), raise_exception=False)


def test_complex_gradients_cross(load: Load) -> None:
    """Through a Fourier transform, as through torch's own."""
    answer = load("import torch\ndef f(x): return torch.fft.fft(x)")
    x = torch.randn(4, dtype=torch.float64, requires_grad=True)
    (mine,) = torch.autograd.grad(answer.student.f(x).abs().sum(), x)
    (right,) = torch.autograd.grad(torch.fft.fft(x).abs().sum(), x)
    assert_close(mine, right)


@pytest.mark.parametrize(
    "cut", ["x.detach()", "x.data * 2", "x.clone().detach()", "__import__('torch').tensor(x.tolist())"]
)
def test_a_graph_that_is_cut_shows(load: Load, cut: str) -> None:
    """The result does not require gradients, and the suite's helper says so."""
    answer = load(f"def f(x): return {cut}")
    assert not answer.student.f(torch.ones(2, requires_grad=True)).requires_grad
    with pytest.raises(Mismatch) as caught:
        gradients(answer.student.f, torch.ones(2))
    assert caught.value.kind == "graph"


def test_without_gradients_there_are_none(load: Load) -> None:
    """Under `no_grad` the student's code runs without a graph, and outside with one."""
    answer = load("import torch\nseen = []\ndef f(x):\n seen.append(torch.is_grad_enabled())\n return x * 2")
    x = torch.ones(1, requires_grad=True)
    with torch.no_grad():
        assert not answer.student.f(x).requires_grad
    assert answer.student.f(x).requires_grad
    assert not answer.student.f(torch.ones(1)).requires_grad
    assert value(answer.student.seen) == [False, True, True]


def test_an_argument_itself_may_be_the_result(load: Load) -> None:
    """Its gradient is one."""
    answer = load("def f(x): return x")
    x = torch.ones(2, requires_grad=True)
    answer.student.f(x).sum().backward()
    assert x.grad is not None and x.grad.tolist() == [1, 1]


# In-place changes

CHANGES = {
    "x.add_(1)": True, "x.mul_(1)": False, "x[0] = 5": True, "x.t_()": True, "x.zero_()": True, "x = x + 1": False,
    "more['list'].append(1)": True, "more['list'].sort()": False, "more['list'][1][0] += 1": True,
    "more['new'] = 1": True, "more.pop('list')": True, "more.update(more)": False, "x.requires_grad_()": True,
    "x.data = x.data * 2": True, "x.sum()": False,
}  # fmt: skip


@pytest.mark.parametrize(("code", "changes"), CHANGES.items(), ids=CHANGES)
def test_arguments_changed_in_place_are_seen_and_stay_as_they_were(load: Load, code: str, changes: bool) -> None:
    """Tensors, lists and dicts; the test's own never change."""
    answer = load(f"def f(x, more):\n {code}\n return 1")
    x, more = torch.tensor([[1.0, math.nan]]), {"list": [1, (torch.ones(1), 2)][::1], "nan": math.nan}
    more["list"] = [1, [torch.ones(1), 2]] if "[1][0]" in code else [1, 2]
    before = repr((x, more))
    answer.student.f(x, more)
    assert repr((x, more)) == before and not x.requires_grad
    assert answer.recording.observations[-1].changed is changes


def test_a_tensor_that_requires_gradients_may_be_changed_in_place(load: Load) -> None:
    """It is seen, and the gradient is still right, though torch would refuse to change a leaf."""
    answer = load("def f(x):\n x *= 3\n return x ** 2")
    x = torch.tensor([2.0], requires_grad=True)
    answer.student.f(x).backward()
    assert x.grad is not None and x.grad.item() == 36 and x.item() == 2
    assert answer.recording.observations[-1].changed


def test_left_unchanged_complains_of_any_call_within_it(load: Load) -> None:
    """The helper of suites turns a change into a `Mismatch`."""
    answer = load("def f(x): x += 1\ndef g(x): return x")
    with pytest.raises(Mismatch) as caught, left_unchanged(answer.student):
        answer.student.f(torch.ones(1))
        answer.student.g(torch.ones(1))
    assert caught.value.kind == "mutated"
    with left_unchanged(answer.student):
        answer.student.g(torch.ones(1))


def test_results_do_not_change_afterwards(load: Load) -> None:
    """What a call gave stays, though the student's code goes on writing to the same tensor."""
    answer = load("import torch\nbuffer = torch.zeros(2)\ndef f(n):\n buffer.fill_(n)\n return buffer")
    first = answer.recording.call(STUDENT, ["f"], [1], {})
    answer.student.f(2)
    assert answer.recording.observations[0].answer.values.tolist() == [1, 1]
    assert isinstance(first, Tensor)


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


def test_wrong_parameters_are_a_mismatch_of_names(load: Load) -> None:
    """Missing names and wrong shapes."""
    layer = load(MODULE).student.Layer(2)
    for state in (
        {},
        {"w.weight": torch.zeros(3, 3), "scale": torch.ones(()), "unused": torch.zeros(1), "calls": torch.ones(())},
    ):
        with pytest.raises(Mismatch) as caught:
            load_parameters(layer, state)
        assert caught.value.kind == "names"


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
