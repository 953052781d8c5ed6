import pytest


@pytest.mark.points(3)
def test_first_call_counts_one(student):
    """The first call gives 1."""
    assert student.Tally().add() == 1
