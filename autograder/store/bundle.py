"""An unpacked assignment: the folder a student works in."""

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise
from autograder.model.quiz import Quiz
from autograder.store.course import COURSE_FILE, Course, find_course
from autograder.store.manifest import MANIFEST, load_assignment, load_course_assignments, parse_target

MISCONCEPTIONS = "misconceptions.json"
"""Beside the checks of a release: the answers that typical mistakes give to them."""
QUESTIONS = "questions.md"
"""The free-response questions; their model answers have the same name among the solutions."""

OURS = ("README.md", "handout.md", QUESTIONS)
"""What a release puts beside the student's own files."""


@dataclass(frozen=True)
class Bundle:
    """An assignment, and where its parts lie: in one folder for students, in the course for authors."""

    assignment: Assignment
    files: Path
    """The folder of the student's files."""
    checks: Path
    given: Path

    def path(self, exercise: Exercise) -> Path:
        """The student's file of the exercise."""
        return self.files / exercise.file

    def own(self) -> dict[str, bytes]:
        """What lies in the student's folder and may be handed in, by name."""
        paths = (path for path in sorted(self.files.glob("*")) if path.suffix in (".py", ".md", ".ipynb"))
        return {path.name: path.read_bytes() for path in paths if path.is_file() and path.name not in OURS}

    def quiz(self, exercise: Exercise) -> Quiz:
        """The exercise's questions, without the key.

        Raises:
            InputError: they are not there, or damaged.
        """
        path = self.files / f"{exercise.slug}.json"
        try:
            return Quiz.from_public(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(f"{path} cannot be read:", "unpack the assignment again.") from None

    def label(self, exercise: Exercise) -> str:
        """What the exercise's stub raises."""
        return f"{self.assignment.slug}.{exercise.slug}"


def find_bundles(start: Path) -> list[Path]:
    """The unpacked assignment that the folder is in, otherwise those right below it.

    Raises:
        InputError: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if is_bundle(folder):
            return [folder]
    below = sorted(folder for folder in start.iterdir() if folder.is_dir() and is_bundle(folder))
    if not below:
        raise InputError(f"No {MANIFEST} in {start}:", "run this in the folder you unpacked.")
    return below


def open_bundles(start: Path) -> list[Bundle]:
    """The assignments around or below the folder; for an author in the course, the stubs as if they were a student's.

    Raises:
        InputError: there is none, or a manifest is wrong.
    """
    start = start.resolve()
    try:
        folders = find_bundles(start)
    except InputError:
        sources = _sources(find_course(start)) if _in_course(start) else []
        if not sources:
            raise
        return sources
    return [Bundle(load_assignment(folder), folder, folder / "checks", folder / "given") for folder in folders]


def open_bundle(start: Path, target: str | None = None) -> tuple[Bundle, tuple[Exercise, ...]]:
    """The assignment around or below the folder, and the exercises that the target means.

    The target is ASSIGNMENT, ASSIGNMENT/EXERCISE or EXERCISE; without one, all exercises are meant.

    Raises:
        InputError: nothing here is meant, or more than one thing.
    """
    bundles = {bundle.assignment.slug: bundle for bundle in open_bundles(start)}
    name = (target or "").strip("/")
    if "/" not in name and name not in bundles:
        name = f"{_only_holder(name, bundles)}/{name}".strip("/")
    assignment, exercise = parse_target([bundle.assignment for bundle in bundles.values()], name)
    return bundles[assignment.slug], (exercise,) if exercise else assignment.exercises


def is_bundle(folder: Path) -> bool:
    """Whether an assignment was unpacked here; the course's own `assignments/` holds sources, not bundles."""
    source = folder.parent.name == "assignments" and (folder.parent.parent / COURSE_FILE).is_file()
    return (folder / MANIFEST).is_file() and not source


def _in_course(start: Path) -> bool:
    return any((folder / COURSE_FILE).is_file() for folder in (start, *start.parents))


def _sources(course: Course) -> list[Bundle]:
    return [
        Bundle(
            assignment,
            course.stub_folder(assignment.slug),
            course.assignment_folder(assignment.slug) / "checks",
            course.given,
        )
        for assignment in load_course_assignments(course)
    ]


def _only_holder(exercise: str, bundles: dict[str, Bundle]) -> str:
    """The slug of the one assignment that has the exercise, or of the only one there is."""
    holders = [slug for slug, bundle in bundles.items() if bundle.assignment.exercise(exercise)] or list(bundles)
    if len(holders) != 1:
        raise InputError(f"Several assignments here ({', '.join(holders)}):", "name one of them.")
    return holders[0]
