"""When students are told why the options of a quiz are right or wrong."""

from dataclasses import replace
from datetime import datetime

from autograder.model.assignment import Assignment, Kind
from autograder.model.result import Result

LATER = "Every option is explained here after the due date."


def as_shown(assignment: Assignment, result: Result, now: datetime, due: datetime | None) -> Result:
    """The result as its student may see it at that time: before their due date, quizzes without their explanations."""
    early = due is not None and now < due
    hidden = {each.slug for each in assignment.exercises if each.kind is Kind.QUIZ and not each.explained_at_once}
    if not early or not hidden:
        return result
    exercises = tuple(
        replace(
            each, diagnosis=(), message="\n".join(filter(None, [each.message, LATER])),
            tests=tuple(replace(test, message="") for test in each.tests),
        ) if each.exercise in hidden else each
        for each in result.exercises
    )  # fmt: skip
    return replace(result, exercises=exercises)
