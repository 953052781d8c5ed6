"""What leaves the course of each student."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from autograder.model.person import Person
from autograder.model.policy import Policy, grade, lateness
from autograder.store.gradebook import SubmissionRow
from autograder.workflow.class_results import ClassResults
from autograder.workflow.rows import NAMED, left, rows_of
from autograder.workflow.works import Work
from tests.report.test_explanations import ASSIGNMENT, RESULT

DAY = timedelta(days=1)
NO_RULES = Policy()


def class_of(due: datetime, *people: str, rules: Policy = NO_RULES) -> ClassResults:
    """Everybody has the same result, which has a quiz, and nobody knows when it was handed in."""
    assignment = replace(ASSIGNMENT, due=due)
    found = lateness(rules, due, None)
    works = {
        id: Work(SubmissionRow("limits", id, "a" * 64, due), RESULT, found, grade(rules, RESULT.points, 200, found))
        for id in people
    }
    return ClassResults(assignment, rules, tuple((Person(id), RESULT) for id in people), works, {})


def test_no_comment_explains_a_quiz_before_it_is_due() -> None:
    """What the page does not tell, no grade file tells either."""
    now = datetime.now(UTC)
    early, late = (next(rows_of(class_of(due, "ada"), (), False, True)).comment for due in (now + DAY, now - DAY))
    assert early.count("Not so.") == 1 and late.count("Not so.") == 2  # the other exercise is no quiz


def test_a_class_without_times_is_one_note() -> None:
    """With as many names as somebody reads."""
    names = [f"s{number:02}" for number in range(NAMED + 2)]
    [problem] = left(class_of(datetime.now(UTC), *names, rules=Policy(percent=1000)))
    assert (problem.trap, problem.note) == ("time-unknown", True)
    assert problem.row.endswith(f"s{NAMED - 1:02} and 2 others")
    assert list(left(class_of(datetime.now(UTC), *names))) == []
