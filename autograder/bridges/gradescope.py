"""`--format gradescope`: an assignment's grader as the zip that Gradescope takes as its autograder.

Unlike what students get, it holds the hidden suites and the solutions of this one assignment. What goes in is a list of
what verdicts depend on, and nothing else of the course.
"""

import json
import platform
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from autograder.bridges.format import Files, Format, Ingredients
from autograder.bridges.parts import UNAUDITED, required
from autograder.errors import InputError
from autograder.model.assignment import Assignment, Kind, Shown
from autograder.model.points import text, total
from autograder.report.gradescope import not_graded
from autograder.store.bundle import MISCONCEPTIONS
from autograder.store.packing import to_zip

ARCHIVE = "autograder.zip"
COURSE = "course"
"""In the zip: a course of this one assignment, see `workflow.grading_course`."""
SCRIPTS = ("run_autograder", "setup.sh")
WHEN = {
    Shown.AT_ONCE: "at once",
    Shown.AFTER_DUE: "after the due date",
    Shown.AFTER_PUBLISHED: "when you publish the grades",
}


def build(ingredients: Ingredients) -> Files:
    """The zip to upload, and a page that says where.

    Raises:
        InputError: nothing of the assignment is graded by tests.
        Fault: a suite or a solution is missing.
    """
    assignment = ingredients.assignment
    if not assignment.coded:
        raise InputError(f"{assignment.slug} has no exercise of the kind code:", "a person grades it in Gradescope.")
    steps = [*_steps(assignment), *([] if ingredients.audited else ["", UNAUDITED])]
    archive = to_zip(_contents(ingredients), executable=frozenset(SCRIPTS))
    return {ARCHIVE: archive, "README.md": ("\n".join(steps) + "\n").encode()}


def _contents(ingredients: Ingredients) -> dict[str, bytes]:
    course, assignment = ingredients.course, ingredients.assignment
    folder, scripts = course.assignment_folder(assignment.slug), Path(__file__).with_name("scripts")
    checks = [folder / "checks" / f"test_{exercise.file}" for exercise in assignment.coded]
    inside = dict(ingredients.grading_course())
    inside |= {path.relative_to(course.root).as_posix(): required(path) for path in checks}
    inside[f"assignments/{assignment.slug}/checks/{MISCONCEPTIONS}"] = ingredients.misconceptions
    return {
        **{name: (scripts / name).read_bytes().replace(b"\r\n", b"\n") for name in SCRIPTS},
        **{f"{COURSE}/{name}": content for name, content in inside.items()},
        "not_graded.json": json.dumps(not_graded(), indent=1).encode(),
        "constraints.txt": _constraints().encode(),
        "python-version.txt": f"{platform.python_version()}\n".encode(),
        ingredients.wheel[0]: ingredients.wheel[1],
    }


def _constraints() -> str:
    """The versions that are installed here, on which verdicts and receipts depend; without suffixes such as +cpu."""
    found = {each.name.lower(): each.version.partition("+")[0] for each in distributions() if each.name}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()) if name != "autograder")


def _steps(assignment: Assignment) -> Iterator[str]:
    read = [each for each in assignment.exercises if each.kind is Kind.RESPONSES]
    points = total(each.points for each in assignment.counted if each.kind is not Kind.RESPONSES)
    yield from (
        f"# {assignment.title} on Gradescope",
        "",
        f"`{ARCHIVE}` holds solutions and hidden tests: upload it, and give it to nobody.",
        "",
        "1. Create Assignment > Programming Assignment",
        f"   - Autograder points: **{text(points)}**",
    )
    if read:
        named = "; ".join(f"{each.full_title}: {text(each.points)}" for each in read)
        yield f"   - Enable manual grading, with a question each in Edit Outline: {named}"
    yield from (
        "   - Container Specifications: **2.0 CPU, 3.0 GB**; the default of 0.5 CPU and 768 MB is too small",
        "   - Autograder Timeout: 10 minutes",
        f"2. Configure Autograder > Zip file upload > `{ARCHIVE}`, Ubuntu 22.04 > Update Autograder. The last line of",
        "   the build's output is `autograder: ready` with the isolation.",
        "3. Test Autograder, with a reference solution: all points.",
        "",
        f"Public checks are shown at once, hidden tests {WHEN[assignment.hidden_tests]} (manifest: `hidden_tests`).",
        "docs/gradescope.md in the course tells the rest.",
    )


FORMAT = Format(
    "gradescope", "the grader of an assignment, to upload as an autograder", build, for_students=False, zipped=False
)
