"""`release --format gradescope`: an assignment's grader as the zip that Gradescope takes as its autograder.

Unlike other releases it is for the instructor: it holds the hidden suites and the solutions of this one assignment.
What goes in is a list of what its verdicts depend on, and nothing else of the course.
"""

import json
import platform
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Kind, Shown
from autograder.model.points import text, total
from autograder.report.gradescope import not_graded
from autograder.store.bundle import MISCONCEPTIONS
from autograder.store.course import COURSE_FILE, Course
from autograder.store.manifest import MANIFEST
from autograder.store.packing import to_zip
from autograder.workflow.material import course_material, course_seed
from autograder.workflow.misconceptions import public_misconceptions
from autograder.workflow.on_gradescope import COURSE, SEED

ARCHIVE = "autograder.zip"
README = "README.md"
SCRIPTS = ("run_autograder", "setup.sh")
SCRIPT_FOLDER = Path(__file__).with_name("gradescope")
WHEN = {
    Shown.AT_ONCE: "at once",
    Shown.AFTER_DUE: "after the due date",
    Shown.AFTER_PUBLISHED: "when you publish the grades",
}


def gradescope_files(course: Course, assignment: Assignment, wheel: tuple[str, bytes]) -> dict[str, bytes]:
    """The zip to upload, and a page that says where. `wheel` is this package, without suites.

    Raises:
        InputError: nothing of the assignment is graded by tests.
        Fault: a suite or a solution is missing.
    """
    if not assignment.coded:
        raise InputError(f"{assignment.slug} has no exercise of the kind code:", "a person grades it in Gradescope.")
    archive = to_zip(_contents(course, assignment, wheel), executable=frozenset(SCRIPTS))
    return {ARCHIVE: archive, README: ("\n".join(_steps(assignment)) + "\n").encode()}


def _contents(course: Course, assignment: Assignment, wheel: tuple[str, bytes]) -> dict[str, bytes]:
    slug = assignment.slug
    folder = course.assignment_folder(slug)
    checks = [folder / "checks" / f"test_{exercise.file}" for exercise in assignment.coded]
    paths = [*course_material(course, slug).files, *checks, folder / MANIFEST]
    inside = {f"{COURSE}/{path.relative_to(course.root).as_posix()}": path.read_bytes() for path in paths}
    known = f"{COURSE}/assignments/{slug}/checks/{MISCONCEPTIONS}"
    slugs = "".join(f"  {json.dumps(each)},\n" for each in course.slugs)  # an assignment's place is in its receipts
    return {
        **{name: (SCRIPT_FOLDER / name).read_bytes().replace(b"\r\n", b"\n") for name in SCRIPTS},
        **inside,
        known: public_misconceptions(course, slug).encode(),
        f"{COURSE}/{COURSE_FILE}": f"title = {json.dumps(course.title)}\nassignments = [\n{slugs}]\n".encode(),
        SEED: f"{course_seed(course, slug)}\n".encode(),
        "not_graded.json": json.dumps(not_graded(), indent=1).encode(),
        "constraints.txt": _constraints().encode(),
        "python-version.txt": f"{platform.python_version()}\n".encode(),
        wheel[0]: wheel[1],
    }


def _constraints() -> str:
    """The versions that are installed here, on which verdicts and receipts depend; without suffixes such as +cpu."""
    found = {each.name.lower(): each.version.partition("+")[0] for each in distributions() if each.name}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()) if name != "autograder")


def _steps(assignment: Assignment) -> Iterator[str]:
    read = [each for each in assignment.exercises if each.kind is Kind.RESPONSES]
    points = total(each.points for each in assignment.exercises if each.kind is not Kind.RESPONSES)
    yield from (
        f"# {assignment.title} on Gradescope",
        "",
        f"`{ARCHIVE}` holds solutions and hidden tests: upload it, and give it to nobody.",
        "",
        "1. Create Assignment > Programming Assignment",
        f"   - Autograder points: **{text(points)}**",
    )
    if read:
        named = "; ".join(f"{each.title}: {text(each.points)}" for each in read)
        yield f"   - Enable manual grading, with a question each in Edit Outline: {named}"
    yield from (
        "   - Container Specifications: **1 CPU, 1.5 GB** or more; the default of 0.5 CPU and 768 MB is too small",
        "   - Autograder Timeout: 10 minutes",
        f"2. Configure Autograder > Zip file upload > `{ARCHIVE}`, Ubuntu 22.04 > Update Autograder. The end of the build's",
        "   output says `autograder: ready` and the isolation.",
        "3. Test Autograder, with a reference solution: all points.",
        "",
        f"Public checks are shown at once, hidden tests {WHEN[assignment.hidden_tests]} (`hidden_tests` in the manifest).",
        "docs/gradescope.md in the course tells the rest.",
    )
