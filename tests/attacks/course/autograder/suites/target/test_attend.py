"""Hidden suite of `attend`."""

import pytest

from autograder.testing import assert_close, assert_gradients_close


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """The weights are the softmax over the keys."""
    for queries, keys, width in [(5, 7, 4), (1, 3, 9)]:
        q, k = rng.normal(2, queries, width), rng.normal(2, keys, width)
        assert_close(student.attend(q, k), reference.attend(q, k), axes="batch query key")


@pytest.mark.points(1)
def test_lets_gradients_through(student, reference, rng):
    """The gradients are the right ones."""
    assert_gradients_close(student.attend, reference.attend, rng.normal(2, 5, 3), rng.normal(2, 4, 3))
