"""The same question in another layout or float width: what changes a right answer's rounding, and may cost no point."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.testing.proxy import Backend, Root


@dataclass(frozen=True)
class Noise:
    """One way to have the same numbers rounded otherwise."""

    name: str
    change: Callable[[Tensor], Tensor]
    """What is done to each tensor that is asked about."""
    threads: int = 1
    tests: int | None = None
    """So many tests are enough, those with least room in their tolerance; all of them otherwise."""
    coarse: bool = False
    """Whether there are questions that it leaves no answer to, such as a density of 1e-60 in float32."""


class NoisyBackend:
    """Hands every call on to `inner`, with changed tensors."""

    def __init__(self, inner: Backend, change: Callable[[Tensor], Tensor]) -> None:
        self.inner = inner
        self.changed = False
        self._change = change

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        named = {key: self._changed(value) for key, value in kwargs.items()}
        result = self.inner.call(root, path, [self._changed(each) for each in args], named)
        self.changed = self.inner.changed
        return result

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        return self.inner.get(root, path)

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        return self.inner.parameters(root)

    def _changed(self, argument: Any) -> Any:
        return self._change(argument) if type(argument) is Tensor else argument


@contextmanager
def threads(number: int) -> Iterator[None]:
    """So many threads share the work, so that sums are added up in another order."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _turned(tensor: Tensor) -> Tensor:
    """The same numbers, with the last two axes the other way round in memory."""
    return tensor.mT.contiguous().mT if tensor.dim() > 1 else tensor


def _narrow(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.dtype == torch.float64 else tensor


NOISES = (
    Noise("axes turned in memory", _turned),
    Noise("axes turned in memory, two threads", _turned, threads=2, tests=3),  # threads wait for one another a lot
    Noise("in float32", _narrow, coarse=True),
)
