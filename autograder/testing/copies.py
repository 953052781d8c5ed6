"""Whether something was done to what the student's code was given."""

from typing import Any

import torch
from torch import Tensor


def unchanged(copy: Any, original: Any) -> bool:
    """Whether a copy still equals its original: values, dtype, requires_grad, and the items of containers."""
    if isinstance(original, Tensor):
        return type(copy) is Tensor and _same_tensor(copy, original)
    if type(copy) is not type(original):
        return False
    if isinstance(original, (list, tuple)):
        return len(copy) == len(original) and all(unchanged(a, b) for a, b in zip(copy, original, strict=True))
    if isinstance(original, dict):
        return list(copy) == list(original) and all(unchanged(copy[key], original[key]) for key in original)
    return copy is original or bool(copy == original)


def _same_tensor(copy: Tensor, original: Tensor) -> bool:
    if copy.shape != original.shape or copy.dtype != original.dtype or copy.requires_grad != original.requires_grad:
        return False
    return torch.equal(copy, original) or bool(torch.isclose(copy, original, 0, 0, equal_nan=True).all())
