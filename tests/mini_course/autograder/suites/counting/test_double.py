import pytest

from autograder.testing import assert_that


@pytest.mark.points(1)
def test_small_numbers_are_doubled(student, reference):
    """Numbers from 1 to 9 are doubled, and are whole numbers still."""
    for hidden_number in range(1, 10):
        assert_that(repr(student.double(hidden_number)) == repr(reference.double(hidden_number)))


@pytest.mark.points(1)
def test_negative_numbers_are_doubled(student):
    """Negative numbers are doubled."""
    assert_that(student.double(-21) == -42)
