"""A student's source files as text, and why some of them cannot be run."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.engine.naming import syntax_problem
from autograder.model.assignment import Assignment
from autograder.model.result import Outcome

MAX_BYTES, MAX_TOGETHER = 1 << 16, 1 << 18
"""Of one source file and of all: Python's parser, which reads them in the grader, takes a second for the worst 64 KiB,
and a quarter of a minute for the worst 256 KiB."""
HINT = "Hand in code, not data."


@dataclass(frozen=True)
class SourceProblem:
    """Why an exercise cannot be run."""

    outcome: Outcome
    says: str


def read_sources(
    files: Mapping[str, bytes], assignment: Assignment, unread: Mapping[str, str] = MappingProxyType({})
) -> tuple[dict[str, str], dict[str, SourceProblem]]:
    """The files as text, and for each exercise without a usable file the reason.

    `unread` says of exercises why a notebook, or its cell, cannot be read.
    """
    sources, unreadable = {}, {}
    asked = {exercise.file for exercise in assignment.coded}
    together = 0
    for name, data in sorted(files.items(), key=lambda file: (file[0] not in asked, file[0])):
        if not name.endswith(".py"):
            continue
        together += len(data) if len(data) <= MAX_BYTES else 0
        if len(data) > MAX_BYTES:
            unreadable[name] = f"{name} is larger than {MAX_BYTES >> 10} KiB. {HINT}"
        elif together > MAX_TOGETHER:
            unreadable[name] = f"{name}: your files are larger than {MAX_TOGETHER >> 10} KiB together. {HINT}"
        else:
            try:
                sources[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError as error:
                unreadable[name] = f"{name} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8."
    problems = {slug: SourceProblem(Outcome.ERROR, says) for slug, says in unread.items()}
    for exercise in assignment.coded:
        if exercise.slug in problems:
            continue
        if exercise.file in unreadable:
            problems[exercise.slug] = SourceProblem(Outcome.ERROR, unreadable[exercise.file])
        elif exercise.file not in sources:
            problems[exercise.slug] = SourceProblem(Outcome.NOT_ATTEMPTED, _absent(exercise.file, sources, assignment))
        elif says := syntax_problem(exercise.file, sources[exercise.file]):
            problems[exercise.slug] = SourceProblem(Outcome.ERROR, says)
    for slug in problems:
        sources.pop(f"{slug}.py", None)
    return sources, problems


def _absent(file: str, sources: Mapping[str, str], assignment: Assignment) -> str:
    taken = {exercise.file for exercise in assignment.exercises}
    close = difflib.get_close_matches(file, [name for name in sources if name not in taken], n=1)
    if close and close[0].replace("_", "").replace(".", "").isalnum():
        return f"{file} is missing. Did you mean to name {close[0]} that?"
    return f"{file} was not handed in."
