"""One class, the same points wherever it is graded: by us, by nbgrader both ways, by otter both ways, on Gradescope.

`make agreement` does it for 30 students, CI for the few of them who stand for a kind each.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.made_up_class import made_up_class
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.demo import answers_to
from tests.bridges.counting_answers import RIGHT, WRONG, chosen
from tests.bridges.ways import AUTOGRADE, FILES, OTTER_COLLECTED, OTTER_RUN, PUSH, SLUG, Class, Points, every_way

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
STUDENTS = "AGREEMENT_STUDENTS"
"""The environment variable that says how many students there are; never fewer than those who are chosen."""
EXPECTED: Points = {
    "right": {"double": 2, "Tally": 3}, "half": {"double": 1, "Tally": 0}, "syntax": {"double": 0, "Tally": 1},
    "crash": {"double": 0, "Tally": 0}, "ends": {"double": 0, "Tally": 3},
}  # fmt: skip
"""Of the chosen ones, for files."""


@dataclass(frozen=True)
class Difference:
    """Points that a student has on one way and not for files, and the words of the page that say why."""

    student: str
    way: str
    points: Mapping[str, float | None]
    page: str
    says: str


NOTHING = {"double": None, "Tally": None}
NOT_RUN = "what stands at the top of a file runs, and when it fails or ends the process, the exercise is lost"
KNOWN = (
    Difference(
        "ends", AUTOGRADE, NOTHING, "nbgrader.md",
        "end the kernel (`os._exit` outside of a function) or never come to an end leaves nbgrader without points",
    ),
    Difference(
        "ends", OTTER_RUN, NOTHING, "otter.md",
        "a notebook that ends its kernel (`os._exit`), or that does not come to an end, leaves otter without a result",
    ),
    Difference("ends", PUSH, {"double": 2, "Tally": 3}, "notebooks.md", NOT_RUN),
    Difference("ends", OTTER_COLLECTED, {"double": 2, "Tally": 3}, "notebooks.md", NOT_RUN),
)  # fmt: skip


@dataclass(frozen=True)
class Graded:
    """The class, what kind each student is of, and what came of it on every way."""

    kinds: Mapping[str, str]
    ways: Mapping[str, Points]

    def differences(self) -> Iterator[tuple[str, str]]:
        """Student and way whose points are neither those of the files nor a known difference."""
        known = {(each.student, each.way): each.points for each in KNOWN}
        for way, points in self.ways.items():
            for student, files in self.ways[FILES].items():
                if points[student] != known.get((student, way), files):
                    yield student, way

    def told(self) -> str:
        """Every difference by name, and the table."""
        lines = [
            f"{student} ({self.kinds[student]}): {way} gives {self.ways[way][student]}, "
            f"files get {self.ways[FILES][student]}"
            for student, way in self.differences()
        ]
        return "\n".join([*lines, self.table()])

    def table(self) -> str:
        """Student x exercise x way."""
        lines = [f"{'student':<8} {'kind':<18} {'exercise':<8}" + "".join(f"{way:>20}" for way in self.ways)]
        for student, kind in self.kinds.items():
            for slug in self.ways[FILES][student]:
                given = "".join(f"{_shown(points[student][slug]):>20}" for points in self.ways.values())
                lines.append(f"{student:<8} {kind:<18} {slug:<8}{given}")
        return "\n".join(lines)


def _shown(points: float | None) -> str:
    return "none" if points is None else f"{points:g}"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The mini course, with little patience for what never returns."""
    root = Path(shutil.copytree(ROOT / "tests/mini_course", tmp_path_factory.mktemp("agreement") / "course"))
    manifest = root / "assignments" / SLUG / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("[[exercise]]", "[limits]\ncall_seconds = 2\n\n[[exercise]]", 1))
    return find_course(root)


@pytest.fixture(scope="module")
def graded(course: Course, wheel: tuple[str, bytes], container: Callable[..., Any]) -> Graded:
    """Everybody, on every way."""
    exercises = find_assignment(course, SLUG).coded
    found = {exercise.slug: answers_to(course, SLUG, exercise) for exercise in exercises}
    picked = chosen(found["double"], found["Tally"])
    kinds = {student: kind for student, (kind, _, _) in picked.items()}
    work = {student: {"double": double, "Tally": tally} for student, (_, double, tally) in picked.items()}
    more = [
        replace(each, right={**each.right, **RIGHT[slug]}, wrong={**each.wrong, **WRONG[slug]})
        for slug, each in found.items()
    ]
    for student in made_up_class(more, int(os.environ.get(STUDENTS, "0")) - len(picked)):
        kinds[student.person.id] = student.kind
        work[student.person.id] = {exercise.slug: student.files[exercise.file] for exercise in exercises}
    return Graded(kinds, every_way(Class(course, work, course.root.parent), wheel, container))


def test_points_are_equal_for_every_student_and_exercise(graded: Graded) -> None:
    """On every way; but for the known differences, each of which is there."""
    sys.stdout.write(f"\n{graded.table()}\n")
    assert not list(graded.differences()), graded.told()


def test_the_class_has_all_kinds_of_points(graded: Graded) -> None:
    """Full, half and none for each exercise, or equal points would say little."""
    assert {student: graded.ways[FILES][student] for student in EXPECTED} == EXPECTED


@pytest.mark.parametrize("difference", KNOWN, ids=lambda each: each.way)
def test_each_known_difference_is_explained(difference: Difference) -> None:
    """Its page has the sentence."""
    page = (ROOT / "docs" / difference.page).read_text("utf-8")
    assert difference.says in " ".join(page.split())
