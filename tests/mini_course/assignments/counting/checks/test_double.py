import pytest


@pytest.mark.points(2)
def test_two_is_doubled(student):
    """Twice two is four."""
    assert student.double(2) == 4
