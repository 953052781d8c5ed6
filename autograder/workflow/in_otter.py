"""What the tests of an otter-grader assignment call, in the kernel of the notebook that otter checks or grades.

Hidden tests are verdicts of our grader, on the notebook as it was handed in, so that the points are the same. What
otter does with a verdict, and what a student's cells do to otter, is beyond our reach: see docs/otter.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from autograder.bridges.otter import COURSE
from autograder.bridges.scored import said_by
from autograder.errors import AutograderError, InputError
from autograder.model.assignment import Assignment
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.report.explanations import as_shown
from autograder.report.notebook import as_text
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment


class NotGraded(BaseException):
    """No verdict, through our fault: no `Exception`, which otter would take for a wrong answer and 0 points."""


@dataclass(frozen=True)
class Graded:
    """What came of a notebook that otter grades."""

    assignment: Assignment
    checks: Result
    exercises: Mapping[str, ExerciseResult]


def public(exercise: str, env: Mapping[str, Any]) -> None:
    """Passes when what the names mean in the kernel passes the public checks.

    Where otter grades, they run in the sandbox: an answer that ends its process would end otter with it.

    Raises:
        AssertionError: it does not; says all that may help.
        InputError: there are no checks here.
        NotGraded: nobody knows, through our fault.
    """
    graded = _graded_with(exercise) if (Path.cwd() / COURSE).is_dir() else None
    if graded and exercise in {each.slug for each in graded.assignment.coded}:
        own = tuple(each for each in graded.checks.exercises if each.exercise == exercise)
        assignment, result = graded.assignment, replace(graded.checks, exercises=own)
    else:
        from autograder.workflow.kernel_check import check_kernel  # torch comes with it, and only then

        assignment, result = check_kernel(Path.cwd(), exercise, env)
    if not result.exercises or any(each.outcome is not Outcome.PASSED for each in result.exercises):
        raise AssertionError(f"\n{as_text(assignment, result)}")


def hidden(exercise: str, test: str) -> None:
    """Passes when the notebook in the current folder passes the hidden test.

    Raises:
        AssertionError: it does not; says what students may know.
        NotGraded: nobody knows, through our fault.
    """
    result = _graded_with(exercise).exercises[exercise]
    if result.outcome is Outcome.UNGRADED:
        raise NotGraded(f"{exercise} could not be graded, through no fault of the student's: {result.message}")
    verdict = next((each for each in result.tests if each.name == test), None)
    if verdict is None or verdict.outcome is not Outcome.PASSED or result.outcome is Outcome.FLAGGED:
        own = [verdict.says, verdict.message] if verdict else []
        of_all = [result.message, *result.flags, *(each.says for each in result.diagnosis)]
        raise AssertionError("\n".join(line for line in [*own, *of_all] if line))


def _graded_with(exercise: str) -> Graded:
    """What came of the notebook in the current folder, the exercise among it."""
    try:
        graded = _graded(Path.cwd())
    except AutograderError as error:
        raise NotGraded(f"{exercise} could not be graded: {error}") from error
    if exercise not in graded.exercises:
        raise NotGraded(f"{exercise} could not be graded: {graded.assignment.slug} has no such exercise.")
    return graded


@cache
def _graded(folder: Path) -> Graded:
    """Of the one notebook in the folder."""
    notebooks = sorted(folder.glob("*.ipynb"))
    if len(notebooks) != 1:
        raise InputError(f"{folder} holds {len(notebooks)} notebooks:", "otter grades one at a time.")
    course = find_course(folder / COURSE)
    (slug,) = course.assignment_slugs()
    assignment = find_assignment(course, slug)
    said = said_by("autograder.workflow.otter_grader", [notebooks[0].name], folder)
    shown = as_shown(assignment, Result.from_dict(said["result"]), datetime.now(UTC), assignment.due)
    return Graded(assignment, Result.from_dict(said["checks"]), {each.exercise: each for each in shown.exercises})
