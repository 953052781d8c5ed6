"""Whether a result is a final score, whatever file it goes into."""

from collections.abc import Iterator

from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row
from autograder.model.result import Outcome


def standing_problems(row: Row, column: str) -> Iterator[Problem]:
    """Why the student's points are missing, or not final yet."""
    student = row.person.id
    if row.result is None:
        yield Problem(student, column, "has no result", "if something was handed in, collect and grade it")
    elif row.result.ungraded:
        yield Problem(student, column, "is not graded yet, through our fault", "grade again, then export again")
    else:
        for exercise in row.result.exercises:
            if exercise.outcome is Outcome.TO_REVIEW:
                what = f"{exercise.exercise} waits to be read, and the total is left out until then"
                yield Problem(student, column, what, "give its points, then export again")
            if exercise.outcome is Outcome.FLAGGED:
                what = f"{exercise.exercise} waits for a person and counts 0 until then"
                yield Problem(student, column, what, "look at it, then export again")
