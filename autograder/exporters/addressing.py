"""Which record of an LMS's download is whose, where something is sent to students and no cell is filled in."""

from collections.abc import Collection, Sequence

from autograder.exporters.layout import Layout, called
from autograder.exporters.matching import Matcher
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row
from autograder.exporters.table import Record, Table

Addressed = tuple[Row, Record]
"""A student, and the record that means them."""


def addressed(
    rows: Sequence[Row], wanted: Collection[str], table: Table, layout: Layout
) -> tuple[list[Addressed], list[Problem]]:
    """The wanted students whom the download has, and what is to be told of the others and of odd records.

    `rows` is the whole class, by which records are recognised; `wanted` are ids of students.
    """
    matcher, found, problems = Matcher(rows, layout), {}, []
    for record in table.records():
        if layout.skipped and layout.skipped(record[0]):
            continue
        at = matcher.find(record, called(record, layout.ids))
        if at is None or rows[at].person.id not in wanted:
            continue
        if at in found:
            what, todo = "has two rows in the template", "only the first is used"
            problems.append(Problem("twice-in-template", rows[at].person.id, "", what, todo))
        else:
            found[at] = (rows[at], record)
    for at, row in enumerate(rows):
        if at not in found and row.person.id in wanted:
            what, todo = "is not in the template, and is left out", "give the roster the ids of this LMS"
            problems.append(Problem("not-in-template", row.person.id, "", what, todo))
    return list(found.values()), [*problems, *matcher.problems()]
