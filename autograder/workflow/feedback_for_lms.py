"""`autograder feedback --for`: feedback as a file that an LMS takes, for those whom the teacher's download names."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters import canvas_requests, moodle_feedback
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Order, Row, Sheet
from autograder.exporters.standing import Way
from autograder.store.course import Course
from autograder.workflow.class_results import ClassResults, class_results
from autograder.workflow.export import content_of
from autograder.workflow.feedback import page_of
from autograder.workflow.rows import rows_of
from autograder.workflow.writing import write_if_changed


@dataclass(frozen=True)
class Parcel:
    """What is wanted for which LMS."""

    system: str
    template: Path | None = None
    lms_course: str = ""
    column: str = ""
    statuses: bool = False
    so_far: bool = False
    excused: Collection[str] = ()


@dataclass(frozen=True)
class ParcelReport:
    """What was written."""

    path: Path
    students: int
    problems: tuple[Problem, ...]
    """Who is not in it, and why."""
    upload: str
    """Where it goes."""


def write_parcel(course: Course, slug: str, out: Path, parcel: Parcel) -> ParcelReport:
    """Writes the file to `out`: for Moodle a zip of pages, for Canvas the requests that bring comments.

    Raises:
        InputError: there is no such assignment, the template is missing or another one, or `out` cannot be written.
    """
    moodle = parcel.system == "moodle"
    _check(parcel, moodle)
    found = class_results(course, slug)
    rows = list(rows_of(found, parcel.excused, parcel.so_far, comments=not moodle))
    template = content_of(parcel.template)
    assert template is not None  # it was checked
    sheet = _moodle(found, rows, template) if moodle else _canvas(found, rows, template, parcel)
    carries = Carries(late=True, over_max=True, missing=parcel.statuses, excused=parcel.statuses)
    told: list[Problem] = []
    Way(found.assignment.points, carries, "").scored(rows, told)
    left_out = (problem for problem in told if problem.trap in LEFT_OUT)
    write_if_changed(out, sheet.data)
    upload = moodle_feedback.UPLOAD if moodle else canvas_requests.UPLOAD
    return ParcelReport(out, len(sheet.entries), (*sheet.problems, *left_out), upload)


LEFT_OUT = ("excused", "missing", "ungraded", "to-be-reviewed")
"""What is to be told here of a student's standing; of points, only grade files have any."""


def _check(parcel: Parcel, moodle: bool) -> None:
    if parcel.template is None:
        download = moodle_feedback.TEMPLATE if moodle else canvas_requests.TEMPLATE
        raise InputError(f"Feedback for {parcel.system} needs a download:", f"{download}; name it by --template.")
    if moodle and (parcel.lms_course or parcel.column or parcel.statuses):
        raise InputError("--course, --column and --statuses are for Canvas:", "leave them out.")
    if not moodle and not re.fullmatch("[0-9]+", parcel.lms_course):
        raise InputError("Canvas needs the course's number:", "take it from its address, .../courses/NUMBER.")


def _moodle(found: ClassResults, rows: list[Row], template: bytes) -> Sheet:
    now = datetime.now(UTC)
    told = [(row.person, row.result) for row in rows if row.result and row.points is not None]
    pages = {person.id: page_of(found, person, result, now) for person, result in told}
    return moodle_feedback.feedback_zip(found.assignment, rows, pages, template)


def _canvas(found: ClassResults, rows: list[Row], template: bytes, parcel: Parcel) -> Sheet:
    """Comments for those whose points are told; nobody is missing who has time left."""
    now = datetime.now(UTC)
    missed = {row.person.id for row in rows if found.missed(row.person.id, now)}
    told = [row if row.points is not None else replace(row, comment="") for row in rows]
    order = Order(template, parcel.column, at=now)
    return canvas_requests.requests(
        found.assignment, told, parcel.lms_course, order, missed if parcel.statuses else None
    )  # fmt: skip
