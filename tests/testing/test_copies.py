"""Copies of arguments, and whether something was done to them."""

import math
from typing import Any

import pytest
import torch

from autograder.sandbox.inside.objects import leaf, mapped
from autograder.testing.copies import unchanged

ARGUMENTS = [
    torch.tensor([1.0, math.nan]), torch.zeros(0), torch.tensor(3), torch.tensor([True, False]), torch.ones(2, 3).T,
    torch.tensor([1j]), [1, [2.0, torch.ones(1)]], (torch.ones(1), {"a": [torch.zeros(2)]}), {}, "a", None, 5, print,
]  # fmt: skip


def copied(argument: Any) -> Any:
    """A copy as the student's code gets it."""
    return mapped(argument, leaf)


@pytest.mark.parametrize("argument", ARGUMENTS, ids=lambda argument: type(argument).__name__)
def test_a_copy_is_unchanged_at_first(argument: Any) -> None:
    """Of whatever it is a copy, and however deep."""
    assert unchanged(copied(argument), argument)


def test_no_tensor_is_shared() -> None:
    """Writing to a copy reaches nothing of the original."""
    original = {"a": [torch.zeros(2), (torch.zeros(2),)]}
    copy = copied(original)
    copy["a"][0] += 1
    copy["a"][1][0].add_(1)
    copy["b"] = 1
    assert original["a"][0].sum() == original["a"][1][0].sum() == 0 and list(original) == ["a"]


CHANGED = [
    (torch.tensor([1.0]), torch.tensor([2.0])), (torch.tensor([math.nan]), torch.tensor([1.0])),
    (torch.ones(1), torch.ones(1, dtype=torch.float64)), (torch.ones(1), torch.ones(1, 1)), (torch.ones(1), 1.0),
    (torch.ones(1), torch.ones(1, requires_grad=True)), ([1, 2], [2, 1]), ([1], [1, 1]), ([1], (1,)),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": [torch.ones(1)]}, {"a": [torch.zeros(1)]}), ({"a": 1}, {"b": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("original", "copy"), CHANGED)
def test_every_change_is_seen(original: Any, copy: Any) -> None:
    """Values, shapes, dtypes, gradients, order, length and type."""
    assert not unchanged(copy, original)
