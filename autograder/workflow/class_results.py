"""Everybody of the course beside what they got: where feedback and export start from."""

from dataclasses import dataclass

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook, SubmissionRow
from autograder.store.manifest import find_assignment


@dataclass(frozen=True)
class ClassResults:
    """An assignment, and for each student the current result, if there is one."""

    assignment: Assignment
    pairs: tuple[tuple[Person, Result | None], ...]
    submissions: dict[str, SubmissionRow]
    """The newest of each student who handed in, graded or not."""


def class_results(course: Course, slug: str) -> ClassResults:
    """The roster in its order, then those who handed in without being on it.

    Raises:
        InputError: there is no such assignment.
    """
    assignment = find_assignment(course, slug)
    with Gradebook(course.database_url) as gradebook:
        people, results = gradebook.people(), gradebook.current_results(slug)
        submissions = {row.student: row for row in gradebook.latest_submissions(slug)}
    found = {result.student: result for result in results}
    known = {person.id for person in people}
    strangers = [Person(result.student) for result in results if result.student not in known]
    pairs = tuple((person, found.get(person.id)) for person in [*people, *strangers])
    return ClassResults(assignment, pairs, submissions)
