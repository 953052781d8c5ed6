import pytest

from autograder.testing import assert_that


@pytest.mark.points(1)
def test_the_first_call_gives_one(student):
    """A fresh tally starts at 1, whatever another one counted."""
    former_tally = student.Tally()
    assert_that([former_tally.add(), former_tally.add(), student.Tally().add()] == [1, 2, 1])


@pytest.mark.points(2)
def test_calls_are_counted(student):
    """Five calls give 1 to 5."""
    hidden_tally = student.Tally()
    assert_that(repr([hidden_tally.add() for _ in range(5)]) == "[1, 2, 3, 4, 5]")
