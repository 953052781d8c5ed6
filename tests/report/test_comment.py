"""What a student reads in the gradebook."""

from dataclasses import replace

from autograder.model.assignment import Assignment
from autograder.model.result import Outcome, Result
from autograder.report.comment import comment


def test_each_exercise_has_a_line_and_a_named_mistake_another(assignment: Assignment, result: Result) -> None:
    """Points, outcome in words, and what is typical of the mistake; no hidden test is told."""
    first, second, *_ = comment(assignment, result).split("\n")
    title = assignment.exercises[0].title
    assert first == f"{title}: 4 of 4, passed." and second.endswith("4 of 7, not right yet.")
    assert "The scores are not scaled" in comment(assignment, result)
    assert not any(test.says in comment(assignment, result) for each in result.exercises for test in each.tests)


def test_what_waits_is_said(assignment: Assignment, result: Result) -> None:
    """In words, beside points that may still change."""
    waits = replace(result, exercises=(replace(result.exercises[0], outcome=Outcome.TO_REVIEW, points=0),))
    assert "to be reviewed" in comment(assignment, waits)
