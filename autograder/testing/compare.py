"""Assertions that say what is different, in words a student knows: shapes with axis names, not array dumps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import Tensor

from autograder.errors import Mismatch, StudentError
from autograder.testing.proxy import Proxy, type_name

KINDS = {
    "type": "The result is not of the type that the task asks for.",
    "shape": "The result does not have the shape that the task asks for.",
    "dtype": "The result does not keep the dtype that the task asks for.",
    "nan": "The result holds NaN or infinite numbers where it should not.",
    "values": "The numbers are not the right ones.",
    "answer": "The answer is not the right one.",
    "mutated": "An argument was changed in place; work on a copy.",
    "accepted": "Bad input was accepted without an error.",
    "refused": "Bad input was refused, but not with the error that the task asks for.",
    "graph": "The result is cut off from the gradient (detach, .item(), .data or .numpy() on the way?).",
    "attached": "The result still hangs on the graph of the gradient; hand it over without (detach).",
    "names": "The parameters do not have the names and shapes that the task asks for.",
    "slow": "The result is right, but a loop does what tensor operations could do much faster.",
}
"""What may be said of a mismatch even when the test is hidden."""

TOLERANCES = {torch.float64: (1e-6, 1e-8), torch.float32: (1e-4, 1e-6)}
"""Relative and absolute tolerance for each float width."""

_errors: ContextVar[list[float] | None] = ContextVar("errors", default=None)

REJECTIONS = {
    "ValueError", "TypeError", "AssertionError", "IndexError", "RuntimeError", "ZeroDivisionError", "KeyError",
}  # fmt: skip
"""How bad input may be rejected; a ValueError is what the tasks ask for, the others cost nothing."""


def assert_close(
    got: Any, want: Tensor, *, axes: str = "", dtype: bool = False, rtol: float | None = None, atol: float | None = None
) -> None:
    """The student's tensor equals the right one, up to the rounding of the coarser float width.

    `axes` names the axes in messages ("batch query key"). With `dtype=True` the dtype must be the same too; without it
    only the kind (float, integer, bool), so that a wrong float width costs its own test and no other.

    Raises:
        Mismatch: the student's answer is wrong.
    """
    _check_type(got)
    _check_shape(got, want, axes)
    _check_dtype(got, want, exact=dtype)
    if _identical(got, want):
        return
    if not want.dtype.is_floating_point:
        _check_values(got, want, got == want, axes)
        return
    coarse = torch.float32 if torch.float32 in (got.dtype, want.dtype) else torch.float64
    default_rtol, default_atol = TOLERANCES[coarse]
    got64, want64 = got.detach().double(), want.detach().double()
    bad = ~got64.isfinite() & want64.isfinite()
    if bad.any():
        raise Mismatch("nan", expected="finite numbers", got=f"{int(bad.sum())} of {bad.numel()} NaN or infinite")
    rtol, atol = default_rtol if rtol is None else rtol, default_atol if atol is None else atol
    _note_error(got64, want64, rtol, atol)
    _check_values(got, want, torch.isclose(got64, want64, rtol, atol, equal_nan=True), axes)


@contextmanager
def measured() -> Iterator[list[float]]:
    """The error of every comparison of floats in this block, in units of its tolerance: up to 1 it is accepted."""
    errors: list[float] = []
    token = _errors.set(errors)
    try:
        yield errors
    finally:
        _errors.reset(token)


def assert_that(
    holds: bool | Tensor, kind: str = "values", perhaps: str = "", *, expected: str = "", got: str = ""
) -> None:
    """Something is true of the student's answer; otherwise a `Mismatch` of that kind.

    What was seen is `got`; `perhaps` is for a guess at the reason.

    Raises:
        Mismatch: it is not true.
    """
    if not bool(holds):
        raise Mismatch(kind, expected, got, perhaps)


def assert_rejects(call: Callable[[], Any], *, exactly: bool = False) -> None:
    """The call refuses its bad input by raising: ValueError is asked for, its neighbours are accepted unless `exactly`.

    Raises:
        Mismatch: the input is accepted, or refused with a neighbour of what is asked for.
    """
    try:
        call()
    except StudentError as error:
        if "NotImplementedError" in error.types or not REJECTIONS.intersection(error.types):
            raise
        if exactly and "ValueError" not in error.types:
            says = "look at the sizes first, and raise the ValueError yourself"
            raise Mismatch("refused", expected="a ValueError", got=error.text, next=says) from None
        return
    raise Mismatch("accepted", expected="a ValueError", got="a result")


@contextmanager
def left_unchanged(student: Proxy) -> Iterator[None]:
    """Within this block the student's code changes none of its arguments: tensors, lists or dicts."""
    recording: Any = student._backend
    before = len(recording.observations)
    yield
    if any(answer.changed for answer in recording.observations[before:]):
        raise Mismatch("mutated", expected="the arguments as they were", got="an argument changed in place")


def shape_text(shape: tuple[int, ...], axes: str = "") -> str:
    """A shape with the names of its axes: (batch=3, query=5)."""
    names = axes.split()
    if len(names) != len(shape):
        return f"({', '.join(map(str, shape))})"
    return f"({', '.join(f'{name}={size}' for name, size in zip(names, shape, strict=True))})"


def _identical(got: Tensor, want: Tensor) -> bool:
    """Whether every bit is the same, as it is for most right answers: then a closer look is a waste of time."""
    same = got.dtype == want.dtype and torch.equal(got, want)
    errors = _errors.get()
    if same and errors is not None and want.dtype.is_floating_point:
        errors.append(0.0)
    return same


def _note_error(got: Tensor, want: Tensor, rtol: float, atol: float) -> None:
    errors = _errors.get()
    if errors is not None and got.numel():
        ratio = (got - want).abs() / (atol + rtol * want.abs())
        errors.append(float(ratio.nan_to_num(nan=0.0, posinf=float("inf")).max()))


def _check_type(got: Any) -> None:
    if type(got) is not Tensor:
        perhaps = "leave out .item(): a plain number has no gradient" if type(got) in (int, float) else ""
        raise Mismatch("type", "a torch.Tensor", f"a value of type {type_name(got)}", perhaps)


def _check_shape(got: Tensor, want: Tensor, axes: str) -> None:
    if got.shape == want.shape:
        return
    perhaps = "the right axes in another order?" if sorted(got.shape) == sorted(want.shape) else ""
    raise Mismatch("shape", shape_text(want.shape, axes), shape_text(got.shape), perhaps)


def _check_dtype(got: Tensor, want: Tensor, exact: bool) -> None:
    same_kind = got.dtype.is_floating_point == want.dtype.is_floating_point and (
        (got.dtype == torch.bool) == (want.dtype == torch.bool)
    )
    if got.dtype == want.dtype or (same_kind and not exact):
        return
    raise Mismatch("dtype", str(want.dtype), str(got.dtype), "a buffer or constant made with a fixed dtype?")


def _check_values(got: Tensor, want: Tensor, close: Tensor, axes: str) -> None:
    if bool(close.all()):
        return
    right = int(close.sum())
    index = tuple(int(i) for i in (~close).nonzero()[0])
    one = close.numel() == 1
    raise Mismatch(
        "values",
        expected=f"{want[index].item():.6g}" + ("" if one else f" at {shape_text(index, axes)}"),
        got=f"{got[index].item():.6g}" + ("" if one else f"; {right} of {close.numel()} entries are right"),
    )
