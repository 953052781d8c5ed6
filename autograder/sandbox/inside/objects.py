"""The student's objects and what the grader asks of them: calls, values, gradients."""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

STUDENT, TORCH = "student", "torch"
KEPT_CALLS = 256
"""So many calls are remembered for a backward pass."""


class Objects:
    """Objects by number, and the graphs of the latest calls."""

    def __init__(self, module: Any) -> None:
        self._roots: dict[Any, Any] = {STUDENT: module, TORCH: torch}
        self._numbers: dict[int, int] = {}
        self._calls: OrderedDict[int, tuple[list[Tensor], list[Tensor]]] = OrderedDict()

    def number(self, thing: Any) -> int:
        """The number that stands for an object; the object is kept."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self._numbers) + 1
            self._roots[self._numbers[id(thing)]] = thing
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

    def backward(self, call: int, gradients: Sequence[Tensor | None]) -> list[Tensor | None]:
        """The gradients of a call's arguments; those of parameters gather in their `.grad`, as always in torch."""
        leaves, outputs = self._calls[call]
        pairs = [(out, gradient) for out, gradient in zip(outputs, gradients, strict=True) if gradient is not None]
        for leaf in leaves:
            leaf.grad = None
        torch.autograd.backward([out for out, _ in pairs], [gradient for _, gradient in pairs], retain_graph=True)
        return [leaf.grad for leaf in leaves]

    def parameters(self, root: Any) -> list[Any]:
        """Name, value and gradient of every parameter of a module."""
        return [[name, p.detach(), p.grad] for name, p in self.resolve(root).named_parameters()]


def call(function: Callable[..., Any], given: Any, leaves: list[Tensor], grad: bool) -> tuple[Any, Any]:
    """The function's result, and its arguments as they are afterwards.

    `given` is a list of positional arguments and a dict of named ones; `leaves` are the tensors in it that came from
    the grader and require gradients.
    """
    passed = _replaced(given, {id(leaf): leaf.clone() for leaf in leaves})  # a leaf can't be changed in place
    with contextlib.nullcontext() if grad else torch.no_grad():
        return function(*passed[0], **passed[1]), passed


def _replaced(value: Any, clones: Mapping[int, Tensor]) -> Any:
    """The same nested values, with the clones, by identity, in the place of their tensors."""
    if type(value) in (list, tuple):
        return type(value)(_replaced(item, clones) for item in value)
    if type(value) is dict:
        return {key: _replaced(item, clones) for key, item in value.items()}
    return clones.get(id(value), value)
