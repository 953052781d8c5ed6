"""The master notebook that `otter assign` turns into a student's notebook and an autograder's archive."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Any

from autograder.authoring.notebook import Cell, Role, cell_json
from autograder.authoring.stubs import Region, blank_before, regions
from autograder.bridges.format import HiddenTest
from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.points import Points, to_number
from autograder.model.quiz import Quiz

BEGIN, END = "# BEGIN SOLUTION NO PROMPT", "# END SOLUTION"
BEGIN_PROMPT, END_PROMPT = 'r""" # BEGIN PROMPT', '"""; # END PROMPT'
HOW_TO_WORK = """## How to work in this notebook

1. Install once, in a terminal in this folder: `pip install otter-grader {wheel}`. Then run the cells from the top.
2. Each task has a cell for your answer: write it in place of `raise NotImplementedError`, and run the cell.
3. The cell below it, `grader.check("…")`, tries your answer on the public checks, as often as you like. Grading asks
   more: the hidden tests are not run here.
4. `!autograder hint EXERCISE` in a cell of its own shows a hint, and a further one each time.
5. At the end, save the notebook, run its last cell, and hand in the zip that it makes.

Your answers may use one another, whatever cell they are in: where the text says `from one import one`, you have `one`
already. Helpers and constants in cells of their own come along when you are graded.
"""

JsonCell = dict[str, Any]


@dataclass(frozen=True)
class Master:
    """What the notebook is made of, besides the cells."""

    assignment: Assignment
    tests: Mapping[str, Sequence[HiddenTest]]
    """Of each exercise that is judged."""
    quizzes: Mapping[str, Quiz]
    model_answers: Mapping[str, str]
    """Prompt to what a good answer says."""
    config: Mapping[str, Any]
    """Of the assignment, as otter reads it."""
    wheel: str

    def cells(self, solved: Iterable[Cell]) -> list[JsonCell]:
        """The notebook's cells, of those of a solved notebook."""
        found = [_raw("ASSIGNMENT CONFIG", self.config)]
        for slug, cells in groupby(solved, key=lambda cell: cell.exercise):
            found += self._exercise(slug, list(cells))
        for place, cell in enumerate(found):
            cell.setdefault("id", f"otter-{place}")
        return found

    def _exercise(self, slug: str, cells: Sequence[Cell]) -> Iterator[JsonCell]:
        """Text as it is, and what is answered as a question of otter's."""
        exercise = self.assignment.exercise(slug)
        first = next((place for place, cell in enumerate(cells) if cell.role in ANSWERS), len(cells))
        if exercise is not None and exercise.kind is Kind.RESPONSES:
            first -= 1  # otter locks the first cell of such a question: what is asked, not the answer
        yield from (self._text(cell) for cell in cells[:first])
        if exercise is None:  # questions that nobody collects
            yield from (cell_json(cell) for cell in cells[first:])
        elif exercise.kind is Kind.RESPONSES:
            yield from self._manual(exercise, cells[first:])
        elif first < len(cells):
            yield from self._judged(exercise, cells[first])
            yield from (self._text(cell) for cell in cells[first + 1 :] if cell.role is not Role.CHECK)

    def _text(self, cell: Cell) -> JsonCell:
        if cell.id != "text-how_to_work_here":
            return cell_json(cell)
        return {**cell_json(cell), "source": HOW_TO_WORK.format(wheel=self.wheel).strip()}

    def _judged(self, exercise: Exercise, answer: Cell) -> Iterator[JsonCell]:
        """A task whose hidden tests are otter's test cases, with the points of each."""
        if exercise.kind is Kind.QUIZ:
            source = solved_quiz(answer.source, self.quizzes[exercise.slug])
        else:
            source = with_otters_markers(answer.source, f"{self.assignment.slug}.{exercise.slug}")
        yield _raw("BEGIN QUESTION", {"name": exercise.slug})
        yield from (_raw("BEGIN SOLUTION"), {**cell_json(answer), "source": source}, _raw("END SOLUTION"))
        yield _raw("BEGIN TESTS")
        yield _test("public_checks(env)", f"public({exercise.slug!r}, env)", hidden=False, points=0)
        for number, test in enumerate(self.tests[exercise.slug], 1):
            call = f"hidden({exercise.slug!r}, {test.name!r})"
            yield _test(f"hidden_{number}()", call, hidden=True, points=test.points)
        yield from (_raw("END TESTS"), _raw("END QUESTION"))

    def _manual(self, exercise: Exercise, cells: Sequence[Cell]) -> Iterator[JsonCell]:
        """Questions that a person reads: the model answers are the solution."""
        points = to_number(exercise.points)
        yield _raw("BEGIN QUESTION", {"name": exercise.slug, "manual": True, "points": points})
        asks, *answers = map(cell_json, cells)
        yield from (asks, _raw("BEGIN PROMPT"), *answers, _raw("END PROMPT"), _raw("BEGIN SOLUTION"))
        for prompt in exercise.prompts:
            text = self.model_answers.get(prompt.slug, "(There is no model answer.)")
            yield {"cell_type": "markdown", "metadata": {}, "source": f"#### A good answer\n\n{text}"}
        yield from (_raw("END SOLUTION"), _raw("END QUESTION"))


