"""Answers that anyone could give: nothing, an argument handed back, or zeros, ones and noise of the right shape."""

import copy
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from autograder.engine.corpus import Corpus
from autograder.engine.local import LocalBackend

Fill = Callable[[Tensor], Tensor]
"""Garbage of a tensor's shape and dtype."""
Kind = Callable[[Any, Sequence[Any]], Any]
"""Garbage in the place of the right answer, made of that answer's shape and of the arguments."""


def garbage_backends(corpus: Corpus) -> Iterator[tuple[str, LocalBackend]]:
    """Each kind of garbage in the place of everything that the exercise asks for; none for capstones, as what those
    ask for is trained for seconds at each call."""
    if corpus.exercise.capstone:
        return
    for name, kind in KINDS.items():
        garbage = {defined: _garbage(getattr(corpus.reference, defined), kind) for defined in corpus.exercise.defines}
        yield name, LocalBackend.of(SimpleNamespace(**{**vars(corpus.reference), **garbage}))


def _garbage(right: Any, kind: Kind) -> Any:
    """Answers with that kind of garbage; in a class, each method does."""
    if isinstance(right, type):
        methods = {name: method for name, method in vars(right).items() if callable(method) and name[0] != "_"}
        return type(right.__name__, (right,), {name: _garbage(method, kind) for name, method in methods.items()})

    def answer(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        if any(isinstance(argument, nn.Module) for argument in given):
            args, kwargs = copy.deepcopy((args, kwargs))  # what the right answer does to a network is not garbage
        return kind(right(*args, **kwargs), given)

    return answer


def _nothing(right: Any, given: Sequence[Any]) -> None:
    return None


def _empty(right: Any, given: Sequence[Any]) -> Any:
    """The type alone: no items, no letters, 0."""
    match right:
        case list() | dict() | str():
            return type(right)()
        case tuple():
            return tuple(_empty(item, given) for item in right)
    return _filled(right, torch.zeros_like)


def _argument(right: Any, given: Sequence[Any]) -> Any:
    """The first tensor among the arguments, or the first of them."""
    return next((argument for argument in given if isinstance(argument, Tensor)), given[0] if given else None)


def _like_argument(right: Any, given: Sequence[Any]) -> Any:
    """The last argument of the answer's type; of several answers each one's, so that an input may pass as result."""
    if type(right) is tuple and not any(type(argument) is tuple for argument in given):
        return tuple(_like_argument(item, given) for item in right)
    return next((argument for argument in reversed(given) if type(argument) is type(right)), None)


def _fill(fill: Fill) -> Kind:
    return lambda right, given: _filled(right, fill)


def _noise(tensor: Tensor) -> Tensor:
    if tensor.dtype.is_floating_point:
        return torch.rand_like(tensor)
    return (tensor.long() + torch.randint_like(tensor.long(), 1, 9)).to(tensor.dtype)


KINDS: dict[str, Kind] = {
    "nothing": _nothing,
    "empty": _empty,
    "argument": _argument,
    "argument of the type": _like_argument,
    "zeros": _fill(torch.zeros_like),
    "ones": _fill(torch.ones_like),
    "noise": _fill(_noise),
}


def _filled(value: Any, fill: Fill) -> Any:
    """The value with every number and every word in it replaced."""
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
