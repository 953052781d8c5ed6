"""Everybody of the course beside what they got: where feedback and export start from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.policy import Grade, Policy
from autograder.model.result import Result
from autograder.report.arithmetic import arithmetic, lateness_words
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.store.manifest import find_assignment, find_policy
from autograder.workflow.works import Works, works_of


@dataclass(frozen=True)
class ClassResults:
    """An assignment, and for each student the result that counts, if there is one."""

    assignment: Assignment
    policy: Policy
    pairs: tuple[tuple[Person, Result | None], ...]
    works: Works
    """Of each student who handed in, what counts, graded or not."""
    extensions: Mapping[str, datetime]
    """Later due dates, by student."""

    @cached_property
    def grades(self) -> dict[str, Grade]:
        """The points that count, of each student who has a result."""
        return {student: work.grade for student, work in self.works.items() if work.grade}

    @cached_property
    def times_unknown(self) -> tuple[str, ...]:
        """Students whose lateness would matter, and is not known."""
        if self.assignment.due is None or not self.policy.penalises:
            return ()
        return tuple(student for student, work in self.works.items() if work.submission.handed_in is None)

    def due(self, student: str) -> datetime | None:
        """The student's own due date."""
        due = self.assignment.due
        return due and max(due, self.extensions.get(student, due))

    def missed(self, student: str, now: datetime) -> bool:
        """Whether the student has handed in nothing, and had to by now; what has no due date always was due."""
        due = self.due(student)
        return student not in self.works and (due is None or due <= now)

    def steps(self, student: str) -> tuple[str, ...]:
        """How the student's grade came about, in words; nothing if no rule had a say."""
        grade = self.grades.get(student)
        return tuple(arithmetic(grade, self.policy, self.assignment.points)) if grade else ()

    def late(self, student: str) -> str:
        """How late the student was, by our clock, or else by what the LMS says; empty if in time."""
        work = self.works.get(student)
        if work is None:
            return ""
        known = work.lateness.at is not None and work.lateness.due is not None
        return lateness_words(work.lateness, self.policy) if known else work.submission.late_info


def class_results(course: Course, slug: str) -> ClassResults:
    """The roster in its order, then those who handed in without being on it.

    Raises:
        InputError: there is no such assignment.
    """
    assignment = find_assignment(course, slug)
    with Gradebook(course.database_url) as gradebook:
        people, works = gradebook.people(), works_of(course, gradebook, assignment)
        own = {each.student: each.due for each in gradebook.extensions() if each.assignment == slug}
    found = {student: work.result for student, work in works.items()}
    known = {person.id for person in people}
    strangers = [Person(student) for student, result in found.items() if result and student not in known]
    pairs = tuple((person, found.get(person.id)) for person in [*people, *strangers])
    return ClassResults(assignment, find_policy(course, slug), pairs, works, own)
