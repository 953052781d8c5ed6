"""The student's objects and what the grader asks of them: calls, values, gradients."""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

STUDENT, TORCH = "student", "torch"
REQUEST_BITS = 20
"""Room for the numbers of one request's objects."""
KEPT_CALLS = 256
"""So many calls are remembered for a backward pass."""


class Objects:
    """Objects by number, and the graphs of the latest calls."""

    def __init__(self, module: Any) -> None:
        self._roots: dict[Any, Any] = {STUDENT: module, TORCH: torch}
        self._numbers: dict[int, int] = {}
        self._next = 1
        self._calls: OrderedDict[int, tuple[list[Tensor], list[Tensor]]] = OrderedDict()

    def begin(self, request: int) -> None:
        """A request begins: what it makes is numbered by it, whatever became of earlier requests."""
        self._next = (request << REQUEST_BITS) + 1

    def number(self, thing: Any) -> int:
        """The number that stands for an object; the object is kept."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = self._next
            self._roots[self._next] = thing
            self._next += 1
        return self._numbers[id(thing)]

    def resolve(self, root: Any, path: Sequence[str] = ()) -> Any:
        """The object at a path of names from a root."""
        thing = self._roots[root]
        for name in path:
            thing = getattr(thing, name)
        return thing

    def remember(self, call: int, leaves: list[Tensor], outputs: list[Tensor]) -> None:
        """Keeps the graph of a call for its backward pass."""
        if outputs:
            self._calls[call] = (leaves, outputs)
            if len(self._calls) > KEPT_CALLS:
                self._calls.popitem(last=False)

    def forget_calls(self) -> None:
        """Lets go of all graphs."""
        self._calls.clear()

    def backward(self, call: int, gradients: Sequence[Tensor | None]) -> list[Tensor | None]:
        """The gradients of a call's arguments; those of parameters gather in their `.grad`, as always in torch."""
        return backward(*self._calls[call], gradients)

    def parameters(self, root: Any) -> list[Any]:
        """Name, value and gradient of every parameter of a module."""
        return [[name, p.detach(), p.grad] for name, p in self.resolve(root).named_parameters()]


class End(torch.autograd.Function):
    """Where the answer of a suite's own function enters the student's code: gradients end there, and say so."""

    @staticmethod
    def forward(ctx: Any, answer: Tensor) -> Tensor:
        """The answer."""
        return answer.view_as(answer)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        """Refuses."""
        raise RuntimeError("no gradients flow through a function of the test")


def ended(answer: Any) -> Any:
    """The answer of a suite's own function, as the student's code gets it."""
    return mapped(answer, lambda tensor: End.apply(leaf(tensor)) if tensor.requires_grad else tensor)  # type: ignore[no-untyped-call]


def backward(
    leaves: Sequence[Tensor], outputs: Sequence[Tensor], gradients: Sequence[Tensor | None]
) -> list[Tensor | None]:
    """The gradients of the leaves that a call began with; those of parameters gather in their `.grad`."""
    pairs = [(out, gradient) for out, gradient in zip(outputs, gradients, strict=True) if gradient is not None]
    for each in leaves:
        each.grad = None
    torch.autograd.backward([out for out, _ in pairs], [gradient for _, gradient in pairs], retain_graph=True)
    return [each.grad for each in leaves]


def call(function: Callable[..., Any], given: Any, leaves: list[Tensor], grad: bool) -> tuple[Any, Any]:
    """The function's result, and its arguments as they are afterwards.

    `given` is a list of positional arguments and a dict of named ones; `leaves` are the tensors in it that came from
    the grader and require gradients.
    """
    clones = {id(each): each.clone() for each in leaves}  # a leaf can't be changed in place
    passed = mapped(given, lambda tensor: clones.get(id(tensor), tensor))
    with contextlib.nullcontext() if grad else torch.no_grad():
        return function(*passed[0], **passed[1]), passed


def mapped(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """The same nested lists, tuples and dicts, with every plain tensor changed, in order."""
    if type(value) in (Tensor, torch.nn.Parameter):
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(mapped(item, change) for item in value)
    if type(value) is dict:
        return {key: mapped(item, change) for key, item in value.items()}
    return value


def leaf(tensor: Tensor) -> Tensor:
    """A copy as the other side gets it: on its own, and asking for gradients if the tensor did."""
    return tensor.detach().clone().requires_grad_(tensor.requires_grad)
