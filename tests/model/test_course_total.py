"""The total of a course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model.course_total import Group, Score, total

ALL = Group("all", ("a", "b", "c"))


@pytest.mark.parametrize(
    ("drop", "scores", "points", "possible", "dropped"),
    [
        (0, [(100, 200), (50, 200), (200, 200)], 350, 600, ""),
        (1, [(100, 200), (50, 200), (200, 200)], 300, 400, "b"),
        (2, [(100, 200), (50, 200), (200, 200)], 200, 200, "ab"),
        # the lowest share, not the fewest points
        (1, [(30, 40), (50, 200), (200, 200)], 230, 240, "b"),
        # of equal shares that with more points to be had, then the earlier one
        (1, [(50, 100), (100, 200), (200, 200)], 250, 300, "b"),
        (1, [(100, 200), (100, 200), (200, 200)], 300, 400, "a"),
        # nothing at all is the lowest
        (1, [(0, 500), (100, 200)], 100, 200, "a"),
        # one always stays
        (2, [(0, 500)], 0, 500, ""),
        (2, [], 0, 0, ""),
    ],
)
def test_the_lowest_are_dropped(
    drop: int, scores: list[tuple[int, int]], points: int, possible: int, dropped: str
) -> None:
    """Each row: how many are dropped, hundredths reached and possible of a, b, c, and what is left."""
    named = [Score(name, *score) for name, score in zip("abc", scores, strict=False)]
    found = total([Group("all", ALL.assignments, drop)], named)
    assert (found.points, found.possible, found.dropped) == (points, possible, frozenset(dropped))


def test_each_group_drops_its_own() -> None:
    """And what is in no group does not count."""
    scores = [Score("a", 0, 100), Score("b", 50, 100), Score("c", 0, 100), Score("d", 100, 100)]
    found = total([Group("one", ("a", "b"), 1), Group("two", ("c",))], scores)
    assert (found.points, found.possible, found.dropped) == (50, 200, frozenset("a"))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=3), st.integers(0, 3))
def test_dropping_never_lowers_the_share(scores: list[tuple[int, int]], drop: int) -> None:
    """A rule in favour of students."""
    named = [Score(name, *score) for name, score in zip("abc", scores, strict=False)]
    before, after = total([ALL], named), total([Group("all", ALL.assignments, drop)], named)
    assert after.points * before.possible >= before.points * after.possible
