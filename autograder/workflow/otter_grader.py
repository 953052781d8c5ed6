"""What judges a notebook for otter's tests, in a process of its own.

The notebook is its argument; in the current folder lie the course that grades and the public checks. It prints the
results of the checks and of the hidden suites, as JSON.
"""

import json
import sys
from pathlib import Path

from autograder.bridges.otter import COURSE
from autograder.engine.material import Submission
from autograder.engine.memory import Memory
from autograder.errors import AutograderError
from autograder.model.result import ExerciseResult, Result
from autograder.store.archive import read_submission
from autograder.store.bundle import MISCONCEPTIONS
from autograder.store.course import find_course
from autograder.store.submissions import submission_sha256
from autograder.workflow.material import course_material, course_seed, memory_file
from autograder.workflow.places import open_place
from autograder.workflow.sandboxed_checks import sandboxed_checks
from autograder.workflow.score import graded

CHECK_SECONDS = 60.0
"""For all public checks together; they earn nothing."""


def main() -> None:
    """Prints them; or ends with the exit code of what went wrong, told in one line."""
    try:
        checks, result = judge(Path.cwd(), Path(sys.argv[1]))
    except AutograderError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    sys.stdout.write(json.dumps({"checks": checks.to_dict(), "result": result.to_dict()}))


def judge(folder: Path, notebook: Path) -> tuple[Result, Result]:
    """The public checks first, so that they know nothing of what comes after; they are empty where there are none.

    otter runs the student's code unprotected anyway, so any isolation will do.

    Raises:
        InputError: the notebook cannot be read.
        Fault: a suite or a solution is missing.
    """
    course = find_course(folder / COURSE)
    (slug,) = course.assignment_slugs()
    material, seed = course_material(course, slug), course_seed(course, slug)
    files = read_submission(notebook)
    submission = Submission(notebook.stem, submission_sha256(files), files)
    place, checks = open_place("auto", trust=True), folder / "checks"
    found: dict[str, ExerciseResult] = {}
    try:
        if (checks / MISCONCEPTIONS).is_file():
            found = sandboxed_checks(checks, material, submission, place, CHECK_SECONDS)
        result = graded(material, submission, place, seed, Memory(memory_file(course, material, seed)))
    finally:
        place.close()
    public = Result(slug, "", submission.sha256, "", place.isolation, seed, "", 0.0, tuple(found.values()))
    return public, result
