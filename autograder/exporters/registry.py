"""The grade files that can be written, by the name of their format."""

from collections.abc import Callable, Sequence

from autograder.errors import InputError
from autograder.exporters import canvas, plain_csv
from autograder.exporters.sheet import Row, Sheet
from autograder.model.assignment import Assignment

Exporter = Callable[[Assignment, Sequence[Row], bytes | None], Sheet]
"""Assignment, class, and the content of a file downloaded from the LMS (`--template`) -> grade file."""


def _canvas(assignment: Assignment, rows: Sequence[Row], template: bytes | None) -> Sheet:
    column = None if template is None else canvas.column_in(assignment, template)
    return canvas.sheet(assignment, rows, column)


def _csv(assignment: Assignment, rows: Sequence[Row], template: bytes | None) -> Sheet:
    if template is not None:
        raise InputError("The format csv takes no template:", "leave out --template.")
    return plain_csv.sheet(assignment, rows)


EXPORTERS: dict[str, Exporter] = {"canvas": _canvas, "csv": _csv}
