"""Cells of a CSV file that neither a spreadsheet nor a reader mistakes for something else."""

import csv
import html
import io
import re
from collections.abc import Iterable, Sequence

from autograder.model.text import lines, one_line

FORMULA = re.compile(r";(?=\s*[=+\-@\t\r＝＋－＠])")
"""Where a spreadsheet would start to compute; it may be set to part cells at semicolons, and it skips blanks.

The beginning of a cell is looked at as if a semicolon stood before it.
"""
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute the cell; a plain number is none."""
    return FORMULA.search(f";{text}") is not None and NUMBER.fullmatch(text) is None


def guarded(text: str) -> str:
    """The text for people to read: invisible characters spelt out, and a ' before what a spreadsheet would compute."""
    return _inert(one_line(text))


def all_guarded(texts: Sequence[str]) -> Sequence[str]:
    """Each text guarded; one look at them together tells that none needs it, as is mostly so."""
    if "".join(texts).isprintable() and not _some_formula(texts):
        return texts
    return [guarded(text) for text in texts]


def comment(text: str) -> str:
    """A comment for a cell: its lines are kept, each guarded."""
    found = lines(text)
    return "\n".join([_inert(line) for line in found] if _some_formula(found) else found)


def html_comment(text: str) -> str:
    """A comment for a cell that is read as HTML, so that nothing in it is taken for a tag."""
    return _inert(html.escape("\n".join(lines(text))).replace("\n", "<br>"))


def backslash_safe(text: str) -> str:
    r"""The text with a blank between a backslash and a quote or the end.

    PHP's and openCSV's readers take `\` for an escape: with `\"` Moodle misreads the cell or refuses the whole file.
    """
    text = text.replace('\\"', '\\ "')
    return f"{text} " if text.endswith("\\") else text


class CsvFile:
    """Rows of cells, written as they come: a large class is never held as lists of cells."""

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        self._file = io.StringIO(newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerows(rows)

    def append(self, row: Iterable[str]) -> None:
        """Writes one more row."""
        self._writer.writerow(row)

    def data(self) -> bytes:
        """The file in UTF-8, without a byte order mark (Canvas may refuse a header that starts with one)."""
        return self._file.getvalue().encode()


def to_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """The same of rows that are there already."""
    return CsvFile(rows).data()


def _inert(text: str) -> str:
    return FORMULA.sub(";'", f";{text}")[1:] if is_formula(text) else text


def _some_formula(texts: Iterable[str]) -> bool:
    """Whether one of them may be a formula; a semicolon between two is where the second begins."""
    return FORMULA.search(f";{';'.join(texts)}") is not None
