"""`autograder feedback`: a page for each student, and one over the class."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.report.explanations import as_shown
from autograder.report.feedback import student_page
from autograder.report.index import IndexRow, index_page
from autograder.store.course import Course
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.writing import write_if_changed

INDEX = "index.html"
LONGEST_NAME = 150
"""Characters; file systems take 255 bytes."""


@dataclass(frozen=True)
class FeedbackReport:
    """What was written where."""

    folder: Path
    pages: int
    """Students' pages in the folder."""
    changed: int
    """Those that were new or different."""


def write_feedback(course: Course, slug: str, out: Path | None = None) -> FeedbackReport:
    """Writes the pages into `out`, or into the course's feedback folder; what is up to date is left alone.

    Raises:
        InputError: there is no such assignment, or nothing to tell yet.
    """
    found = class_results(course, slug)
    folder = out or course.feedback / slug
    names = page_names(person.id for person, result in found.pairs if result is not None)
    if not names:
        raise InputError(f"No results for {slug} yet:", f"run `autograder grade {slug}` first.")
    changed = 0
    now = datetime.now(UTC)
    for person, result in found.pairs:
        if result is not None:
            changed += write_if_changed(folder / names[person.id], page_of(found, person, result, now))
    rows = [_index_row(found, person, result, names.get(person.id, "")) for person, result in found.pairs]
    write_if_changed(folder / INDEX, index_page(found.assignment, rows).encode())
    return FeedbackReport(folder, len(names), changed)


def page_of(found: ClassResults, person: Person, result: Result, now: datetime) -> bytes:
    """The page of a student who has a result, as they may see it at that time."""
    shown = as_shown(found.assignment, result, now, found.due(person.id))
    return student_page(
        found.assignment, shown, person, found.grades.get(person.id), found.steps(person.id)
    ).encode()  # fmt: skip


def _index_row(found: ClassResults, person: Person, result: Result | None, page: str) -> IndexRow:
    unknown = found.late(person.id) if person.id in found.times_unknown else ""
    return IndexRow(person, result, page, found.grades.get(person.id), found.steps(person.id), unknown)


def page_names(students: Iterable[str]) -> dict[str, str]:
    """A file name for each student's page: safe on every file system, and no two alike even where case is ignored."""
    plain = {student: _plain_name(student) for student in students}
    counts = Counter(name.casefold() for name in [*plain.values(), Path(INDEX).stem])
    return {
        student: f"{name if counts[name.casefold()] == 1 else _with_hash(name, student)}.html"
        for student, name in plain.items()
    }


def _plain_name(student: str) -> str:
    name = quote(student, safe="@", errors="surrogatepass").replace("~", "%7E")
    return name if len(name) <= LONGEST_NAME else _with_hash(name[:LONGEST_NAME], student)


def _with_hash(name: str, student: str) -> str:
    return f"{name}-{hashlib.sha256(student.encode(errors='surrogatepass')).hexdigest()[:16]}"
