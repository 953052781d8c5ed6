"""Answers that anyone could give: an argument handed back, or zeros, ones and noise of the right shape."""

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from autograder.engine.corpus import Corpus
from autograder.engine.local import LocalBackend

Fill = Callable[[Tensor], Tensor]
"""Garbage of a tensor's shape and dtype."""


def garbage_backends(corpus: Corpus) -> Iterator[tuple[str, LocalBackend]]:
    """Each kind of garbage in the place of everything that the exercise asks for; none for capstones, as what those
    ask for is trained for seconds at each call."""
    if corpus.exercise.capstone:
        return
    for name, fill in FILLS.items():
        garbage = {defined: _garbage(getattr(corpus.reference, defined), fill) for defined in corpus.exercise.defines}
        yield name, LocalBackend.of(SimpleNamespace(**{**vars(corpus.reference), **garbage}))


def _noise(tensor: Tensor) -> Tensor:
    if tensor.dtype.is_floating_point:
        return torch.rand_like(tensor)
    return (tensor.long() + torch.randint_like(tensor.long(), 1, 9)).to(tensor.dtype)


FILLS: dict[str, Fill | None] = {
    "argument": None,
    "zeros": torch.zeros_like,
    "ones": torch.ones_like,
    "noise": _noise,
}


def _garbage(right: Any, fill: Fill | None) -> Any:
    """Answers with an argument, or with the right types and shapes filled anew; in a class, each method does."""
    if isinstance(right, type):
        methods = {name: method for name, method in vars(right).items() if callable(method) and name[0] != "_"}
        return type(right.__name__, (right,), {name: _garbage(method, fill) for name, method in methods.items()})

    def answer(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        if fill is None:
            return next((argument for argument in given if isinstance(argument, Tensor)), given[0] if given else None)
        if any(isinstance(argument, nn.Module) for argument in given):
            args, kwargs = copy.deepcopy((args, kwargs))  # what the right answer does to a network is not garbage
        return _filled(right(*args, **kwargs), fill)

    return answer


def _filled(value: Any, fill: Fill) -> Any:
    """The value with every number in it replaced."""
    match value:
        case Tensor():
            return fill(value.detach())
        case nn.Module():
            value.load_state_dict({name: fill(tensor) for name, tensor in value.state_dict().items()})
            return value
        case bool() | int() | float():
            return type(value)(fill(torch.tensor(value)).item())
        case list() | tuple():
            return type(value)(_filled(item, fill) for item in value)
        case dict():
            return {key: _filled(item, fill) for key, item in value.items()}
        case str():
            return ""
    return value
