"""The same numbers in another layout: what may change a right answer's rounding, and must not cost it a point."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from autograder.testing.proxy import Backend, Root


class TurnedBackend:
    """Hands every call on to `inner`, with tensors whose axes lie in memory the other way round."""

    def __init__(self, inner: Backend) -> None:
        self.inner = inner
        self.changed = False

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        turned = {key: _turned(value) for key, value in kwargs.items()}
        result = self.inner.call(root, path, [_turned(each) for each in args], turned)
        self.changed = self.inner.changed
        return result

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        return self.inner.get(root, path)

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        return self.inner.parameters(root)


@contextmanager
def threads(number: int) -> Iterator[None]:
    """So many threads share the work, so that sums are added up in another order."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _turned(argument: Any) -> Any:
    if type(argument) is Tensor and argument.dim() > 1:
        return argument.mT.contiguous().mT
    return argument
