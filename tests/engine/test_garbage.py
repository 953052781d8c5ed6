"""Garbage has the form of the right answer and none of its content, whatever the answer is made of."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from autograder.engine.garbage import KINDS

WORDS, COUNTS = ["the", "dog"], {("d", "og"): 3}
RIGHT: Any = (("d", "og"), COUNTS)


@pytest.mark.parametrize(
    ("kind", "right", "given", "garbage"),
    [
        ("nothing", COUNTS, [WORDS], None),
        ("empty", COUNTS, [WORDS], {}),
        ("empty", RIGHT, [COUNTS], (("", ""), {})),
        ("empty", 7, [WORDS], 0),
        ("argument", WORDS, [COUNTS, WORDS], COUNTS),
        ("argument of the type", WORDS, [COUNTS, WORDS], WORDS),
        ("argument of the type", RIGHT, [COUNTS], ((None, None), COUNTS)),
        ("argument of the type", 7, [COUNTS], None),
        ("zeros", COUNTS, [COUNTS], {("d", "og"): 0}),
        ("ones", RIGHT, [COUNTS], (("", ""), {("d", "og"): 1})),
    ],
)
def test_plain_answers_have_their_garbage(kind: str, right: Any, given: Sequence[Any], garbage: Any) -> None:
    """Words, numbers, lists and dicts lose what they say, or are what was given."""
    assert KINDS[kind](right, given) == garbage


def test_several_tensors_may_be_the_last_argument_each() -> None:
    """So may an input pass for the result: the state that goes in, as the states that come out."""
    x, h = torch.rand(2), torch.rand(3)
    assert KINDS["argument"](torch.rand(3), [x, h]) is x
    assert KINDS["argument of the type"](torch.rand(3), [x, h]) is h
    assert all(item is h for item in KINDS["argument of the type"]((torch.rand(3), torch.rand(3)), [x, h]))


def test_numbers_are_filled_anew() -> None:
    """In the right shape and dtype; noise is never the right whole number."""
    right = [torch.ones(2, 3), {"a": 5}]
    for kind in ("zeros", "ones", "noise"):
        tensor, counts = KINDS[kind](right, [])
        assert tensor.shape == (2, 3) and tensor.dtype == torch.float32
        assert type(counts["a"]) is int and counts["a"] != 5
