"""Gradients of the student's functions, seen from the grader."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.errors import Mismatch
from autograder.testing.compare import assert_close
from autograder.testing.proxy import type_name


def gradients(function: Callable[..., Any], *inputs: Tensor) -> list[Tensor]:
    """The gradient of a fixed weighted sum of the function's outputs, for each floating-point input.

    Every entry of the outputs has another weight, so that errors do not cancel.

    Raises:
        Mismatch: the output is no tensor, or cut off from the inputs.
    """
    leaves = [x.detach().clone().requires_grad_(x.dtype.is_floating_point) for x in inputs]
    outputs = function(*leaves)
    weighted = [_weighted_sum(output) for output in (outputs if isinstance(outputs, tuple) else (outputs,))]
    if not any(term.requires_grad for term in weighted):
        raise Mismatch("graph", expected="a result that gradients flow through", got="a result cut off from its inputs")
    sum(weighted[1:], start=weighted[0]).backward()  # type: ignore[no-untyped-call]
    wanted = [leaf for leaf in leaves if leaf.dtype.is_floating_point]
    return [torch.zeros_like(leaf) if leaf.grad is None else leaf.grad for leaf in wanted]


def assert_gradients_close(
    got: Callable[..., Any], want: Callable[..., Any], *inputs: Tensor, rtol: float = 1e-5, atol: float = 1e-6
) -> None:
    """The student's function has the right gradient for every input.

    The gradient of a float64 input is float64 whatever is computed with; the tolerance is such that float32 will do.
    """
    for mine, right in zip(gradients(got, *inputs), gradients(want, *inputs), strict=True):
        assert_close(mine, right, rtol=rtol, atol=atol)


def _weighted_sum(output: Any) -> Tensor:
    if type(output) is not Tensor:
        raise Mismatch("type", expected="a torch.Tensor", got=f"a value of type {type_name(output)}")
    weights = torch.cos(torch.arange(output.numel(), dtype=torch.float64) * 1.7 + 0.3)
    return (output * weights.to(output.dtype).reshape(output.shape)).sum()
