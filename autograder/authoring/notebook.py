"""One notebook for an assignment, made from its handout, its stubs and its questions."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.authoring.figures import with_figures
from autograder.authoring.handout import FOR_FILES, exercises_of, handout_sections
from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.store.bundle import QUESTIONS
from autograder.store.course import Course
from autograder.store.responses import Section, introduction, questions, uncollected

KEY = "autograder"
"""Of a cell's metadata, and of the notebook's."""
NOT_IN_ID = re.compile(r"[^A-Za-z0-9_]+")
ID_LENGTH = 64
HOW_TO_WORK = """## How to work in this notebook

1. Run the cell below once. In Colab, first upload `{slug}.zip` into the files on the left.
2. Each task has a cell for your answer: write it in place of `raise NotImplementedError`, and run the cell.
3. The cell below it, `check("…")`, tries your answer on the public checks, as often as you like. `check()` tries all.
   Grading asks more.
4. `!autograder hint EXERCISE` in a cell of its own shows a hint, and a further one each time.
5. At the end, save the notebook. Hand in `{slug}.ipynb` itself, or what `!autograder submit --student YOUR-ID` packs.

Your answers may use one another, whatever cell they are in: where the text says `from one import one`, you have `one`
already. Helpers and constants in cells of their own come along when you are graded. Plots and trials don't run then.
"""
QUIZ = """
**The quiz.** Write a letter between the quotation marks after each question. Leave `order` as it is.
"""
RESPONSES = """
**Questions to write about.** Answer each in the cell below it, under the heading, which has to stay; 60 to 250 words.
Some of them were asked in earlier assignments: if you wrote about them there, bring your text along. A person reads
what you wrote.
"""
SETUP = """import os
import sys
from pathlib import Path
from zipfile import ZipFile

if not Path("checks").is_dir() and Path("{slug}.zip").is_file():  # in Colab: what you uploaded is still packed
    ZipFile("{slug}.zip").extractall()
    os.chdir("{slug}")
    sys.path.insert(0, os.getcwd())
try:
    from autograder import check
except ImportError:  # the first time: install the wheel that came with this notebook
    wheel = next(Path().glob("autograder-*.whl"))
    %pip install -q {{wheel}}
    from autograder import check"""


class Role(StrEnum):
    """What a cell is for."""

    TEXT = "text"
    SETUP = "setup"
    STUB = "stub"
    """Code that students complete; of a solved notebook, the reference with its markers."""
    CHECK = "check"
    QUIZ = "quiz"
    """Code that holds letters; it is read, never run."""
    RESPONSE = "response"
    """Markdown: a heading that begins with the prompt's slug, under which students write."""


