"""Arguments for the student's code: copies, so that what it does to them never reaches the test's own tensors."""

from typing import Any

import torch
from torch import Tensor


def copied(argument: Any) -> Any:
    """A copy that gradients still flow through; lists, tuples and dicts are copied with what they hold."""
    if type(argument) is Tensor:
        return argument.clone() if argument.requires_grad else argument.detach().clone()
    if type(argument) in (list, tuple):
        return type(argument)(copied(item) for item in argument)
    if type(argument) is dict:
        return {key: copied(item) for key, item in argument.items()}
    return argument


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
