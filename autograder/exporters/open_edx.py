"""Open edX: the CSVs of staff graded points and of subsection overrides, filled in; their ids exist only there.

A blank is skipped there; a score below 0 or, for staff graded points, above the maximum is an error.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from autograder.errors import InputError
from autograder.exporters.filling import fill
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.table import Table, read_table
from autograder.model.assignment import Assignment

CARRIES = Carries()
MAX_BYTES = 4 * 2**20
POINTS = "New Points"
OVERRIDE = re.compile(r"new_override-(?P<block>[0-9a-f]+)")
IDS = {
    "username": ("edx", "id"), "student_uid": ("edx_student", "sis_user", "id"),
    "student_key": ("edx_student", "sis_user", "id"), "user_id": ("edx_user_id",),
}  # fmt: skip


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The download with new points in it."""
    table = read_table(order.filled)
    filled = fill(assignment, rows, order, table, _layout(assignment, table, order), CARRIES)
    if len(filled.data) <= MAX_BYTES:
        return filled
    what, todo = f"has more than {MAX_BYTES >> 20} MiB, which Open edX refuses", "write it with --changed-only"
    return replace(filled, problems=(Problem("too-large", "", "", what, todo), *filled.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The new points in such a file."""
    table = read_table(data)
    return read_scores(table, _layout(assignment, table, order))


def _layout(assignment: Assignment, table: Table, order: Order) -> Layout:
    places = {header: at for at, header in enumerate(table.header)}
    if "user_id" not in places:
        raise InputError(
            "The file is no grade file from Open edX:", "take it from the instructor's bulk grading, as it is."
        )
    at = _score(assignment, table, order, places)
    ids = tuple(IdColumn(places[name], name, sources) for name, sources in IDS.items() if name in places)
    return Layout(ids, at, table.header[at])


def _score(assignment: Assignment, table: Table, order: Order, places: dict[str, int]) -> int:
    """The column that takes the points: the only one, or that of the subsection that has the assignment's name."""
    if POINTS in places:
        return places[POINTS]
    found = {match["block"]: at for header, at in places.items() if (match := OVERRIDE.fullmatch(header))}
    first = next(table.records(), None)
    title = order.column or assignment.title

    def name(block: str) -> str:
        at = places.get(f"name-{block}")
        return first[at] if first and at is not None else ""

    wanted = [block for block in found if title in (block, name(block))]
    if len(wanted) != 1:
        raise InputError(
            f"The file has {len(wanted)} subsections called {title!r}, not one:",
            "name the 8 signs behind `new_override-` with --column.",
        )
    return found[wanted[0]]


EXPORTER = Exporter(
    "Open edX bulk grades (CSV)", CARRIES, sheet, read, "where the template came from, with Upload CSV",
    template="the staff graded problem > Export scores, or the gradebook > Bulk management", must_fill=True,
)  # fmt: skip
