"""An export plugin of nbgrader: its gradebook as any grade file that this project knows.

    nbgrader export --exporter=autograder.bridges.nbgrader_export.GradeFile \
        --GradeFile.format=canvas --assignment=self_attention --to=grades.csv

It takes any assignment of an nbgrader course, ours or not.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from autograder.bridges.nbgrader import course_above
from autograder.bridges.nbgrader_source import TESTS
from autograder.errors import AutograderError, InputError
from autograder.exporters.registry import find_exporter
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment, Exercise
from autograder.model.person import Person
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.model.same_person import LOGINS
from autograder.store.course import SQLITE, Course
from autograder.store.gradebook import Gradebook
from autograder.store.manifest import find_assignment

PENALTY = "late_penalty"
"""What nbgrader took off; it counts like an exercise without points."""


class GradeFile(ExportPlugin):
    """Writes one assignment's scores, late penalties taken off, in one of our formats."""

    format = Unicode("csv", help="as of `autograder export`: canvas, moodle-csv, csv …").tag(config=True)
    template = Unicode("", help="the grade file as you downloaded it from the LMS").tag(config=True)
    column = Unicode("", help="what the LMS calls the assignment, if not by its title").tag(config=True)
    so_far = Bool(False, help="tell points also where some wait for a person").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Writes the file that `--to` names; what the LMS would get wrong goes to nbgrader's log.

        Raises:
            SystemExit: it cannot be written; the reason is in the log.
        """
        try:
            self._write(gradebook)
        except AutograderError as error:
            self.parent.fail("%s", error)
        except OSError as error:
            self.parent.fail("%s: %s", error.filename, error.strerror)

    def _write(self, gradebook: Any) -> None:
        found = self._assignment(gradebook)
        course = _course_of(found.name)
        assignment = _as_ours(found, course)
        people = {person.id: person for person in _roster(course)}
        students = [student for student in gradebook.students if not self.student or student.id in set(self.student)]
        rows = [self._row(gradebook, assignment, student, people) for student in students]
        template = Path(self.template).read_bytes() if self.template else None
        sheet = find_exporter(self.format).sheet(assignment, rows, Order(template, self.column, at=datetime.now(UTC)))
        for problem in sheet.problems:
            self.log.log(20 if problem.note else 30, "%s", problem)
        to = Path(self.to or f"grades-{self.format}")
        to.write_bytes(sheet.data)
        self.log.info("%s students in %s", len(sheet.entries), to)

    def _assignment(self, gradebook: Any) -> Any:
        """The one that is asked for; a grade file has room for one."""
        names = [assignment.name for assignment in gradebook.assignments]
        asked = list(self.assignment) or names
        if len(asked) != 1 or asked[0] not in names:
            raise InputError("A grade file holds one assignment:", f"name it: --assignment={'|'.join(names) or '…'}.")
        return gradebook.find_assignment(asked[0])

    def _row(self, gradebook: Any, assignment: Assignment, student: Any, people: dict[str, Person]) -> Row:
        person = people.get(student.id) or _person(student)
        try:
            sent = gradebook.find_submission(assignment.slug, student.id)
        except MissingEntry:
            return Row(person)
        late = f"{sent.total_seconds_late / 3600:.1f} h after the due date" if sent.total_seconds_late else ""
        return Row(person, _result(assignment, sent), submitted=True, late=late, so_far=self.so_far)


def _course_of(slug: str) -> Course | None:
    """Our course, if it is found and has the assignment: it knows titles, and people by other systems' ids."""
    try:
        course = course_above(Path.cwd())
    except InputError:
        return None
    return course if slug in course.assignment_slugs() else None


def _as_ours(found: Any, course: Course | None) -> Assignment:
    """nbgrader's assignment, a grade cell for an exercise, under our title where it is ours."""
    cells = [cell for notebook in found.notebooks for cell in [*notebook.grade_cells, *notebook.task_cells]]
    exercises = tuple(
        Exercise(cell.name.removeprefix(TESTS), cell.name, round(cell.max_score * 100), 1, 0, (), ()) for cell in cells
    )
    title = find_assignment(course, found.name).title if course else found.name
    return Assignment(found.name, title, "", exercises)


def _roster(course: Course | None) -> Sequence[Person]:
    if course is None:
        return []
    url = course.database_url
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).is_file():
        return []  # which opening it would make
    with Gradebook(url) as ours:
        return ours.people()


def _person(student: Any) -> Person:
    """A student as nbgrader knows them: its id is what they log in by, and the LMS's own stands apart."""
    name = ", ".join(filter(None, [student.last_name, student.first_name]))
    ids = dict.fromkeys(LOGINS, student.id) | ({"canvas": student.lms_user_id} if student.lms_user_id else {})
    return Person(student.id, name, student.email or "", ids=ids)


def _result(assignment: Assignment, sent: Any) -> Result:
    return Result(assignment.slug, sent.student.id, "", "", "", 0, "", 0.0, tuple(_exercises(sent)))


def _exercises(sent: Any) -> Iterator[ExerciseResult]:
    for notebook in sent.notebooks:
        for grade in notebook.grades:
            score, most = round((grade.score or 0) * 100), round(grade.max_score * 100)
            outcome = Outcome.PASSED if score >= most else Outcome.FAILED
            slug = grade.name.removeprefix(TESTS)
            yield ExerciseResult(slug, Outcome.TO_REVIEW if grade.needs_manual_grade else outcome, score, most)
        if notebook.late_submission_penalty:
            yield ExerciseResult(PENALTY, Outcome.FAILED, -round(notebook.late_submission_penalty * 100), 0)
