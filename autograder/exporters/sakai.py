r"""Sakai: the CSV of Gradebook > Import Grades, made from nothing or filled into an export.

Sakai takes the first column for the user's id, then reads what columns are from their headers: `Title [points]` is an
item, `* Title` its comments, `# …` is ignored. It refuses the whole file for one grade that is no number or one student
twice. An empty score is skipped. Its reader takes `\` for an escape.
"""

import re
from collections.abc import Iterator, Sequence

from autograder.errors import InputError
from autograder.exporters.cells import CsvFile, backslash_safe, comment, guarded, is_formula
from autograder.exporters.filling import fill
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import Way
from autograder.exporters.table import Table, read_table
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.text import one_line

CARRIES = Carries(comments=True, over_max=True)
KINDS = (IdKind("Student ID", "sakai"),)
ITEM = re.compile(r"(?P<title>[^\[]+?)\s*(?:\[(?P<max>[0-9]+(?:[.,][0-9]{1,2})?)\])?")


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One line for each student who has points, with comments if there are any."""
    if order.template is not None:
        table = read_table(order.template)
        return fill(assignment, rows, order, table, _layout(assignment, table, order), CARRIES)
    title = order.column or assignment.title
    problems = [*_title_problems(title)]
    told = Way(assignment.points, CARRIES, title).scored(rows, problems)
    who = identified(told, KINDS)
    comments = [f"* {title}"] if any(row.comment for row in told.rows) else []
    lines = CsvFile([["Student ID", "Name", f"{title} [{text(assignment.points)}]", *comments]])
    entries = []
    for row, points, id in who.found():
        said = [backslash_safe(comment(row.comment))] if comments else []
        lines.append([id, backslash_safe(guarded(row.person.name)), text(points), *said])
        entries.append(Entry(row.person.id, (("Student ID", id),), text(points)))
    return Sheet(lines.data(), tuple(entries), (*problems, *who.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The scores of the assignment in a grade file of Sakai or ours."""
    table = read_table(data)
    return read_scores(table, _layout(assignment, table, order))


def _layout(assignment: Assignment, table: Table, order: Order) -> Layout:
    title = order.column or assignment.title
    items = ((at, ITEM.fullmatch(header)) for at, header in enumerate(table.header) if at > 1)
    found = [(at, match) for at, match in items if match and match["title"] == title]
    if table.header[0].casefold() not in ("student id", "studentid"):
        raise InputError("The file is no grade file from Sakai:", "take the one of Gradebook > Export Grades.")
    if len(found) != 1:
        raise InputError(
            f"The file has {len(found)} columns for {title!r}, not one:", "give the item in Sakai that title."
        )
    ((at, match),) = found
    comments = table.header.index(f"* {title}") if f"* {title}" in table.header else None
    return Layout(
        (IdColumn(0, "Student ID", ("sakai", "id")),), at, table.header[at], max_points=match["max"] or "",
        comment=comments, comment_text=lambda text: backslash_safe(comment(text)),
    )  # fmt: skip


def _title_problems(title: str) -> Iterator[Problem]:
    todo = "give the item another title, and name it with --column"
    if "[" in title or title.startswith(("*", "#")):
        yield Problem("bracket-title", "", title, "Sakai reads [, * and # in a header as its own signs", todo)
    if not title or one_line(title) != title or title.strip() != title or is_formula(title) or "\\" in title:
        yield Problem("title-changes", "", title, "the title is not read as it is", todo)


EXPORTER = Exporter(
    "Sakai grades (CSV)", CARRIES, sheet, read, "Gradebook > Import Grades", template="Gradebook > Export Grades",
)  # fmt: skip
