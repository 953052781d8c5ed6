"""Assertions of suites: what they accept, and what they say of the rest."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.engine.local import LocalBackend
from autograder.engine.recording import RecordingBackend
from autograder.errors import Mismatch, StudentError
from autograder.testing import assert_close, assert_rejects, assert_that, left_unchanged
from autograder.testing.compare import KINDS, shape_text
from autograder.testing.proxy import STUDENT, Proxy


def told(check: Callable[[], object]) -> Mismatch:
    """What an assertion that fails has to say."""
    with pytest.raises(Mismatch) as caught:
        check()
    assert caught.value.kind in KINDS
    return caught.value


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rounding_is_no_mistake(dtype: torch.dtype) -> None:
    """Of the coarser float width of the two, and no more than that."""
    want = torch.tensor([1.0, 1000.0], dtype=torch.float64)
    step = {torch.float32: 1e-5, torch.float64: 1e-7}[dtype]
    assert_close((want * (1 + step)).to(dtype), want)
    assert told(lambda: assert_close((want * (1 + 100 * step)).to(dtype), want)).kind == "values"


def test_tolerances_can_be_chosen() -> None:
    """For exercises whose numbers are less sure."""
    got, want = torch.tensor([1.01]), torch.tensor([1.0])
    assert_close(got, want, rtol=0.02)
    assert_close(got, want, atol=0.02)
    assert told(lambda: assert_close(got, want, rtol=1e-3)).kind == "values"


@pytest.mark.parametrize("got", [1.0, [1.0], None, "1", torch.nn.Parameter(torch.ones(1)), torch.ones(1).numpy()])
def test_what_is_no_tensor_is_of_the_wrong_type(got: Any) -> None:
    """Also what could be turned into one."""
    mismatch = told(lambda: assert_close(got, torch.ones(1)))
    assert mismatch.kind == "type" and type(got).__name__ in mismatch.got


@pytest.mark.parametrize(
    ("got", "perhaps"), [((3, 2), "the right axes in another order?"), ((2,), ""), ((2, 3, 1), "")]
)
def test_shapes_are_told_by_their_axes(got: tuple[int, ...], perhaps: str) -> None:
    """A wrong shape never broadcasts to a right one."""
    mismatch = told(lambda: assert_close(torch.ones(got), torch.ones(2, 3), axes="query key"))
    assert (mismatch.kind, mismatch.expected, mismatch.perhaps) == ("shape", "(query=2, key=3)", perhaps)


def test_shapes_without_names() -> None:
    """When the names do not fit, numbers will do."""
    assert (shape_text((2, 3), "a"), shape_text(()), shape_text((2, 3), "a b")) == ("(2, 3)", "()", "(a=2, b=3)")


def test_a_float_width_costs_only_the_test_that_asks_for_it() -> None:
    """Another kind of number is a mistake everywhere."""
    got, want = torch.ones(2), torch.ones(2, dtype=torch.float64)
    assert_close(got, want)
    assert told(lambda: assert_close(got, want, dtype=True)).kind == "dtype"
    for dtype in (torch.long, torch.bool):
        assert told(lambda: assert_close(torch.ones(2, dtype=dtype), want)).kind == "dtype"  # noqa: B023
    assert told(lambda: assert_close(torch.ones(2, dtype=torch.bool), torch.ones(2, dtype=torch.long))).kind == "dtype"
    assert_close(torch.ones(2, dtype=torch.int32), torch.ones(2, dtype=torch.long))


def test_nan_and_infinity_are_told_apart_from_wrong_numbers() -> None:
    """Where they are meant to be they are right."""
    want = torch.tensor([math.nan, math.inf, -math.inf, 1.0])
    assert_close(want.clone(), want)
    assert told(lambda: assert_close(torch.tensor([math.nan, math.inf, -math.inf, math.nan]), want)).kind == "nan"
    assert told(lambda: assert_close(torch.tensor([math.nan, math.inf, math.inf, 1.0]), want)).kind == "values"
    assert told(lambda: assert_close(torch.tensor([0.0, math.inf, -math.inf, 1.0]), want)).kind == "values"


@pytest.mark.parametrize("shape", [(), (1,), (2, 2)])
def test_the_first_wrong_number_is_told(shape: tuple[int, ...]) -> None:
    """With its place, and how many are right; a single number needs neither."""
    want = torch.zeros(shape)
    got = want.clone()
    got.view(-1)[-1] = 5
    mismatch = told(lambda: assert_close(got, want, axes="row column" if len(shape) == 2 else ""))
    assert (mismatch.kind, mismatch.perhaps) == ("values", "")
    assert mismatch.got == ("5" if want.numel() == 1 else "5; 3 of 4 entries are right")
    assert mismatch.expected == ("0" if want.numel() == 1 else "0 at (row=1, column=1)")


@pytest.mark.parametrize("want", [torch.tensor([1, 2]), torch.tensor([True, False]), torch.tensor([1 + 2j, 0j])])
def test_whole_numbers_booleans_and_complex_numbers_are_compared(want: Tensor) -> None:
    """Exactly, and a difference is told."""
    assert_close(want.clone(), want)
    assert told(lambda: assert_close(want.flip(0), want)).kind == "values"


def test_nothing_at_all_is_right() -> None:
    """An empty tensor of the right shape equals another."""
    assert_close(torch.zeros(0, 3), torch.zeros(0, 3))
    assert told(lambda: assert_close(torch.zeros(3, 0), torch.zeros(0, 3))).kind == "shape"


def test_assert_that_takes_truth_and_tensors() -> None:
    """With the kind that the suite names."""
    assert_that(True)
    assert_that(torch.tensor(True))
    mismatch = told(lambda: assert_that(torch.tensor(False), "nan", "look here"))
    assert (mismatch.kind, mismatch.perhaps) == ("nan", "look here")


def test_what_was_seen_is_no_guess() -> None:
    """What is expected and what came stand for themselves, beside a guess at the reason."""
    mismatch = told(lambda: assert_that(False, expected="3 axes", got="2", perhaps="one is lost"))
    assert (mismatch.expected, mismatch.got, mismatch.perhaps) == ("3 axes", "2", "one is lost")


def _raise(*types: str) -> Callable[[], None]:
    def call() -> None:
        raise StudentError(types)

    return call


def test_bad_input_is_to_be_rejected() -> None:
    """A ValueError and its neighbours will do; accepting it, or not having written the code, will not."""
    for kind in ("ValueError", "TypeError", "AssertionError"):
        assert_rejects(_raise(kind))
    assert told(lambda: assert_rejects(lambda: None)).kind == "accepted"
    for types in (("NotImplementedError", "RuntimeError"), ("NameError",), ()):
        with pytest.raises(StudentError):
            assert_rejects(_raise(*types))


def test_a_check_may_insist_on_the_value_error() -> None:
    """Then a neighbour is refused, and what to do is said."""
    assert_rejects(_raise("ValueError"), exactly=True)
    mismatch = told(lambda: assert_rejects(_raise("RuntimeError"), exactly=True))
    assert (mismatch.kind, mismatch.expected) == ("refused", "a ValueError") and mismatch.next


def test_left_unchanged_looks_at_its_block_only() -> None:
    """What came before does not count."""
    backend = LocalBackend({"answer.py": "def f(x): x += 1\ndef g(x): pass"}, "answer")
    backend.start()
    student = Proxy(RecordingBackend(backend), STUDENT)
    student.f(torch.ones(1))
    with left_unchanged(student):
        student.g([1])
    with pytest.raises(Mismatch), left_unchanged(student):
        student.f(torch.ones(1))


def test_a_mismatch_reads_as_one_line() -> None:
    """Expected, got, perhaps and next, or else its kind."""
    assert str(Mismatch("shape", "a", "b", "c", "d")) == "expected a; got b; c; d"
    assert str(Mismatch("shape")) == "shape"
