"""Which answers count as the same."""

import math

import pytest
import torch

from autograder.engine.diagnosis import differ, same
from autograder.engine.recording import Observation, frozen


def answer(*numbers: float) -> Observation:
    """The answer of a call that gave these numbers."""
    return Observation(("double",), frozen(torch.tensor(numbers, dtype=torch.float64)))


@pytest.mark.parametrize("infinite", [math.inf, -math.inf, math.nan])
def test_an_infinite_number_is_like_itself_and_like_no_other(infinite: float) -> None:
    """However far tolerances that grow with the numbers would reach."""
    assert same(answer(1.0, infinite), answer(1.0, infinite))
    for number in (0.0, 1e300):
        assert differ(answer(1.0, number), answer(1.0, infinite))
        assert differ(answer(1.0, infinite), answer(1.0, number))


def test_numbers_apart_by_rounding_are_the_same_and_far_ones_differ() -> None:
    """In between they are neither."""
    assert same(answer(1.0, 2.0), answer(1.0, 2.0 + 1e-9))
    assert not same(answer(1.0, 2.0), answer(1.0, 2.0 + 1e-5))
    assert not differ(answer(1.0, 2.0), answer(1.0, 2.0 + 1e-5))
    assert differ(answer(1.0, 2.0), answer(1.0, 2.01))