@dataclass(frozen=True)
class Cell:
    """One cell; its id is the same in every release."""

    id: str
    role: Role
    source: str
    exercise: str = ""

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell; the others are Markdown."""
        return self.role not in (Role.TEXT, Role.RESPONSE)


def notebook_cells(course: Course, assignment: Assignment, solved: bool = False) -> list[Cell]:
    """The assignment as cells, in order; `solved` puts whole reference solutions, markers included, for the stubs.

    Raises:
        InputError: the handout, a stub, a figure or a question is missing.
    """
    cells = list(_Cells(course, assignment, solved).all())
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells):
        seen[cell.id] = seen.get(cell.id, 0) + 1
        if seen[cell.id] > 1:
            cells[place] = Cell(f"{cell.id[: ID_LENGTH - 4]}-{seen[cell.id]}", cell.role, cell.source, cell.exercise)
    return cells


def notebook_bytes(assignment: Assignment, cells: Sequence[Cell]) -> bytes:
    """The cells as a notebook of nbformat 4.5 that is the same to the byte each time."""
    notebook = {
        "cells": [cell_json(cell) for cell in cells],
        "metadata": {
            KEY: {"assignment": assignment.slug},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def cell_json(cell: Cell) -> dict[str, Any]:
    """The cell as nbformat 4.5 has it; answers cannot be deleted by mistake."""
    metadata: dict[str, Any] = {KEY: {"role": str(cell.role), "exercise": cell.exercise}}
    if cell.role in (Role.STUB, Role.QUIZ, Role.RESPONSE):
        metadata["deletable"] = False
    found = {
        "cell_type": "code" if cell.is_code else "markdown",
        "id": cell.id,
        "metadata": metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    return {**found, "execution_count": None, "outputs": []} if cell.is_code else found


class _Cells:
    """What the cells of one assignment are made of."""

    def __init__(self, course: Course, assignment: Assignment, solved: bool) -> None:
        self._course = course
        self._assignment = assignment
        self._answers = (course.solution_folder if solved else course.stub_folder)(assignment.slug)
        self._stubs = course.stub_folder(assignment.slug)
        self._source = course.assignment_folder(assignment.slug)

    def all(self) -> Iterator[Cell]:
        """The handout, each exercise's cells after its section; what has no section comes at the end."""
        left = list(self._assignment.exercises)
        handout = _read(self._source / "handout.md")
        for place, section in enumerate(handout_sections(handout)):
            here = exercises_of(section, left)
            name = here[0].slug if here else NOT_IN_ID.sub("_", section.title.lower()).strip("_")
            yield self._text(f"text-{name}", section.text, here[0].slug if here else "")
            if place == 0:
                yield Cell("text-how_to_work_here", Role.TEXT, self._how_to_work())
                yield Cell("setup", Role.SETUP, SETUP.format(slug=self._assignment.slug))
            for exercise in here:
                left.remove(exercise)
                yield from self._exercise(exercise)
        for exercise in left:
            yield self._text(f"text-{exercise.slug}", f"## {exercise.slug}: {exercise.title}", exercise.slug)
            yield from self._exercise(exercise)
        yield from self._unasked()

    def _how_to_work(self) -> str:
        kinds = {exercise.kind for exercise in self._assignment.exercises}
        parts = [HOW_TO_WORK.format(slug=self._assignment.slug)]
        parts += [QUIZ] if Kind.QUIZ in kinds else []
        parts += [RESPONSES] if Kind.RESPONSES in kinds else []
        return "".join(parts).strip()

    def _exercise(self, exercise: Exercise) -> Iterator[Cell]:
        if exercise.kind is Kind.RESPONSES:
            asked = self._questions()
            for prompt in exercise.prompts:
                yield from self._prompt(prompt, asked[prompt.slug], exercise.slug)
            return
        if exercise.kind is Kind.QUIZ:
            source = _without_docstring(_read(self._stubs / exercise.file))
            yield Cell(f"quiz-{exercise.slug}", Role.QUIZ, source, exercise.slug)
        else:
            source = for_notebook(_read(self._answers / exercise.file), exercise, self._assignment)
            yield Cell(f"stub-{exercise.slug}", Role.STUB, source, exercise.slug)
        yield Cell(f"check-{exercise.slug}", Role.CHECK, f'check("{exercise.slug}")', exercise.slug)

    def _prompt(self, prompt: Prompt, section: Section, exercise: str) -> Iterator[Cell]:
        """What is asked, under a heading that is not yet the answer's, and where to write."""
        title = section.heading.partition(":")[2].strip() or prompt.slug
        yield self._text(f"asks-{prompt.slug}", f"### Question: {title}\n\n{section.text}", exercise)
        answer = f"#### {prompt.slug}: your answer\n\n"
        yield Cell(f"response-{prompt.slug}", Role.RESPONSE, answer, exercise)

    def _unasked(self) -> Iterator[Cell]:
        """Questions that no exercise of this assignment collects: to think about, and to take along."""
        path = self._source / QUESTIONS
        text = path.read_text("utf-8") if path.is_file() else ""
        own = uncollected(text, self._assignment.headings)
        if own:
            yield self._text("text-questions", FOR_FILES.sub("", introduction(text)).strip())
        for slug, section in own.items():
            yield from self._prompt(Prompt(slug), section, "")

    def _questions(self) -> dict[str, Section]:
        """What is asked, as students get it: with the questions of other assignments in their places."""
        return questions(_read(self._stubs / QUESTIONS))

    def _text(self, cell_id: str, text: str, exercise: str = "") -> Cell:
        return Cell(cell_id[:ID_LENGTH], Role.TEXT, with_figures(text.strip(), self._source), exercise)


def for_notebook(source: str, exercise: Exercise, assignment: Assignment) -> str:
    """A file's code as a cell: what other exercises define is in other cells of the same namespace.

    Importing it there would fail; and importing ours of the same name would put it in the place of the student's own.
    """
    others = {name for other in assignment.coded if other is not exercise for name in other.defines}
    slugs = {other.slug for other in assignment.coded}
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
            continue
        names = ", ".join(alias.name for alias in node.names)
        if node.module in slugs:
            lines[node.lineno - 1 : node.end_lineno] = []
        elif node.module.startswith("given.") and all(alias.name in others for alias in node.names):
            says = f"# {names}: yours, from its cell above; or ours: from {node.module} import {names}\n"
            lines[node.lineno - 1 : node.end_lineno] = [says]
    return "".join(lines).strip()


def _without_docstring(source: str) -> str:
    """A quiz without what it says of files."""
    first = ast.parse(source).body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return "\n".join(source.splitlines()[first.end_lineno if is_text else 0 :]).strip()


def _read(path: Any) -> str:
    if not path.is_file():
        raise InputError(f"{path} is missing:", "a notebook is made from it; write it, or run `autograder stubs`.")
    return str(path.read_text("utf-8"))
