"""`autograder export`: the grade file for the LMS, and what it would do there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.changes import Change, changes
from autograder.exporters.problems import Problem
from autograder.exporters.registry import find_exporter
from autograder.exporters.sheet import Exporter, Order, Row, Sheet
from autograder.store.course import Course
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.garbage import no_search_for_garbage
from autograder.workflow.rows import left, rows_of
from autograder.workflow.writing import write_if_changed


@dataclass(frozen=True)
class Wishes:
    """How the grade file is wanted."""

    template: Path | None = None
    """A file downloaded from the LMS, to be filled in."""
    column: str = ""
    """What the LMS calls the assignment, where that is not its title."""
    against: Path | None = None
    """An earlier file of the format, to compare with; else the template, else what stands at the place to write to."""
    changed_only: bool = False
    """Whether only those are written whose score differs from the earlier file's."""
    comments: bool = False
    so_far: bool = False
    """Whether points count of which some wait for a person."""
    excused: Collection[str] = ()
    """Ids of students."""
    strict: bool = False
    """Whether nothing is written as long as there is a problem."""


@dataclass(frozen=True)
class ExportReport:
    """What was written where, and what it would do."""

    path: Path | None
    """Nothing if it was only checked, or refused."""
    rows: int
    """Students with something from us in the file."""
    problems: tuple[Problem, ...]
    """What to look at before the file goes to the LMS, and who is not in it."""
    changes: tuple[Change, ...] | None
    """Who gets another score than they had; None if there was nothing to compare with."""
    upload: str
    """Where the file goes."""

    @property
    def traps(self) -> int:
        """Problems that are more than notes."""
        return sum(not problem.note for problem in self.problems)

    @property
    def notes(self) -> int:
        """Those that are only to be known."""
        return len(self.problems) - self.traps


@no_search_for_garbage()
def export(course: Course, slug: str, fmt: str, out: Path | None, wishes: Wishes = Wishes()) -> ExportReport:
    """Writes the grade file in the format to `out`; without `out` it only says what would be written.

    Raises:
        InputError: there is no such format or assignment, the template does not fit, or `out` cannot be written.
    """
    exporter = find_exporter(fmt)
    _check(fmt, exporter, wishes)
    found = class_results(course, slug)
    rows = list(rows_of(found, wishes.excused, wishes.so_far, wishes.comments))
    order = Order(content_of(wishes.template), wishes.column, wishes.changed_only, datetime.now(UTC))
    sheet = exporter.sheet(found.assignment, rows, order)
    differ = _changes(found, exporter, sheet, out, order, wishes)
    if wishes.changed_only:
        sheet = _only_changed(found, exporter, sheet, rows, differ, order)
    problems = (*sheet.problems, *left(found))
    report = ExportReport(out, len(sheet.entries), problems, differ, exporter.upload)
    if out is None or (wishes.strict and report.traps):
        return replace(report, path=None)
    write_if_changed(out, sheet.data)
    return report


def _check(fmt: str, exporter: Exporter, wishes: Wishes) -> None:
    if exporter.must_fill and wishes.template is None:
        raise InputError(f"The format {fmt} fills in a file:", f"{exporter.template}; name it by --template.")
    if wishes.template is not None and not exporter.template:
        raise InputError(f"The format {fmt} takes no template:", "leave out --template.")
    if wishes.comments and not exporter.carries.comments:
        raise InputError(f"The format {fmt} has no room for comments:", "leave out --comments.")


def _changes(
    found: ClassResults, exporter: Exporter, sheet: Sheet, out: Path | None, order: Order, wishes: Wishes
) -> tuple[Change, ...] | None:
    """Compared with the file that is named, with the template, or with the one that is to be replaced."""
    last = out if out is not None and out.is_file() and wishes.template is None else None
    before = content_of(wishes.against or wishes.template or last)
    if before is None:
        return None
    try:
        scores = exporter.read(found.assignment, before, order)
    except InputError:
        if wishes.against or wishes.template:
            raise
        return None  # what stands there is no earlier export of this, and is replaced
    return tuple(changes(sheet, scores))


def _only_changed(
    found: ClassResults,
    exporter: Exporter,
    sheet: Sheet,
    rows: list[Row],
    differ: tuple[Change, ...] | None,
    order: Order,
) -> Sheet:
    """The file with none but those who change; what is to be told of the class stays the same."""
    if differ is None:
        raise InputError("--changed-only needs a file to compare with:", "name the last export with --against.")
    ids = {change.student for change in differ}
    less = exporter.sheet(found.assignment, [row for row in rows if row.person.id in ids], order)
    return replace(less, problems=sheet.problems)


def content_of(path: Path | None) -> bytes | None:
    """What is in a file that an instructor names, if one is named.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}:", "check its path.") from error
