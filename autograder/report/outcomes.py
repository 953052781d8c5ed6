"""What each outcome is called, and what it means, in words for the student."""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.model.assignment import Exercise, Kind
from autograder.model.result import ExerciseResult, Outcome


@dataclass(frozen=True)
class Look:
    """How one outcome is shown: `ascii` stands for `symbol` where there is no Unicode; `style` colours a terminal."""

    symbol: str
    ascii: str
    word: str
    style: str
    means: str


LOOKS = {
    Outcome.PASSED: Look("✓", "+", "passed", "green", "Your answer does everything that is asked."),
    Outcome.FAILED: Look("✗", "x", "not right yet", "red", "Not all of its answers are right."),
    Outcome.ERROR: Look("!", "!", "raised an error", "red", "Your code stopped with an error of its own."),
    Outcome.TIMEOUT: Look(
        "∞", "t", "took too long", "red",
        "Your code was stopped because it ran for too long; a loop that never ends is the usual reason.",
    ),
    Outcome.CRASHED: Look(
        "†", "c", "crashed", "red",
        "The process that ran your code ended early: it ran out of memory, or something made it exit.",
    ),
    Outcome.NOT_ATTEMPTED: Look(
        "·", ".", "not written yet", "dim", "There is no file, or it is still as it was handed out.",
    ),
    Outcome.CARRIED: Look(
        "≈", "~", "carried", "green",
        "Right, given an error in an earlier exercise. That error costs points there and not here.",
    ),
    Outcome.FLAGGED: Look(
        "?", "?", "to be looked at", "yellow",
        "A person will look at this before it gets points. Nothing has been decided yet.",
    ),
    Outcome.TO_REVIEW: Look(
        "✎", "r", "to be reviewed", "yellow",
        "A person will read this and give its points. Until then they are neither given nor lost.",
    ),
    Outcome.UNGRADED: Look(
        "○", "o", "not graded yet", "yellow",
        "This could not be graded. The fault is ours, not yours: it will be graded again and is not a score.",
    ),
}  # fmt: skip
"""Every outcome, in the order in which they are listed."""
UNJUDGED = {
    **LOOKS,
    Outcome.PASSED: Look("●", "*", "answered", "dim", "Whether it is right, you learn when it is graded."),
    Outcome.FAILED: Look("●", "*", "partly answered", "dim", "Some of its questions have no answer yet."),
}
"""Of a quiz that was checked and not graded: no key leaves the course, so no answer is right or wrong there."""


def looks_of(exercise: Exercise | None, result: ExerciseResult) -> Mapping[Outcome, Look]:
    """How the outcomes of this exercise are shown; a quiz that is worth nothing was only checked."""
    return UNJUDGED if exercise and exercise.kind is Kind.QUIZ and not result.max_points else LOOKS
