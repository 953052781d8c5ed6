"""Autograd across the process boundary: one node of the graph stands for a whole call in a worker."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from autograder.sandbox.inside.objects import mapped

Backward = Callable[[Sequence[Tensor | None]], list[Tensor | None]]
"""From the gradients of the outputs to those of the inputs, computed in the worker."""


def tensors_in(value: Any) -> list[Tensor]:
    """All plain tensors in nested lists, tuples and dicts, in order."""
    if type(value) in (Tensor, torch.nn.Parameter):
        return [value]
    if type(value) in (list, tuple):
        return [tensor for item in value for tensor in tensors_in(item)]
    if type(value) is dict:
        return [tensor for item in value.values() for tensor in tensors_in(item)]
    return []


class Crossing(torch.autograd.Function):
    """Joins the tensors that came back from a call to the tensors that went into it."""

    @staticmethod
    def forward(
        ctx: Any, backward: Backward, outputs: Sequence[Tensor], anchor: Tensor, *inputs: Tensor
    ) -> tuple[Tensor, ...]:
        """The outputs, as results of the inputs. `anchor` requires a gradient, so that the graph goes on even when no
        input does: then the parameters of a module beside the student's code are what is learned."""
        ctx.ask = backward
        ctx.set_materialize_grads(False)
        return tuple(output.view_as(output) for output in outputs)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Tensor | None, ...]:
        """The worker's gradients; they have no graph of their own."""
        return (None, None, None, *ctx.ask(gradients))


def crossed(result: Any, inputs: Sequence[Tensor], backward: Backward) -> Any:
    """The result of a call, with its tensors that require gradients joined to the inputs that do."""
    outputs = [tensor.detach() for tensor in tensors_in(result) if tensor.requires_grad]
    if not outputs:
        return result
    anchor = torch.zeros((), requires_grad=True)
    joined = iter(Crossing.apply(backward, outputs, anchor, *inputs))  # type: ignore[no-untyped-call]
    return mapped(result, lambda tensor: next(joined) if tensor.requires_grad else tensor)
