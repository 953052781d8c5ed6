"""Which points of a student go into a file, and what is to be told of the others, whatever format it has."""

from collections.abc import Iterator

from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Row, Standing
from autograder.model.points import Points, text
from autograder.model.result import Outcome


def told_points(row: Row, most: Points, carries: Carries) -> Points | None:
    """The points to write, if any: no more than there are, where the LMS would refuse or misread more."""
    if row.points is None or carries.over_max:
        return row.points
    return min(row.points, most)


def standing_problems(
    row: Row, most: Points, carries: Carries, column: str, way: str = "this file"
) -> Iterator[Problem]:
    """Why the student's points are missing or not final, and what the way that they take cannot say."""
    student, gone = row.person.id, "" if carries.everybody else ", and is left out"
    match row.standing:
        case Standing.EXCUSED if not carries.excused:
            what = f"is excused, which {way} cannot say{gone}"
            yield Problem("excused", student, column, what, "excuse them in the LMS", note=True)
        case Standing.MISSING if not carries.missing:
            what = f"has handed in nothing{gone}"
            yield Problem("missing", student, column, what, "if there was something, collect and grade it", note=True)
        case Standing.UNGRADED:
            what = f"is not graded yet, through no fault of theirs{gone}"
            yield Problem("ungraded", student, column, what, "grade, then export again")
        case Standing.WAITING:
            yield _waiting(row, column, gone)
    if row.late and row.points is not None and not carries.late:
        what = f"was late ({row.late}), which {way} cannot say"
        yield Problem("late", student, column, what, "see to it in the LMS", note=True)
    if row.points is not None and row.points > most:
        bonus = f", with {text(row.result.bonus_points)} as a bonus" if row.result and row.result.bonus_points else ""
        written = "" if carries.over_max else f", {text(most)} is written"
        what = f"has {text(row.points)} of {text(most)} points{bonus}{written}"
        yield Problem("over-max", student, column, what, "allow for more points in the LMS, and see what it takes")


def _waiting(row: Row, column: str, gone: str) -> Problem:
    exercises = row.result.exercises if row.result else ()
    waiting = ", ".join(
        each.exercise for each in exercises if not each.outcome.settled and each.outcome is not Outcome.UNGRADED
    )
    if row.so_far:
        what, todo = (
            f"waits for a person with {waiting}, which counts as it is until then",
            "look at it, and export again",
        )
    else:
        what, todo = f"waits for a person with {waiting}{gone}", "look at it, or tell points so far with --so-far"
    return Problem("to-be-reviewed", row.person.id, column, what, todo)
