"""Results in a notebook: a table in HTML, and the same in plain text for where there is no HTML."""

from collections.abc import Iterator, Mapping
from html import escape
from io import StringIO

from rich.console import Console

from autograder.model.assignment import Assignment
from autograder.model.result import ExerciseResult, Outcome, Result, TestResult
from autograder.model.text import lines, one_line
from autograder.report.outcomes import UNJUDGED, Look, looks_of
from autograder.report.terminal import WIDTH, print_result

NOT_HIDDEN = "These are the public checks. Hidden tests are not run here: grading asks more."
COLOURS = {"green": "#2e8b57", "red": "#c0392b", "yellow": "#b8860b", "dim": "inherit"}
"""Readable on a light page and on a dark one."""
CELL = "text-align: left; vertical-align: top; padding: 2px 12px 2px 0; border: 0"
MESSAGE = "white-space: pre-wrap; font-family: monospace; font-size: 90%"


def as_text(assignment: Assignment, result: Result) -> str:
    """The result as `autograder check` shows it, without colours."""
    out = StringIO()
    print_result(Console(file=out, width=WIDTH, color_system=None, force_jupyter=False), assignment, result)
    return f"{out.getvalue().rstrip()}\n\n{NOT_HIDDEN}\n"


def as_html(assignment: Assignment, result: Result) -> str:
    """The result as one table for all exercises; every word of it is escaped."""
    rows = "".join(row for exercise in result.exercises for row in _rows(assignment, exercise))
    return f'<table style="border-collapse: collapse">{rows}</table><p><em>{NOT_HIDDEN}</em></p>'


def _rows(assignment: Assignment, result: ExerciseResult) -> Iterator[str]:
    """A heading, what is to be said of the whole exercise, and a row for each check."""
    known = assignment.exercise(result.exercise)
    looks = looks_of(known, result)
    title = _safe(known.title if known else result.exercise)
    note = f"<strong>{_safe(_note(result, looks))}</strong>"
    yield _row(_symbol(looks[result.outcome]), f"<strong>{title}</strong>", note)
    for diagnosis in result.diagnosis:
        yield _row("", "", f"<strong>Probably this:</strong> {_text(diagnosis.says)}")
    if result.message:
        yield _row("", "", _text(result.message))
    for flag in result.flags:
        yield _row("", "", f"To be looked at: {_safe(flag)}")
    above = ""
    for test in result.tests:
        look = looks[test.outcome]
        beside = _safe(look.word) if looks is UNJUDGED else _message(test, above)
        yield _row(_symbol(look), _safe(test.says or test.name), beside)
        above = test.message


def _note(result: ExerciseResult, looks: Mapping[Outcome, Look]) -> str:
    """What came of the exercise, and of how many of its checks."""
    count = f"{sum(test.outcome is Outcome.PASSED for test in result.tests)} of {len(result.tests)}"
    if looks is UNJUDGED and result.tests:
        return f"{count} questions answered"
    word = looks[result.outcome].word
    return f"{word}; {count} checks passed" if result.tests else word


def _message(test: TestResult, above: str) -> str:
    """What a check says; not twice in a row."""
    if test.message and test.message == above:
        return "the same as above"
    return _text(test.message) if test.message else ""


def _row(*cells: str) -> str:
    """A row of cells that are HTML already."""
    return "<tr>" + "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _symbol(look: Look) -> str:
    return f'<span style="color: {COLOURS[look.style]}" title="{escape(look.word)}">{escape(look.symbol)}</span>'


def _text(text: str) -> str:
    return f'<span style="{MESSAGE}">{escape(chr(10).join(lines(text)))}</span>'


def _safe(text: str) -> str:
    return escape(one_line(text))
