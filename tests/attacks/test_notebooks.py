"""Notebooks that lie, swell or escape, through collect, grade and feedback in the sandbox (55), and honest ones."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import InputError
from autograder.model.result import Result
from autograder.store.course import Course, find_course
from autograder.workflow.collect import CollectReport, collect
from autograder.workflow.feedback import write_feedback
from autograder.workflow.grade import grade

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
SOURCES = {path.stem: path.read_text() for path in (HERE / "course/solutions/target").glob("*.py")}
FULL = 700
SCRIPT = "<script>fetch('//evil')</script>"


def cell(source: Any, **more: Any) -> dict[str, Any]:
    """A cell of code."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def notebook(*cells: Any, **more: Any) -> bytes:
    """A notebook of these cells."""
    full = [cell(each) if isinstance(each, str) else each for each in cells]
    return json.dumps({"cells": full, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


RIGHT = [cell(source, id=f"stub-{name}") for name, source in SOURCES.items()]
CLAIM = {"nbgrader": {"grade": True, "points": 700, "score": 700, "grade_id": "double", "locked": True}}
OUTPUT = {"output_type": "execute_result", "data": {"text/plain": "700"}}
ODD = ({"a": 1}, 5, None, [1, [2]], True, "\x00", "\ud800")
HONEST = {
    "plain": notebook(*RIGHT),
    "upside down, with plots": notebook("plt.plot(x)\n%magic\n!ls", *reversed(RIGHT), "double(3)\nraise SystemExit"),
    "one cell": notebook("\n\n\n".join(SOURCES.values())),
    "loud": notebook(*({**each, "outputs": [{"output_type": "stream", "text": "x" * 2_000_000}]} for each in RIGHT)),
}
"""Full points."""
HOSTILE = {
    "outputs that are right": notebook(cell("", outputs=[OUTPUT])),
    "points in metadata": notebook({**cell("x = 1", id="stub-double"), "metadata": CLAIM}, points=700, score=700),
    "ids without answers": notebook(*(cell("pass", id=f"stub-{name}") for name in SOURCES)),
    "exits when read": notebook("import os\nos._exit(0)", "while True: pass", "def double(number): return number"),
    "exits when loaded": notebook("import os\nX = os._exit(0)\ndef double(number): return X"),
    "loops when loaded": notebook("X = [1 for _ in iter(int, 1)]\ndef double(number): return X"),
    "reads the tests": notebook("X = open('/autograder/suites/target/test_double.py').read()\ndef double(n): return X"),
    "always equal": notebook("class E(int):\n    def __eq__(self, other): return True\ndef double(n): return E()"),
    "sources of anything": notebook(*map(cell, ODD)),
    "cells of anything": notebook(5, None, [], {"cell_type": "code"}, {"cell_type": ["code"], "source": "x"}),
    "no list of cells": json.dumps({"cells": {"0": RIGHT}}).encode(),
    "no end of brackets": b"[" * 1_000_000,
    "no end of a string": b'{"cells": ["' + b'\\"' * 1_000_000,
    "100,000 cells": notebook(*["x = 1"] * 100_000),
    "parser's worst": notebook(*["-" * 60_000 + "1"] * 4, "def double(number): return number"),
    "a name for every byte": notebook("\n".join(f"{letter}={letter}" for letter in "ab" * 8_000)),
    "markup": notebook(f"def double(number):\n    raise ValueError({SCRIPT!r})", f"# {SCRIPT}"),
    "not a number": b'{"cells": [{"cell_type": "code", "source": "x", "metadata": {"a": NaN}, "id": -Infinity}]}',
    "dunder": notebook("__builtins__ = {}\n__name__ = 'given'\n__file__ = 1\ndef double(number): return __builtins__"),
}
"""Nothing."""


class Class:
    """What became of them."""

    def __init__(self, root: Path) -> None:
        self.course: Course = find_course(Path(shutil.copytree(HERE / "course", root / "course")))
        inbox = root / "inbox"
        inbox.mkdir()
        for name, data in {**HONEST, **HOSTILE}.items():
            (inbox / f"{name}.ipynb").write_bytes(data)
        started = time.monotonic()
        self.collected: CollectReport = collect(self.course, "target", [inbox])
        self.seconds = time.monotonic() - started
        try:
            graded = grade(self.course, "target", jobs=1)
        except InputError as error:
            pytest.skip(str(error))
        self.results: dict[str, Result] = {result.student: result for result in graded.results}
        folder = write_feedback(self.course, "target").folder
        self.pages = {path.name: path.read_text() for path in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """All of them in one class."""
    return Class(tmp_path_factory.mktemp("class"))


@pytest.mark.parametrize("student", HONEST)
def test_honest_notebooks_get_full_points(graded: Class, student: str) -> None:
    """Whatever stands between their answers."""
    assert graded.results[student].points == FULL


@pytest.mark.parametrize("student", HOSTILE)
def test_hostile_notebooks_gain_nothing(graded: Class, student: str) -> None:
    """Each has its verdict, and it is none of our faults."""
    assert graded.results[student].points == 0
    assert not graded.results[student].ungraded


def test_everything_is_kept_as_it_was_received(graded: Class) -> None:
    """Notebooks become files in memory, when they are graded."""
    kept = [path for path in graded.course.submissions.rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".ipynb"}
    assert sorted(path.read_bytes() for path in kept) == sorted({**HONEST, **HOSTILE}.values())


def test_collecting_takes_no_time(graded: Class) -> None:
    """Not even with files that were made to take it: a few seconds each at the very most."""
    assert graded.seconds < 5 * len(HOSTILE)


def test_notes_are_lines(graded: Class) -> None:
    """One for each thing, printable."""
    assert graded.collected.notes
    assert all(note.isprintable() for note in graded.collected.notes)


def test_no_page_has_markup_of_a_student(graded: Class) -> None:
    """Nothing of a cell reaches a page unescaped."""
    assert graded.pages and not [name for name, page in graded.pages.items() if "<script" in page]
