"""The files of a student, as they stand in the folder before anything runs."""

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.store.bundle import Bundle
from autograder.store.notebook_answers import Unpacked, unpacked
from autograder.store.quiz_answers import read_quiz_answers
from autograder.store.responses import answered, sections, shortcoming, words


class State(StrEnum):
    """What can be said of a file by reading it."""

    MISSING = "missing"
    STUB = "not written yet"
    BROKEN = "not valid Python"
    EDITED = "edited"


@dataclass(frozen=True)
class Answer:
    """The file of one exercise."""

    exercise: Exercise
    path: Path
    """Its file, or the notebook that it is in."""
    state: State
    problem: str = ""
    """Where the file is no Python, or which file may be the missing one."""
    data: bytes | None = None
    """What it says, taken out of the notebook if it is in one."""


def read_answers(bundle: Bundle) -> list[Answer]:
    """The student's answer to every exercise, in order: a file's, or a notebook's."""
    own = bundle.own()
    found = unpacked(own, bundle.assignment)
    return [_read(exercise, bundle, own, found) for exercise in bundle.assignment.exercises]


def _read(exercise: Exercise, bundle: Bundle, own: Mapping[str, bytes], found: Unpacked) -> Answer:
    data = found.files.get(exercise.file)
    in_notebook = found.notebook and (exercise.slug in found.problems or data != own.get(exercise.file))
    path = bundle.files / found.notebook if in_notebook else bundle.path(exercise)
    if exercise.slug in found.problems:
        return Answer(exercise, path, State.BROKEN, found.problems[exercise.slug])
    if data is None:
        return Answer(exercise, path, State.MISSING, _likely_name(path))
    match exercise.kind:
        case Kind.QUIZ:
            answer = _read_quiz(exercise, bundle, path, data)
        case Kind.RESPONSES:
            answer = _read_responses(bundle.assignment, exercise, path, data)
        case Kind.CODE:
            answer = _read_code(exercise, path, bundle.label(exercise), data)
    return replace(answer, data=data)


def _read_quiz(exercise: Exercise, bundle: Bundle, path: Path, data: bytes) -> Answer:
    try:
        quiz = bundle.quiz(exercise)
    except InputError as error:  # it can be handed in all the same
        return Answer(exercise, path, State.EDITED, str(error))
    try:
        letters = read_quiz_answers(data.decode("utf-8-sig"), quiz).letters
    except (InputError, UnicodeDecodeError) as error:
        return Answer(exercise, path, State.BROKEN, str(error))
    if not letters:
        return Answer(exercise, path, State.STUB)
    left = len(quiz.questions) - len(letters)
    return Answer(exercise, path, State.EDITED, f"{left} without an answer" if left else "")


def _read_responses(assignment: Assignment, exercise: Exercise, path: Path, data: bytes) -> Answer:
    text = data.decode("utf-8-sig", errors="replace")
    found = list(answered(exercise.prompts, sections(text, assignment.headings)))
    written = sum(bool(words(answer)) for _, answer in found)
    if not written:
        return Answer(exercise, path, State.STUB)
    wanting = sum(bool(shortcoming(prompt, answer)) for prompt, answer in found)
    return Answer(exercise, path, State.EDITED, f"{wanting} of {len(found)} not as long as asked" if wanting else "")


def _read_code(exercise: Exercise, path: Path, label: str, data: bytes) -> Answer:
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(data)
        return Answer(exercise, path, State.STUB if _raises(tree, label) else State.EDITED)
    except SyntaxError as error:
        return Answer(exercise, path, State.BROKEN, f"line {error.lineno}: {error.msg}" if error.lineno else error.msg)
    except (ValueError, RecursionError, MemoryError) as error:  # NUL bytes, nesting without end
        return Answer(exercise, path, State.BROKEN, str(error))


def _raises(tree: ast.AST, label: str) -> bool:
    """Whether some part still raises what the stub raised."""
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc)
    return any(ast.unparse(exception) == f"NotImplementedError({label!r})" for exception in raised)


def _likely_name(path: Path) -> str:
    near = get_close_matches(path.name, [other.name for other in path.parent.glob("*.py")], 1, cutoff=0.8)
    return f"is {near[0]} meant? Name it {path.name}" if near else ""
