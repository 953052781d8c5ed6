"""`autograder export`: the grade file for the LMS, and what it would do there."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.changes import Change, changes
from autograder.exporters.problems import Problem
from autograder.exporters.registry import find_exporter
from autograder.exporters.sheet import Exporter, Order, Row, Sheet
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.report.comment import comment
from autograder.store.course import Course
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.explanations import as_shown
from autograder.workflow.writing import write_if_changed

NAMED = 10
"""Students of a problem that the whole class may have."""


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


def export(course: Course, slug: str, fmt: str, out: Path | None, wishes: Wishes = Wishes()) -> ExportReport:
    """Writes the grade file in the format to `out`; without `out` it only says what would be written.

    Raises:
        InputError: there is no such format or assignment, the template does not fit, or `out` cannot be written.
    """
    exporter = find_exporter(fmt)
    _check(fmt, exporter, wishes)
    found = class_results(course, slug)
    rows = class_rows(found, wishes)
    order = Order(content_of(wishes.template), wishes.column, wishes.changed_only, datetime.now(UTC))
    sheet = exporter.sheet(found.assignment, rows, order)
    differ = _changes(found, exporter, sheet, out, order, wishes)
    if wishes.changed_only:
        sheet = _only_changed(found, exporter, sheet, rows, differ, order)
    problems = (*sheet.problems, *_left(found))
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


def class_rows(found: ClassResults, wishes: Wishes) -> list[Row]:
    """Everybody who has not left, with what is to be told of them.

    Raises:
        InputError: a student to excuse is not there.
    """
    unknown = sorted(set(wishes.excused) - {person.id for person, _ in found.pairs})
    if unknown:
        raise InputError(f"Nobody is called {', '.join(unknown)}:", "name students to excuse as the roster does.")
    now = datetime.now(UTC)
    return [_row(found, person, result, wishes, now) for person, result in found.pairs if not person.withdrawn]


def _row(found: ClassResults, person: Person, result: Result | None, wishes: Wishes, now: datetime) -> Row:
    steps, said = found.steps(person.id), ""
    if wishes.comments and result:
        said = comment(found.assignment, as_shown(found.assignment, result, now, found.due(person.id)), steps)
    return Row(
        person, result, submitted=person.id in found.works, late=found.late(person.id),
        excused=person.id in wishes.excused, so_far=wishes.so_far, comment=said,
        grade=found.grades.get(person.id), steps=steps,
    )  # fmt: skip


def _left(found: ClassResults) -> Iterator[Problem]:
    if unknown := found.times_unknown:
        what, todo = "handed in at a time that nobody knows; lateness costs them nothing", "collect again with --at"
        more = f" and {len(unknown) - NAMED} others" if len(unknown) > NAMED else ""
        yield Problem("time-unknown", ", ".join(unknown[:NAMED]) + more, "", what, todo, note=True)
    for person in (person for person, _ in found.pairs if person.withdrawn):
        what, todo = "has left the course, and is left out", "if not, bring the roster up to date"
        yield Problem("withdrawn", person.id, "", what, todo, note=True)


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
