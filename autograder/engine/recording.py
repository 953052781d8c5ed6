"""A backend that remembers what the student's code answered, for the diagnosis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from autograder.errors import Fault, StudentError, StudentFailure
from autograder.testing.proxy import Backend, Proxy, Root


@dataclass(frozen=True)
class Observation:
    """One call and its answer: `error` names the exception's class when it raised."""

    path: tuple[str, ...]
    answer: Any = None
    error: str | None = None
    changed: bool = False
    """Whether an argument was changed in place."""
    compared: dict[int, tuple["Observation", bool]] = field(default_factory=dict, compare=False, repr=False)
    """What others it was compared with, by identity, and whether they are the same: see `diagnosis.same`."""


class RecordingBackend:
    """Hands every call on to `inner`, and keeps the answers of a test in `observations`."""

    def __init__(self, inner: Backend) -> None:
        self.inner = inner
        self.changed = False
        self.observations: list[Observation] = []
        self.facts_only = False
        """Whether answers are left out, because their numbers are the student's own. See `testing.facts`."""

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        try:
            result = self.inner.call(root, path, args, kwargs)
        except StudentFailure as failure:
            name = failure.name if isinstance(failure, StudentError) else type(failure).__name__
            self.observations.append(Observation(tuple(path), error=name))
            raise
        except Fault:
            raise
        except Exception as error:  # the suite's own function, called by the student's code with what it cannot take
            self.observations.append(Observation(tuple(path), error=type(error).__name__))
            raise
        self._keep(path, result, self.inner.changed)
        return self._ours(result)

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        result = self.inner.get(root, path)
        self._keep(path, result)
        return self._ours(result)

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        named = self.inner.parameters(root)
        self._keep(("parameters",), [list(item) for item in named])
        return named

    def note(self, name: str, fact: Any) -> None:
        """Keeps a fact that the suite found."""
        self.observations.append(Observation(("fact", name), answer=fact))

    def _keep(self, path: Sequence[str], result: Any, changed: bool = False) -> None:
        answer = None if self.facts_only else frozen(result)
        self.observations.append(Observation(tuple(path), answer, changed=changed))

    def _ours(self, result: Any) -> Any:
        """Proxies go on through us, so that their calls are remembered too."""
        if isinstance(result, Proxy):
            return Proxy(self, result._root, result._path, result._type_name)
        if type(result) in (list, tuple):
            return type(result)(self._ours(item) for item in result)
        if type(result) is dict:
            return {key: self._ours(item) for key, item in result.items()}
        return result


@dataclass(frozen=True)
class FrozenTensor:
    """A tensor's values as they were, and whether gradients could flow from it."""

    values: Tensor
    requires_grad: bool

    @cached_property
    def sums(self) -> tuple[float, float]:
        """Of the numbers, and of their sizes: what most answers differ in already."""
        return float(self.values.sum(dtype=torch.float64)), float(self.values.abs().sum(dtype=torch.float64))


def frozen(answer: Any) -> Any:
    """A copy that later changes don't reach."""
    if type(answer) is Tensor:
        return FrozenTensor(answer.detach().clone(), answer.requires_grad)
    if type(answer) in (list, tuple):
        return [frozen(item) for item in answer]
    if type(answer) is dict:
        items = [[frozen(key), frozen(item)] for key, item in answer.items()]
        return sorted(items, key=lambda item: repr(item[0]))  # two dicts are equal in whatever order they were filled
    if isinstance(answer, Proxy):
        return "<object>"  # a student's class need not be called what an author's variant of it is called
    return answer
