"""D2L Brightspace: the CSV of Grades > Enter Grades > Import, made from nothing or filled into an export.

`#` before an id and at the end of a line keeps spreadsheets from changing them. More points than the item has are cut
by Brightspace, unless the item "can exceed".
"""

import re
from collections.abc import Iterator, Sequence

from autograder.errors import InputError
from autograder.exporters.cells import CsvFile, is_formula
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

CARRIES = Carries(over_max=True)
KINDS = (IdKind("Username", "d2l_username"), IdKind("OrgDefinedId", "d2l_org"))
END = "End-of-Line Indicator"
COLUMN = re.compile(r"(?P<title>.*) Points Grade(?: <(?P<more>.*)>)?", re.DOTALL)
MOST = re.compile(r"MaxPoints:([0-9.]+)")


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One line for each student who has points."""
    if order.template is not None:
        table = read_table(order.template)
        return fill(assignment, rows, order, table, _layout(assignment, table, order), CARRIES)
    title = order.column or assignment.title
    problems = [*_title_problems(title)]
    who = identified(Way(assignment.points, CARRIES, title).scored(rows, problems), KINDS)
    lines, entries = CsvFile([[who.kind.header, f"{title} Points Grade", END]]), []
    for row, points, id in who.found():
        lines.append([f"#{id}", text(points), "#"])
        entries.append(Entry(row.person.id, ((who.kind.header, id),), text(points)))
    return Sheet(lines.data(), tuple(entries), (*problems, *who.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points of the assignment in a grade file of Brightspace or ours."""
    table = read_table(data)
    return read_scores(table, _layout(assignment, table, order))


def _layout(assignment: Assignment, table: Table, order: Order) -> Layout:
    title = order.column or assignment.title
    columns = ((at, match) for at, header in enumerate(table.header) if (match := COLUMN.fullmatch(header)))
    found = [(at, match) for at, match in columns if title in (match["title"], match[0])]
    sources = {kind.header: (kind.source, "id") for kind in KINDS}
    ids = tuple(
        IdColumn(at, name, sources[name], prefix="#") for at, name in enumerate(table.header) if name in sources
    )
    if not ids:
        raise InputError("The file is no grade file from Brightspace:", "take the one of Enter Grades > Export.")
    if len(found) != 1:
        raise InputError(
            f"The file has {len(found)} columns for {title!r}, not one:",
            "export that item with Points grade chosen; or name the item with --column.",
        )
    ((at, match),) = found
    most = MOST.search(match["more"] or "")
    return Layout(ids, at, match[0], max_points=most[1] if most else "")


def _title_problems(title: str) -> Iterator[Problem]:
    if not title or one_line(title) != title or title.strip() != title or is_formula(title) or COLUMN.fullmatch(title):
        what, todo = "the title is not read as it is", "give the item another title, and name it with --column"
        yield Problem("title-changes", "", title, what, todo)
    what, todo = f"Brightspace looks for an item {title!r}", "make it beforehand, with the right points"
    yield Problem("new-column", "", title, what, todo, note=True)


EXPORTER = Exporter(
    "Brightspace grades (CSV)", CARRIES, sheet, read, "Grades > Enter Grades > Import",
    template="Grades > Enter Grades > Export, key field both, points grade",
)  # fmt: skip
