"""A course whose gradebook holds results."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.model.person import Person
from autograder.model.result import ExerciseResult, Outcome, Result, TestResult
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook

DAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def graded(student: str, points: int) -> Result:
    """A result of the mini course, with so many hundredths for the first exercise."""
    outcome = Outcome.PASSED if points == 200 else Outcome.FAILED
    test = TestResult("test_twice", "Twice the number.", outcome, points, 200, duration_s=0.125)
    exercises = (
        ExerciseResult("double", outcome, points, 200, tests=(test,)),
        ExerciseResult("Tally", Outcome.NOT_ATTEMPTED, 0, 300),
    )
    sha256 = f"{points:064x}"
    return Result("counting", student, sha256, f"{student}-{points}", "full", 7, DAY.isoformat(), 0.1, exercises)


def record(course: Course, result: Result) -> None:
    """The submission and its result, in the gradebook."""
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission(result.assignment, result.student, result.submission_sha256, DAY)
        gradebook.add_result(result)


@pytest.fixture
def course(mini_course: Path) -> Course:
    """Three students on the roster; two of them and a stranger have results."""
    course = find_course(mini_course)
    people = [
        Person("ada", "Ada Lovelace", ids={"canvas": "101"}),
        Person("../eve", "<b>Eve</b>", ids={"sis_login": "eve"}),
        Person("grace", "Grace Hopper", ids={"canvas": "103"}),
    ]
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people(people)
    for result in (graded("ada", 200), graded("../eve", 50), graded("stranger", 100)):
        record(course, result)
    return course


@pytest.fixture
def hand_in(course: Course) -> Callable[[str, int], None]:
    """Adds another result for a student, with so many hundredths."""
    return lambda student, points: record(course, graded(student, points))
