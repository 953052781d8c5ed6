"""A submission with a notebook as if it had been handed in as files: a module for each exercise, letters and words."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.text import one_line
from autograder.store.notebook_code import read_code
from autograder.store.notebook_file import SUFFIX, NotebookCell, read_notebook
from autograder.store.notebook_modules import NotebookModules, Place
from autograder.store.responses import HEADING, sections, words

KERNEL = "kernel"
"""Stands for the notebook's name where there is no file."""
NBGRADERS_STUB = "YOUR ANSWER HERE"
"""What nbgrader writes where words are to go; it is no answer."""
LETTER = re.compile(rb"""['"]\w+['"]\s*:\s*['"]\s*\w""")
"""An answer of a quiz."""


@dataclass(frozen=True)
class Unpacked:
    """The files of a submission, and those that its notebook stands for."""

    files: Mapping[str, bytes]
    problems: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Exercise to what is wrong with its cells, in one line."""
    notes: tuple[str, ...] = ()
    """What whoever collects should know."""
    notebook: str = ""
    """The name of the notebook that counts."""
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Where in the notebook the lines of a module come from, by file."""

    def where(self, file: str, line: int) -> str:
        """A line of a file for people: for one that was made of cells, the cell's."""
        before = [place for place in self.places.get(file, ()) if place.line <= line]
        if not before:
            return f"{file}, line {line}"
        place = before[-1]
        return f"{one_line(self.notebook)}, cell {place.cell}, line {place.cell_line + line - place.line}"


def unpacked(files: Mapping[str, bytes], assignment: Assignment) -> Unpacked:
    """The files, with one more for each exercise that is answered in the notebook and not in a file.

    A file that is still the stub is no answer. Of several notebooks the one called `ASSIGNMENT.ipynb` counts, else the
    first by name. A notebook that cannot be read is told as a problem of every exercise without a file.
    """
    names = sorted(name for name in files if name.lower().endswith(SUFFIX))
    if not names:
        return Unpacked(files)
    name = next((each for each in names if _is_named_for(each, assignment)), names[0])
    shown = one_line(name)
    notes = [f"of {len(names)} notebooks {shown} counts"] if len(names) > 1 else []
    still_open = {each.slug: each.file for each in assignment.exercises if _is_open(each, files, assignment)}
    try:
        found = _answers(read_notebook(files[name], name), assignment, shown)
    except (InputError, RecursionError, MemoryError) as raised:
        error = (
            raised
            if isinstance(raised, InputError)
            else InputError(f"{shown} cannot be read:", "it is nested too deeply.")
        )
        return Unpacked(files, dict.fromkeys(still_open, str(error)), (*notes, str(error)), name)
    added = {file: data for file, data in found.files.items() if file in still_open.values()}
    notes += [f"{file} counts, not what {shown} has for it" for file in found.files if file not in added]
    problems = {slug: says for slug, says in found.problems.items() if slug in still_open}
    places = {file: found.places[file] for file in added if file in found.places}
    return Unpacked({**files, **added}, problems, tuple(notes), name, places)


def from_cells(cells: Sequence[NotebookCell], assignment: Assignment) -> Unpacked:
    """What cells that a kernel ran define for the exercises that run."""
    return replace(_answers(cells, assignment, KERNEL), notebook=KERNEL)


def _is_named_for(name: str, assignment: Assignment) -> bool:
    return name.rpartition("/")[2].lower() == f"{assignment.slug}{SUFFIX}".lower()


def _is_open(exercise: Exercise, files: Mapping[str, bytes], assignment: Assignment) -> bool:
    """Whether no file answers the exercise: there is none, or it is as it was handed out."""
    data = files.get(exercise.file)
    if data is None:
        return True
    match exercise.kind:
        case Kind.CODE:
            return f'NotImplementedError("{assignment.slug}.{exercise.slug}")'.encode() in data
        case Kind.QUIZ:
            return not LETTER.search(data)
        case Kind.RESPONSES:
            found = sections(data.decode("utf-8", "replace"), assignment.headings)
            return not any(words(section.text) for section in found.values())


def _answers(cells: Sequence[NotebookCell], assignment: Assignment, name: str) -> Unpacked:
    """What the cells hold for each exercise."""
    modules = NotebookModules(assignment, *read_code(cells))
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    places: dict[str, tuple[Place, ...]] = {}
    for exercise in assignment.exercises:
        match exercise.kind:
            case Kind.CODE:
                module = modules.module(exercise)
                text = module.text if module else None
                places[exercise.file] = module.places if module else ()
                if text is None and (says := modules.problem(exercise)):
                    problems[exercise.slug] = f"{name}, {says}"
            case Kind.QUIZ:
                text = _quiz(exercise, cells)
            case Kind.RESPONSES:
                text = _responses(cells, assignment.headings)
        if text is not None:
            files[exercise.file] = text.encode()
    return Unpacked(files, problems, places=places)


def _quiz(exercise: Exercise, cells: Sequence[NotebookCell]) -> str | None:
    """The cell of letters: by its id, by what a release wrote beside it, or by what it looks like."""
    code = [cell for cell in cells if cell.is_code]
    marks = (
        lambda cell: cell.id == f"quiz-{exercise.slug}",
        lambda cell: (cell.exercise, cell.role) == (exercise.slug, "quiz"),
        lambda cell: "answers = {" in cell.source and '"q01"' in cell.source,
    )
    found = (cell.source for mark in marks for cell in reversed(code) if mark(cell) and "answers" in cell.source)
    return next(found, None)


def _responses(cells: Sequence[NotebookCell], slugs: Collection[str]) -> str | None:
    """All answers in words, each under a heading with its slug; none if there is no cell for them.

    A cell of the student's own below an answer goes on with it, unless it begins with a heading.
    """
    parts: list[str] = []
    below = False
    for cell in cells:
        headed = HEADING.match(cell.source.lstrip())
        slug = cell.id.removeprefix("response-") if cell.id.startswith("response-") else ""
        answers = slug or cell.role == "response" or (headed and headed[1] in slugs)
        below = not cell.is_code and bool(answers or (below and not cell.role and not headed))
        if below:
            parts += [f"## {slug}"] if slug and not (headed and headed[1] == slug) else []
            parts.append(cell.source.replace(NBGRADERS_STUB, ""))
    return "\n\n".join(parts) if parts else None
