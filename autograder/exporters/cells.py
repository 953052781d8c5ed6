"""Cells of a CSV file that neither a spreadsheet nor a reader mistakes for something else."""

import csv
import html
import io
import re
from collections.abc import Iterable, Sequence

from autograder.model.text import lines, one_line

FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\t\r＝＋－＠])")
"""Where a spreadsheet would start to compute; it may be set to part cells at semicolons, and it skips blanks."""
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
QUOTED_QUOTE = re.compile(r'\\(?="|$)')


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the cell; a plain number is none."""
    return FORMULA.search(text) is not None and NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """The text for people to read: invisible characters spelt out, and a ' before what a spreadsheet would compute."""
    shown = one_line(text)
    return FORMULA.sub(r"\1'", shown) if is_formula(shown) else shown


def comment(text: str) -> str:
    """A comment for a cell: its lines are kept, each guarded."""
    return "\n".join(guarded(line) for line in lines(text))


def html_comment(text: str) -> str:
    """A comment for a cell that is read as HTML, so that nothing in it is taken for a tag."""
    shown = html.escape("\n".join(lines(text))).replace("\n", "<br>")
    return FORMULA.sub(r"\1'", shown) if is_formula(shown) else shown


def backslash_safe(text: str) -> str:
    r"""The text with a blank between a backslash and a quote or the end.

    PHP's and openCSV's readers take `\` for an escape: with `\"` Moodle misreads the cell or refuses the whole file.
    """
    return QUOTED_QUOTE.sub(r"\\ ", text)


def to_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as UTF-8 without a byte order mark (Canvas may refuse a header that starts with one)."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()
