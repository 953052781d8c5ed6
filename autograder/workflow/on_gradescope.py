"""What runs on Gradescope, called by the scripts that lie beside: grading one submission, and preparing for it.

`python -m autograder.workflow.on_gradescope /autograder` writes `results/results.json` once everything is judged; until
then, and if anything goes wrong, what `run_autograder` put there says that there is no score. What is printed, only
instructors see.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.bridges.gradescope import COURSE
from autograder.engine.grading import Grader
from autograder.engine.local import LocalPlace
from autograder.engine.material import Material, Submission
from autograder.engine.memory import Memory
from autograder.engine.suites import Suites, with_suites
from autograder.errors import AutograderError, Fault, InputError
from autograder.model.result import ExerciseResult, Result
from autograder.report.gradescope import graded as results_json
from autograder.report.terminal import print_result
from autograder.store.archive import read_submission
from autograder.store.course import find_course
from autograder.store.gradescope_submission import read_handed
from autograder.store.submissions import submission_sha256
from autograder.workflow.material import course_material, course_seed, memory_file
from autograder.workflow.places import open_place
from autograder.workflow.sandboxed_checks import sandboxed_checks
from autograder.workflow.score import graded

CHECK_SECONDS = 120.0
"""For all public checks together; what grades comes after, and needs the rest of Gradescope's ten minutes."""


@dataclass(frozen=True)
class Source:
    """The unpacked zip."""

    material: Material
    checks: Path
    seed: int
    memory: Memory


def main(arguments: Sequence[str]) -> int:
    """The exit code; 0 if there is a score, or if everything is prepared."""
    here = Path(arguments[0])
    try:
        source = open_source(here / "source")
        if "--prepare" in arguments:
            prepare(source)
        else:
            _write(here / "results" / "results.json", grade_handed_in(here, source))
    except AutograderError as error:
        sys.stdout.write(f"autograder: {error}\n")
        return error.exit_code
    return 0


def open_source(folder: Path) -> Source:
    """What the zip holds."""
    course = find_course(folder / COURSE)
    (slug,) = course.assignment_slugs()
    material, seed = course_material(course, slug), course_seed(course, slug)
    memory = Memory(memory_file(course, material, seed))
    return Source(material, course.assignment_folder(slug) / "checks", seed, memory)


def prepare(source: Source) -> None:
    """Finds out once, while Gradescope builds its image, what each run would find out again.

    Raises:
        Fault: the reference itself does not pass here, so that nothing could be graded.
    """
    material = source.material

    def body(suites: Suites) -> None:
        grader = Grader(material, suites, LocalPlace(), source.seed, source.memory)
        if grader.unfit:
            raise Fault(f"The reference does not pass here: {'; '.join(grader.unfit.values())}.")
        for exercise in material.assignment.coded:
            if not exercise.capstone:
                grader.diagnose(exercise.slug, ())

    with_suites(material.suite_files, body)
    try:
        place = open_place("auto")
        sys.stdout.write(f"autograder: ready, isolation {place.isolation}\n")
        place.close()
    except InputError as error:  # the build may be allowed less than the runs
        sys.stdout.write(f"autograder: no sandbox while this is built: {error}\n")


def grade_handed_in(here: Path, source: Source) -> dict[str, Any]:
    """The document for what lies in `submission/`.

    Raises:
        Fault: it could not be graded.
        InputError: there is no sandbox that keeps submissions apart.
    """
    handed = read_handed(_text(here / "submission_metadata.json"))
    students = [each.id for each in handed.submitters if each.id] or [f"submission {handed.id}".strip()]
    files, problem = _received(here / "submission")
    submission = Submission(students[0], submission_sha256(files), files)
    result, checks = _judged(source, submission)
    assignment, material = source.material.assignment, source.material
    print_result(Console(width=100, color_system=None), assignment, result)
    if result.ungraded:
        raise Fault("Not graded, so there is no score:", "run the autograder again for this submission.")
    receipts = {student: material.receipt(student, submission.sha256, source.seed) for student in students}
    return results_json(assignment, result, checks, handed, receipts, problem)


def _judged(source: Source, submission: Submission) -> tuple[Result, dict[str, ExerciseResult]]:
    """The public checks first, so that they know nothing of what comes after; once more if it was our fault."""
    place = open_place("auto")
    try:
        checks = sandboxed_checks(source.checks, source.material, submission, place, CHECK_SECONDS)
        result = graded(source.material, submission, place, source.seed, source.memory)
    finally:
        place.close()
    if result.ungraded:
        place = open_place("auto")
        try:
            result = graded(source.material, submission, place, source.seed, source.memory)
        finally:
            place.close()
    return result, checks


def _received(folder: Path) -> tuple[dict[str, bytes], str]:
    """The student's files; without any that could be graded, none, and why."""
    if not folder.is_dir():
        raise Fault(f"{folder} is missing:", "Gradescope puts there what was handed in.")
    try:
        return read_submission(folder), ""
    except InputError as error:
        return {}, str(error)


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""


def _write(path: Path, document: dict[str, Any]) -> None:
    """In one step, so that there is a whole document at any moment."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(".results.json.part")
    part.write_text(json.dumps(document, indent=1), "utf-8")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
