"""What the grader cells of an nbgrader assignment call, in the kernel in which nbgrader autogrades a notebook.

The hidden suite does not run in that kernel: the notebook is graded as `autograder score` grades it, once, in a process
of its own and in its sandbox, and the cells ask for the points. What a student's cells do to the kernel, and so to the
numbers that nbgrader reads, is beyond our reach: see docs/nbgrader.md.
"""

import os
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from autograder.bridges.scored import scored
from autograder.errors import AutograderError, Fault, InputError
from autograder.model.points import text
from autograder.model.result import Outcome, Result
from autograder.report.comment import exercise_comment
from autograder.report.explanations import as_shown
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment

COURSE = "AUTOGRADER_COURSE"
"""The environment variable that names the course, where it is not found otherwise."""


def points(target: str) -> float:
    """The points of `ASSIGNMENT/EXERCISE` for the notebook in the current folder; tells why they are not all.

    A number is what nbgrader takes for partial credit, and an error for 0 points. So when nbgrader grades and there is
    no verdict through our fault, or none before it loses patience, the kernel ends, and nbgrader reports the notebook
    as failed instead of as wrong.
    """
    slug, _, exercise = target.partition("/")
    try:
        result = next(each for each in _graded(slug, Path.cwd()).exercises if each.exercise == exercise)
        if result.outcome is Outcome.UNGRADED:
            raise Fault(f"{target} could not be graded, through no fault of the student's: {result.message}")
    except (AutograderError, StopIteration, KeyboardInterrupt) as error:
        if os.environ.get("NBGRADER_EXECUTION") != "autograde":
            raise
        says = str(error) or f"{target} took longer than nbgrader waits: raise c.ExecutePreprocessor.timeout."
        print(f"autograder: {says} No points are recorded.", file=sys.__stderr__, flush=True)
        os._exit(os.EX_SOFTWARE)
    print(exercise_comment(result))  # noqa: T201
    return float(text(result.points))


def course_above(folder: Path) -> Course:
    """The course that the environment names, that the folder lies in, or that the package was installed from.

    The folder itself holds a student's files, and they do not say what they are graded with.

    Raises:
        InputError: there is none.
    """
    if named := os.environ.get(COURSE):
        return find_course(Path(named))
    for start in (folder.parent, Path(__file__).parent):
        try:
            return find_course(start)
        except InputError:
            continue
    raise InputError(f"No course above {folder}:", f"name it by the environment variable {COURSE}.")


@cache
def _graded(slug: str, folder: Path) -> Result:
    """What the student may know of the result of the folder's notebook."""
    course = course_above(folder)
    assignment = find_assignment(course, slug)
    return as_shown(assignment, scored(course.root, slug, _notebook(folder, slug)), datetime.now(UTC), assignment.due)


def _notebook(folder: Path, slug: str) -> Path:
    notebooks = sorted(folder.glob("*.ipynb"))
    found = [path for path in notebooks if path.stem == slug] or notebooks
    if len(found) != 1:
        raise InputError(f"{folder} holds {len(found)} notebooks:", f"one of them is to be called {slug}.ipynb.")
    return found[0]
