"""A student's files become the one file to upload."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.naming import imported_modules
from autograder.errors import InputError
from autograder.model.assignment import RESPONSES, Assignment
from autograder.store.answers import Answer, read_answers
from autograder.store.bundle import QUESTIONS, Bundle, open_bundle
from autograder.store.packing import write_zip
from autograder.store.progress import Progress
from autograder.store.responses import questions, sections, words

STUDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")


@dataclass(frozen=True)
class Packed:
    """What was packed, for whom, and where it lies."""

    path: Path
    student: str
    assignment: Assignment
    answers: tuple[Answer, ...]
    further: tuple[str, ...]
    """Modules that the answers import, notebooks and written responses that went in too."""
    unwritten: tuple[str, ...] = ()
    """Of those, what nobody has written anything into."""


def submit(start: Path, target: str | None, student: str | None, ask: Callable[[], str] | None) -> Packed:
    """Packs the assignment's files into `ASSIGNMENT-STUDENT.zip` in the folder; `ask` is the last way to learn who.

    Raises:
        InputError: there is nothing to pack, or nobody says who the student is.
    """
    bundle, _ = open_bundle(start, target)
    answers = read_answers(bundle)
    places = [path for answer in answers for path in (bundle.path(answer.exercise), answer.path)]
    paths = [path for path in dict.fromkeys(places) if path.is_file()]
    if not paths:
        wanted = ", ".join(exercise.file for exercise in bundle.assignment.exercises)
        raise InputError(f"{bundle.files} holds none of {wanted}:", "run this in the folder you unpacked.")
    further = [path for path in (*_imported(bundle, paths), *_further(bundle)) if path not in paths]
    name = student_id(bundle, student, ask)
    path = start / f"{bundle.assignment.slug}-{name}.zip"
    write_zip(path, {file.name: file.read_bytes() for file in [*paths, *further]})
    unwritten = tuple(file.name for file in further if file.name == RESPONSES and _is_unwritten(bundle, file))
    return Packed(path, name, bundle.assignment, tuple(answers), tuple(file.name for file in further), unwritten)


def _imported(bundle: Bundle, answers: Sequence[Path]) -> list[Path]:
    """Modules of the student's own that the answers import, and that are no answers themselves."""
    sources = {path.name: path.read_text("utf-8", errors="replace") for path in bundle.files.glob("*.py")}
    names = {name for path in answers for name in imported_modules(sources, path.stem)}
    own = (bundle.files / f"{name}.py" for name in sorted(names))
    return [path for path in own if path.name in sources and path not in answers]


def _further(bundle: Bundle) -> list[Path]:
    """Notebooks, and what was written where no exercise asks for it."""
    asked = {exercise.file for exercise in bundle.assignment.exercises}
    responses = [path for path in bundle.files.glob(RESPONSES) if path.name not in asked]
    return [*sorted(bundle.files.glob("*.ipynb")), *responses]


def _is_unwritten(bundle: Bundle, responses: Path) -> bool:
    """Whether there is nothing under any heading that the questions name."""
    asked = bundle.files / QUESTIONS
    names = questions(asked.read_text("utf-8", errors="replace")) if asked.is_file() else {}
    found = sections(responses.read_text("utf-8", errors="replace"), names)
    return bool(names) and not any(words(section.text) for section in found.values())


def student_id(bundle: Bundle, named: str | None, ask: Callable[[], str] | None) -> str:
    """Who works here: named, known from the environment or from before, or asked; remembered for the next time.

    Raises:
        InputError: nobody says, or it is no id.
    """
    progress = Progress.load(bundle.files)
    student = named or os.environ.get("AUTOGRADER_STUDENT") or progress.student or (ask() if ask else "")
    if not student:
        raise InputError("Who are you?", "Add `--student ID`, with the id your course knows you by.")
    if not STUDENT_ID.fullmatch(student):
        raise InputError(f"`{student}` is no student id:", "use letters, digits and . _ @ + - only.")
    if progress.student != student:
        progress.student = student
        progress.save()
    return student
