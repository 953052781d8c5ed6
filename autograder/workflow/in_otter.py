"""What the tests of an otter-grader assignment call, in the kernel of the notebook that otter checks or grades.

Hidden tests are verdicts of our grader, on the notebook as it was handed in, so that the points are the same. What
otter does with a verdict, and what a student's cells do to otter, is beyond our reach: see docs/otter.md.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from autograder.bridges.otter import COURSE
from autograder.bridges.scored import scored
from autograder.errors import AutograderError, InputError
from autograder.model.result import ExerciseResult, Outcome
from autograder.report.explanations import as_shown
from autograder.report.notebook import as_text
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.kernel_check import check_kernel


class NotGraded(BaseException):
    """No verdict, through our fault: no `Exception`, which otter would take for a wrong answer and 0 points."""


def public(exercise: str, env: Mapping[str, Any]) -> None:
    """Passes when what the names mean in the kernel passes the public checks.

    Raises:
        AssertionError: it does not; says all that may help.
        InputError: there are no checks here.
    """
    assignment, result = check_kernel(Path.cwd(), exercise, env)
    if any(each.outcome is not Outcome.PASSED for each in result.exercises):
        raise AssertionError(f"\n{as_text(assignment, result)}")


def hidden(exercise: str, test: str) -> None:
    """Passes when the notebook in the current folder passes the hidden test.

    Raises:
        AssertionError: it does not; says what students may know.
        NotGraded: nobody knows, through our fault.
    """
    try:
        result = _verdicts(Path.cwd())[exercise]
    except (AutograderError, KeyError) as error:
        raise NotGraded(f"{exercise} could not be graded: {error}") from error
    if result.outcome is Outcome.UNGRADED:
        raise NotGraded(f"{exercise} could not be graded, through no fault of the student's: {result.message}")
    verdict = next((each for each in result.tests if each.name == test), None)
    if verdict is None or verdict.outcome is not Outcome.PASSED or result.outcome is Outcome.FLAGGED:
        own = [verdict.says, verdict.message] if verdict else []
        of_all = [result.message, *result.flags, *(each.says for each in result.diagnosis)]
        raise AssertionError("\n".join(line for line in [*own, *of_all] if line))


@cache
def _verdicts(folder: Path) -> Mapping[str, ExerciseResult]:
    """The results of the one notebook in the folder, by exercise."""
    notebooks = sorted(folder.glob("*.ipynb"))
    if len(notebooks) != 1:
        raise InputError(f"{folder} holds {len(notebooks)} notebooks:", "otter grades one at a time.")
    course = find_course(folder / COURSE)
    (slug,) = course.assignment_slugs()
    assignment = find_assignment(course, slug)
    shown = as_shown(assignment, scored(course.root, slug, notebooks[0]), datetime.now(UTC), assignment.due)
    return {each.exercise: each for each in shown.exercises}
