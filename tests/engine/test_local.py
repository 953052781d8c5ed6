"""A suite sees the same from code in this process and from code in a sandbox: every test runs on both."""

import math
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.engine.local import LocalBackend
from autograder.errors import Mismatch, StudentError
from autograder.testing import (
    assert_close,
    gradients,
    left_unchanged,
    value,
)
from autograder.testing.proxy import STUDENT

Load = Callable[..., Any]
"""See `load` in conftest.py."""


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


SLOPE = """
import torch
def slope(f, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]
def value(f, x): return f(x)
"""


def test_gradients_end_at_a_function_of_the_suite(load: Load) -> None:
    """Its value is there, a gradient through it is an error, on both sides of the wall and never silently none."""
    answer, x = load(SLOPE), torch.ones(2, requires_grad=True)
    got = answer.student.value(lambda x: x**2, x)
    assert got.tolist() == [1, 1] and got.requires_grad
    with pytest.raises(StudentError) as caught:
        got.sum().backward()
    assert caught.value.types == ("RuntimeError",) and "function of the test" in caught.value.text
    with pytest.raises(StudentError) as caught:
        answer.student.slope(lambda x: x**2, x)
    assert caught.value.types == ("RuntimeError",)


def test_a_function_of_the_suite_runs_as_the_suite_would(load: Load) -> None:
    """What the student's code does about gradients is its own affair; what the function does to its input too."""
    answer = load("import torch\ndef f(g, x):\n with torch.no_grad(): g(x)\n return x")
    seen = []
    got = answer.student.f(
        lambda x: seen.append((x + 1).requires_grad) or x.detach().zero_(), torch.ones(2, requires_grad=True)
    )
    assert seen == [True] and got.tolist() == [1, 1]


def test_there_is_no_second_derivative_of_a_call(load: Load) -> None:
    """The first one can be had; asking for more is an error, never a wrong number."""
    answer, x = load("def f(x): return x ** 3"), torch.ones(2, requires_grad=True)
    (first,) = torch.autograd.grad((answer.student.f(x) * x).sum(), x, create_graph=True)
    assert first.tolist() == [4, 4]
    with pytest.raises(RuntimeError, match="twice"):
        first.sum().backward()


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


def test_a_gradient_left_on_an_argument_is_a_change(load: Load) -> None:
    """`backward` adds to the `.grad` of whatever requires gradients; `torch.autograd.grad` leaves nothing."""
    answer = load(
        "import torch\ndef f(x, w):\n x = x.clone().requires_grad_()\n (x * w).sum().backward()\n return x.grad\n"
        "def g(x, w):\n x = x.clone().requires_grad_()\n return torch.autograd.grad((x * w).sum(), x)[0]"
    )
    x, w = torch.ones(2), torch.ones(2, requires_grad=True)
    for name, changes in (("f", True), ("g", False), ("f", True), ("g", False)):
        getattr(answer.student, name)(x, w)
        assert answer.recording.observations[-1].changed is changes
    answer.student.f(x, w.detach())
    assert not answer.recording.observations[-1].changed


def test_dicts_that_count_arrive_as_dicts(load: Load) -> None:
    """A Counter and a defaultdict are dicts to whoever asked for one; their order is no part of the answer."""
    answer = load(
        "from collections import Counter, defaultdict\ndef f(): return Counter('aab')\n"
        "def g(): return defaultdict(int, {('b', 'c'): 1, 'a': 2})\ndef h(): return {'a': 2, ('b', 'c'): 1}"
    )
    assert [answer.student.f(), answer.student.g()] == [{"a": 2, "b": 1}, {("b", "c"): 1, "a": 2}]
    assert type(answer.student.f()) is type(answer.student.g()) is dict
    answer.student.h()
    assert answer.recording.observations[-1] == replace(answer.recording.observations[1], path=("h",))


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


def test_what_a_reference_prints_is_for_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    """A grader that checks itself stays silent, while a student who tries a training sees how far it is."""
    quiet, heard = LocalBackend.of(SimpleNamespace(say=print)), LocalBackend({"m.py": "say = print"}, "m")
    heard.start()
    for backend, text in ((quiet, "reference"), (heard, "student")):
        backend.call(STUDENT, ["say"], [text], {})
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "student\n")
