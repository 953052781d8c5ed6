"""What a student is told in a gradebook, where there is room for a few lines."""

from collections.abc import Sequence

from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.result import Result
from autograder.report.outcomes import LOOKS


def comment(assignment: Assignment, result: Result, steps: Sequence[str] = ()) -> str:
    """A line for each exercise with points, outcome and what is typical of the mistake; then the grade's `steps`."""
    titles = {exercise.slug: exercise.title for exercise in assignment.exercises}
    said = []
    for each in result.exercises:
        word = LOOKS[each.outcome].word
        said.append(
            f"{titles.get(each.exercise, each.exercise)}: {text(each.points)} of {text(each.max_points)}, {word}."
        )
        said += [diagnosis.says for diagnosis in each.diagnosis]
    return "\n".join([*said, *steps])
