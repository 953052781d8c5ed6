"""Sums over a result's exercises."""

import pytest

from autograder.model.result import ExerciseResult, Outcome, Result


def result(*exercises: ExerciseResult) -> Result:
    """A result of these exercises."""
    return Result("gan", "ada", "", "", "full", 7, "2026-11-25T10:00:00Z", 0.0, exercises)


ONE = ExerciseResult("one", Outcome.PASSED, 300, 300)
MORE = ExerciseResult("more", Outcome.FAILED, 150, 200, bonus=True)


def test_points_of_a_bonus_come_on_top() -> None:
    """They are reached, and raise no maximum."""
    ours = result(ONE, MORE)
    assert (ours.points, ours.bonus_points, ours.max_points, ours.decided_points) == (450, 150, 300, 300)
    assert (ours.to_dict()["points"], ours.to_dict()["max_points"]) == (4.5, 3)


@pytest.mark.parametrize("bonus", [False, True])
def test_what_a_person_has_yet_to_give_is_not_decided(bonus: bool) -> None:
    """Be it a bonus or not, the points are awaited and the result is not final."""
    words = ExerciseResult("words", Outcome.TO_REVIEW, 0, 600, bonus=bonus)
    ours = result(ONE, words)
    assert (ours.decided_points, ours.awaited_points, ours.final) == (300, 600, False)
    assert ours.max_points == 300 + (0 if bonus else 600)