ANSWERS = (Role.STUB, Role.QUIZ, Role.RESPONSE)


def master_bytes(cells: Sequence[JsonCell]) -> bytes:
    """The cells as a notebook; otter asks it for its language."""
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def with_otters_markers(source: str, label: str) -> str:
    """A solution as otter marks it: of which it makes, byte for byte, the stub that we make.

    Raises:
        InputError: a marker of ours is missing, misplaced or misspelt.
    """
    lines = StringIO(source.rstrip() + "\n", newline="").readlines()
    for region in reversed(regions(source)):
        first = region.begin - 1 if region.in_function else blank_before(lines, region.begin - 1)
        raises = [f'raise NotImplementedError("{label}")'] if region.in_function else []
        lines[first : region.end] = [
            *_indented(region, [BEGIN]), *lines[first : region.begin - 1], *lines[region.begin : region.end - 1],
            *_indented(region, [END, *_prompt(raises)]),
        ]  # fmt: skip
    return "".join(lines).rstrip()


def solved_quiz(source: str, key: Quiz) -> str:
    """A quiz with the right letters, of which otter makes the quiz as it was."""
    solved = source
    for question in key.questions:
        solved = solved.replace(f'"{question.id}": ""', f'"{question.id}": "{question.right}"')
    return "\n".join([BEGIN, solved, END, *_prompt([source])])


def _prompt(lines: Sequence[str]) -> Iterator[str]:
    """A text that does nothing in the master, and that otter gives to students as code."""
    if lines:
        yield from (BEGIN_PROMPT, *lines, END_PROMPT)


def _indented(region: Region, lines: Iterable[str]) -> Iterator[str]:
    return (f"{' ' * region.column}{line}\n" for line in lines)


def _raw(title: str, config: Mapping[str, Any] | None = None) -> JsonCell:
    """A cell that otter reads and removes; JSON is YAML."""
    lines = [f"# {title}", *(f"{name}: {json.dumps(value)}" for name, value in (config or {}).items())]
    return {"cell_type": "raw", "metadata": {}, "source": "\n".join(lines)}


def _test(head: str, call: str, *, hidden: bool, points: Points) -> JsonCell:
    """A case: its settings, and a function that imports all it needs, as otter runs it outside of the notebook."""
    name = call.partition("(")[0]
    source = f'''""" # BEGIN TEST CONFIG
hidden: {json.dumps(hidden)}
points: {json.dumps(to_number(points))}
""" # END TEST CONFIG
def {head}:
    from autograder.workflow.in_otter import {name}
    {call}'''
    return {"cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": []}
