"""Blackboard Learn: the file of "work offline", filled in.

A column is known by the number in its header; one without becomes a new text column of 0 points, so that the header has
to come from a download. Downloads are CSV, or text with tabs in UTF-16 called .xls. Feedback is there only in the
download of a single column.
"""

import re
from collections.abc import Sequence

from autograder.errors import InputError
from autograder.exporters.cells import html_comment
from autograder.exporters.filling import fill
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.sheet import Carries, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.table import Table, read_table
from autograder.model.assignment import Assignment

CARRIES = Carries(comments=True, over_max=True)
COLUMN = re.compile(r"(?P<title>.*?)\s*\[Total Pts: (?P<max>[^\]]*)\]\s*\|\s*[0-9]+", re.DOTALL)
IDS = {"Username": ("blackboard", "id"), "Student ID": ("blackboard_student", "sis_user", "id")}
FEEDBACK, FORMAT = "Feedback to Learner", "Feedback Format"


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The download with points, and with feedback where it has a column for it."""
    table = read_table(order.filled)
    return fill(assignment, rows, order, table, _layout(assignment, table, order), CARRIES)


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points of the assignment in a download."""
    table = read_table(data)
    return read_scores(table, _layout(assignment, table, order))


def _layout(assignment: Assignment, table: Table, order: Order) -> Layout:
    title = order.column or assignment.title
    columns = [(at, match) for at, header in enumerate(table.header) if (match := COLUMN.fullmatch(header))]
    found = [(at, match) for at, match in columns if title in (match["title"], match[0])]
    places = {header: at for at, header in enumerate(table.header)}
    if "Username" not in places or not columns:
        raise InputError("The file is no grade file from Blackboard:", "take the one of Gradebook > Download grades.")
    if len(found) != 1:
        raise InputError(
            f"The file has {len(found)} columns for {title!r}, not one:",
            "give the item in Blackboard that title; or name its whole header with --column.",
        )
    ((at, match),) = found
    return Layout(
        tuple(IdColumn(places[name], name, sources) for name, sources in IDS.items() if name in places),
        at, match[0], max_points=match["max"], comment=places.get(FEEDBACK), comment_text=html_comment,
        also=((places[FORMAT], "HTML"),) if FORMAT in places else (),
    )  # fmt: skip


EXPORTER = Exporter(
    "Blackboard work-offline file", CARRIES, sheet, read, "Gradebook > Upload grades",
    template="Gradebook > Download grades, one column with its comments, or all", must_fill=True,
)  # fmt: skip
