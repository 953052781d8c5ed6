"""Random inputs: fresh for every course, the same for every student, and the same again in a regrade."""

import hashlib

import torch
from torch import Tensor

FLOATS = (torch.float32, torch.float64)
"""Both float widths that every exercise keeps."""


class Rng:
    """Draws tensors for one test; two tests never share a stream."""

    def __init__(self, seed: int, test: str) -> None:
        digest = hashlib.sha256(f"{seed}:{test}".encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)

    def normal(self, *shape: int, dtype: torch.dtype = torch.float64, scale: float = 1.0) -> Tensor:
        """Standard normal numbers times `scale`."""
        drawn = torch.randn(shape, generator=self._generator, dtype=torch.float64)
        return (drawn * scale).to(dtype)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0, dtype: torch.dtype = torch.float64) -> Tensor:
        """Uniform numbers in [low, high)."""
        drawn = torch.rand(shape, generator=self._generator, dtype=torch.float64)
        return (low + (high - low) * drawn).to(dtype)

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """Uniform whole numbers in [low, high), as `torch.long`."""
        return torch.randint(low, high, shape, generator=self._generator)

    def booleans(self, *shape: int, share: float = 0.5) -> Tensor:
        """True with probability `share`."""
        return torch.rand(shape, generator=self._generator) < share

    def permutation(self, size: int) -> Tensor:
        """The numbers 0 to size-1 in random order, never in the order 0, 1, 2 … when size > 1."""
        drawn = torch.randperm(size, generator=self._generator)
        return drawn.roll(1) if size > 1 and bool((drawn == torch.arange(size)).all()) else drawn

    def number(self) -> int:
        """A whole number to seed something else with."""
        return int(torch.randint(0, 2**31, (), generator=self._generator))
