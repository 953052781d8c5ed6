"""Hidden suite of `apply`."""

import pytest

from autograder.testing import assert_that


@pytest.mark.points(1)
def test_applies_the_function_to_each_number(student, rng):
    """Each number goes through the function."""
    shift = rng.number() % 1000
    assert_that(student.apply(lambda number: number + shift, [3, 5, 8]) == [3 + shift, 5 + shift, 8 + shift])
