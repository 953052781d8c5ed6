"""Moodle: the grading worksheet of one assignment activity, filled in.

`Identifier` is made by Moodle for this one activity, so that only a downloaded worksheet has it. Moodle skips students
whom it does not know, and grades that it does not let change.
"""

from collections.abc import Sequence

from autograder.errors import InputError
from autograder.exporters.cells import backslash_safe, html_comment
from autograder.exporters.filling import fill
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.sheet import Carries, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.table import Table, read_table
from autograder.model.assignment import Assignment

CARRIES = Carries(comments=True)
NEEDED = ("Identifier", "Grade", "Last modified (grade)")
IDS = {
    "ID number": ("moodle_id", "id"), "Username": ("moodle_username", "id"), "Email address": ("email",),
}  # fmt: skip


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The worksheet with grades and feedback comments in it."""
    table = read_table(order.filled)
    return fill(assignment, rows, order, table, layout(table), CARRIES)


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The grades in a worksheet."""
    table = read_table(data)
    return read_scores(table, layout(table))


def layout(table: Table) -> Layout:
    """What stands where in a worksheet.

    Raises:
        InputError: it is none, or not in English.
    """
    places = {header: at for at, header in enumerate(table.header)}
    if missing := [header for header in NEEDED if header not in places]:
        raise InputError(
            f"The file is no grading worksheet of Moodle in English, it has no {', '.join(missing)}:",
            "set the language to English, then Submissions > Download grading worksheet.",
        )
    locked = (places["Grade can be changed"], "no") if "Grade can be changed" in places else None
    return Layout(
        tuple(IdColumn(places[header], header, sources, header != "ID number")
              for header, sources in IDS.items() if header in places),
        places["Grade"], "Grade",
        names=tuple(IdColumn(places[name], name, ("name",)) for name in ("Full name",) if name in places),
        comment=places.get("Feedback comments"), comment_text=lambda text: backslash_safe(html_comment(text)),
        record_max=places.get("Maximum Grade"), locked=locked,
    )  # fmt: skip


EXPORTER = Exporter(
    "Moodle grading worksheet (CSV)", CARRIES, sheet, read, "the assignment > Submissions > Upload grading worksheet",
    template="the assignment > Submissions > Download grading worksheet, with offline grading worksheet enabled",
    must_fill=True,
)  # fmt: skip
