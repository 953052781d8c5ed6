"""What a student is told in a gradebook, where there is room for a few lines."""

from collections.abc import Sequence

from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.result import ExerciseResult, Result
from autograder.report.outcomes import LOOKS


def comment(assignment: Assignment, result: Result, steps: Sequence[str] = ()) -> str:
    """A line for each exercise with points, outcome and what is typical of the mistake; then the grade's `steps`."""
    titles = {exercise.slug: exercise.full_title for exercise in assignment.exercises}
    said = []
    for each in result.exercises:
        said.append(f"{titles.get(each.exercise, each.exercise)}: {_verdict(each)}")
        said += [diagnosis.says for diagnosis in each.diagnosis]
    return "\n".join([*said, *steps])


def exercise_comment(result: ExerciseResult) -> str:
    """One exercise in lines: points and outcome, what is typical of the mistake, and each test that does not pass."""
    said = [_verdict(result), *(diagnosis.says for diagnosis in result.diagnosis), result.message, *result.flags]
    for test in result.tests:
        if not test.points and test.max_points:
            look = LOOKS[test.outcome]
            said.append(f"{look.symbol} {test.says} {test.message}".rstrip())
    return "\n".join(filter(None, said))


def _verdict(result: ExerciseResult) -> str:
    return f"{text(result.points)} of {text(result.max_points)}, {LOOKS[result.outcome].word}."
