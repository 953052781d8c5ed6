"""Grades filled into a file that was downloaded from the LMS: only cells of students with something to tell change.

A student whom the file does not name is reported. Who has no points keeps what stands there: an empty cell would wipe a
grade in some systems.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from autograder.exporters.layout import Layout, called
from autograder.exporters.matching import Matcher
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Order, Row, Sheet, Standing
from autograder.exporters.standing import Way
from autograder.exporters.table import Record, Table
from autograder.model.assignment import Assignment
from autograder.model.points import text


def fill(
    assignment: Assignment, rows: Sequence[Row], order: Order, table: Table, layout: Layout, carries: Carries
) -> Sheet:
    """The file with the students' points in it."""
    problems: list[Problem] = []
    way = Way(assignment.points, carries, layout.title)
    excused = {Standing.EXCUSED: layout.excused}
    values = [
        excused.get(standing, "") if points is None else text(points)
        for _, standing, points in way.told(rows, problems)
    ]
    filler = _Filler(rows, layout, values)
    data = table.bytes("".join(_pieces(filler, table, order.only)))
    for told in sorted({layout.max_points, *filler.maxima}):
        problems += max_problems(assignment, layout.title, told)
    return Sheet(data, tuple(filler.entries), (*problems, *filler.problems()))


def max_problems(assignment: Assignment, column: str, told: str) -> Iterator[Problem]:
    """Whether the LMS, as it tells, counts the same number of points."""
    number = re.search(r"[0-9]+(?:[.,][0-9]+)?", told)
    if number and Decimal(number[0].replace(",", ".")) * 100 != assignment.points:
        what = f"counts {number[0]} points in the LMS, and {text(assignment.points)} here"
        yield Problem("points-differ", "", column, what, "make it the same in the LMS, and download again")


def _pieces(filler: "_Filler", table: Table, only: bool) -> Iterator[str]:
    """The new text, piece by piece; with `only`, without the records of others."""
    yield table.text[: table.body]
    for record in table.records():
        changes = filler.changes(record)
        if changes is not None or not only:
            yield record.changed(changes or {})


class _Filler:
    """What goes into which record."""

    def __init__(self, rows: Sequence[Row], layout: Layout, values: Sequence[str]) -> None:
        self._rows, self._layout, self._values = rows, layout, values
        self.entries: list[Entry] = []
        self.maxima: set[str] = set()
        """The most points, as records tell."""
        self._matcher = Matcher(rows, layout)
        self._seen: set[int] = set()
        self._problems: list[Problem] = []

    def changes(self, record: Record) -> dict[int, str] | None:
        """What is to be written into a record, by column; None if it is nobody's."""
        layout = self._layout
        if layout.skipped and layout.skipped(record[0]):
            return {}
        keys = called(record, layout.ids)
        at = self._matcher.find(record, keys)
        if at is None:
            return None
        row, value = self._rows[at], self._values[at]
        if at in self._seen:
            self._tell("twice-in-template", row, "has two rows in the template", "only the first is filled in")
            return None
        self._seen.add(at)
        if not value or self._locked(row, record):
            return {}
        width = len(record)
        if layout.score >= width:
            self._tell(
                "short-row", row, "has a row that ends before the points", "download it again, and change nothing"
            )
            return {}
        self.entries.append(Entry(row.person.id, keys, value))
        if layout.record_max is not None:
            self.maxima.add(record[layout.record_max])
        changes = {layout.score: value}
        if row.comment and layout.comment is not None and layout.comment < width:
            changes[layout.comment] = self._comment(row, record[layout.comment].strip())
            changes |= {column: told for column, told in layout.also if column < width}
        return changes

    def problems(self) -> Iterator[Problem]:
        """What is to be told of students and records that do not fit together."""
        for at, row in enumerate(self._rows):
            if self._values[at] and at not in self._seen:
                what, todo = "is not in the template, and is left out", "give the roster the ids of this LMS"
                yield Problem("not-in-template", row.person.id, "", what, todo)
        yield from self._problems
        yield from self._matcher.problems()

    def _locked(self, row: Row, record: Record) -> bool:
        locked = self._layout.locked
        if locked is None or record[locked[0]].strip().casefold() != locked[1]:
            return False
        self._tell("locked", row, "has a grade that the LMS would not let change", "unlock it there, download again")
        return True

    def _comment(self, row: Row, old: str) -> str:
        new = self._layout.comment_text(row.comment)
        if old and old != new:
            todo = "leave out --comments to keep it"
            self._tell("comment-replaced", row, "has a comment already, which is replaced", todo)
        return new

    def _tell(self, trap: str, row: Row, what: str, todo: str) -> None:
        self._problems.append(Problem(trap, row.person.id, self._layout.title, what, todo))
