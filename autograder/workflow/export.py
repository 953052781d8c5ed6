"""`autograder export`: the grade file for the LMS."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.problems import Problem
from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Row
from autograder.store.course import Course
from autograder.workflow.class_results import class_results
from autograder.workflow.writing import write_if_changed


@dataclass(frozen=True)
class ExportReport:
    """What was written where."""

    path: Path
    rows: int
    """Students in the file."""
    problems: tuple[Problem, ...]
    """What to look at before the file goes to the LMS, and who is not in it."""


def export(course: Course, slug: str, fmt: str, out: Path, template: Path | None = None) -> ExportReport:
    """Writes the grade file in the format to `out`; `template` is a file downloaded from the LMS.

    Raises:
        InputError: there is no such format or assignment, the template does not fit, or `out` cannot be written.
    """
    if fmt not in EXPORTERS:
        raise InputError(f"No grade file format {fmt!r}:", f"choose one of {', '.join(EXPORTERS)}.")
    found = class_results(course, slug)
    rows = [Row(person, result) for person, result in found.pairs]
    sheet = EXPORTERS[fmt](found.assignment, rows, _content(template))
    write_if_changed(out, sheet.data)
    return ExportReport(out, sheet.rows, sheet.problems)


def _content(template: Path | None) -> bytes | None:
    try:
        return template.read_bytes() if template else None
    except OSError as error:
        raise InputError(f"{template} cannot be read: {error.strerror}:", "check the path of --template.") from error
