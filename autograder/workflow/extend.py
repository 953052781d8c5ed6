"""`autograder extend`: later due dates for single students; nothing is deleted, and what is revoked is kept as such."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches

from autograder.errors import InputError
from autograder.model.assignment import Assignment
from autograder.model.policy import days_after
from autograder.store.course import Course
from autograder.store.gradebook import Extension, Gradebook
from autograder.store.manifest import find_assignment
from autograder.store.policy import read_time


def extensions(course: Course, slug: str | None = None) -> list[Extension]:
    """Those that hold now, of an assignment or of all.

    Raises:
        InputError: there is no such assignment.
    """
    if slug is not None:
        find_assignment(course, slug)
    with Gradebook(course.database_url) as gradebook:
        return [each for each in gradebook.extensions() if slug in (None, each.assignment)]


def extend(
    course: Course, slug: str, students: Sequence[str], until: str = "", days: int | None = None, why: str = ""
) -> list[Extension]:
    """Gives the students a later due date: `until` a time, or so many days after that of the others.

    Raises:
        InputError: there is no such assignment or student, the assignment is not due, or the date would not be later.
    """
    assignment = find_assignment(course, slug)
    if assignment.due is None:
        raise InputError(f"{slug} has no due date:", "give its assignment.toml a `due` first.")
    if bool(until) is (days is not None):
        raise InputError("Either --until TIME or --days N is needed:", "say until when.")
    due = _due(assignment, assignment.due, course, until, days or 0)
    given = [Extension(slug, student, due, why) for student in dict.fromkeys(students)]
    with Gradebook(course.database_url) as gradebook:
        _check_known(gradebook, slug, students)
        for each in given:
            gradebook.add_extension(each)
    return given


def revoke(course: Course, slug: str, students: Sequence[str]) -> list[Extension]:
    """Takes the students' extensions back; for them, the due date of the others holds again.

    Raises:
        InputError: there is no such assignment, or a student has no extension.
    """
    held = {each.student: each for each in extensions(course, slug)}
    if missing := [student for student in students if student not in held]:
        raise InputError(f"{', '.join(missing)}: no extension for {slug}:", f"see `autograder extend {slug}`.")
    taken = [replace(held[student], revoked=True) for student in dict.fromkeys(students)]
    with Gradebook(course.database_url) as gradebook:
        for each in taken:
            gradebook.add_extension(each)
    return taken


def shown(course: Course, time: datetime) -> str:
    """The time as the clock on the course's wall shows it."""
    return f"{time.astimezone(course.zone or UTC):%Y-%m-%d %H:%M %Z}"


def _due(assignment: Assignment, due: datetime, course: Course, until: str, days: int) -> datetime:
    later = read_time(until, course.zone) if until else days_after(due, days, course.zone or UTC)
    if later <= due:
        says = f"{assignment.slug} is due {shown(course, due)}, and {shown(course, later)} is not later:"
        raise InputError(says, "an extension ends after that.")
    return later


def _check_known(gradebook: Gradebook, slug: str, students: Sequence[str]) -> None:
    """That all of them are on the roster, or have handed in without being on it."""
    known = {person.id for person in gradebook.people()} | {row.student for row in gradebook.latest_submissions(slug)}
    for student in students:
        if student not in known:
            near = get_close_matches(student, sorted(known), 1)
            hint = f"did you mean {near[0]}?" if near else "import the roster first."
            raise InputError(f"Nobody is called {student}:", hint)
