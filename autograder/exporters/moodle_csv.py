r"""Moodle: the CSV file that Grades > Import > CSV file reads.

The teacher says in Moodle which column is what; `upload` below tells how. One student whom Moodle does not find, or two
of one id, and it imports nobody. A blank or a `-` wipes a grade, so whoever has none is left out. Feedback is read as
HTML. PHP takes `\` for an escape, so that none stands before a quote.
"""

from collections.abc import Iterator, Sequence

from autograder.errors import InputError
from autograder.exporters.cells import CsvFile, backslash_safe, guarded, html_comment, is_formula
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import Way
from autograder.exporters.table import read_table
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.text import one_line

CARRIES = Carries(comments=True)
KINDS = (
    IdKind("Username", "moodle_username", fold=True), IdKind("ID number", "moodle_id"),
    IdKind("Email address", "email", fold=True),
)  # fmt: skip
RESERVED = {"Last downloaded from this course", "Full name", *(kind.header for kind in KINDS)}
"""Headers that mean something else; with the first, Moodle refuses rows that were graded since."""


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One line for each student who has points, with feedback if there is any."""
    item = order.column or assignment.title
    problems = [*_title_problems(item)]
    told = Way(assignment.points, CARRIES, item).scored(rows, problems)
    who = identified(told, KINDS)
    feedback = [f"{item} (Feedback)"] if any(row.comment for row in told.rows) else []
    lines = CsvFile([[who.kind.header, "Full name", item, *feedback]])
    entries = []
    for row, points, id in who.found():
        said = [backslash_safe(html_comment(row.comment))] if feedback else []
        lines.append([id, backslash_safe(guarded(row.person.name)), text(points), *said])
        entries.append(Entry(row.person.id, ((who.kind.header, who.kind.key(id)),), text(points)))
    return Sheet(lines.data(), tuple(entries), (*problems, *who.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The scores of the assignment in a grade file that Moodle or we wrote."""
    table, item = read_table(data), order.column or assignment.title
    ids = [IdColumn(table.header.index(kind.header), kind.header, (), kind.fold) for kind in KINDS
           if kind.header in table.header]  # fmt: skip
    wanted = {item, f"Assignment: {item} (Real)"}
    found = [at for at, header in enumerate(table.header) if header in wanted]
    if not ids or len(found) != 1:
        raise InputError(f"The file is no grade file of Moodle with a column {item!r}:", "name it with --column.")
    return read_scores(table, Layout(tuple(ids), found[0], item))


def _title_problems(item: str) -> Iterator[Problem]:
    unsafe = is_formula(item) or one_line(item) != item or item.strip() != item or "\\" in item
    if item in RESERVED or unsafe or not item:
        what = "means something else to Moodle or a spreadsheet"
        yield Problem("reserved-title", "", item, what, "give the column another name with --column")


EXPORTER = Exporter(
    "Moodle grades (CSV)", CARRIES, sheet, read,
    "Grades > Import > CSV file; map the first column to the user field of that name, the points to the grade item, "
    "and the feedback to Feedback for it; make the item beforehand, with the right maximum",
)  # fmt: skip
