"""Hidden suite of `double`."""

import pytest

from autograder.testing import assert_that


@pytest.mark.points(1)
def test_doubles_small_numbers(student, reference):
    """Numbers from 1 to 9 are doubled."""
    for number in range(1, 10):
        assert_that(student.double(number) == reference.double(number))


@pytest.mark.points(1)
def test_doubles_negative_numbers(student):
    """Negative numbers are doubled."""
    assert_that(student.double(-21) == -42)
