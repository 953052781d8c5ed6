"""Feedback for Canvas as requests, which are looked at and not sent."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from autograder.errors import InputError
from autograder.exporters.canvas_requests import BATCH, requests
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.policy import Policy, grade, lateness
from autograder.model.result import Result
from tests.exporters.templates import CANVAS, WORKSHEET

WHERE = "/api/v1/courses/42/assignments/4711/submissions"
DUE = datetime(2026, 11, 30, tzinfo=UTC)
ORDER = Order(CANVAS)


def made(data: bytes) -> list[dict[str, Any]]:
    """The requests of a file, which has nothing else in it."""
    whole = json.loads(data)
    assert set(whole) == {"requests"} and all(set(each) == {"method", "path", "body"} for each in whole["requests"])
    found: list[dict[str, Any]] = whole["requests"]
    return found


def late(result: Result, behind: timedelta, extension: datetime | None = None) -> Row:
    """Ada, handed in so long after the due date."""
    found = grade(Policy(), 800, 1100, lateness(Policy(), DUE, DUE + behind, extension))
    return Row(Person("ada", ids={"canvas": "101"}), result, submitted=True, grade=found, comment="Well done")


def test_comments_go_to_the_ids_that_the_download_has(assignment: Assignment, rows: list[Row]) -> None:
    """All in one request, as they are to be read: no HTML, nothing hidden; and without a grade."""
    ada, emile = rows[0], rows[1]
    said = replace(ada, comment="1 < 2\n=1+1\u202e \x1b[0m")
    sheet = requests(assignment, [said, emile], "42", ORDER, None)
    assert made(sheet.data) == [
        {
            "method": "POST",
            "path": f"{WHERE}/update_grades",
            "body": {"grade_data": {"101": {"text_comment": "1 < 2\n=1+1\\u202e \\x1b[0m"}, **emiles(emile)}},
        }
    ]
    assert [entry.student for entry in sheet.entries] == ["ada", *(["emile"] if emile.comment else [])]


def emiles(row: Row) -> dict[str, dict[str, str]]:
    """His comment, if he has one."""
    return {"102": {"text_comment": row.comment}} if row.comment else {}


def test_a_class_is_sent_in_batches(assignment: Assignment) -> None:
    """Each of a hundred students."""
    people = [Row(Person(f"s{n}", ids={"canvas": str(n)}), comment="x") for n in range(1, 2 * BATCH + 2)]
    lines = "".join(f"S,{n},,,A,\n" for n in range(1, 2 * BATCH + 2))
    head = "Student,ID,SIS User ID,SIS Login ID,Section,Self-attention (4711)\n"
    found = made(requests(assignment, people, "42", Order(f"{head}{lines}".encode()), None).data)
    sizes = [len(each["body"]["grade_data"]) for each in found]
    assert sizes == [BATCH, BATCH, 1]


@pytest.mark.parametrize(
    ("behind", "extension", "status"),
    [
        (timedelta(hours=27), None, {"late_policy_status": "late", "seconds_late_override": 97_200}),
        (timedelta(0), None, None),
        (timedelta(hours=27), DUE + timedelta(days=2), {"late_policy_status": "none"}),
    ],
)
def test_lateness_is_told_on_request(
    assignment: Assignment, result: Result, behind: timedelta, extension: datetime | None, status: dict[str, Any] | None
) -> None:
    """By the second; who had an extension is not late in Canvas either."""
    row = late(result, behind, extension)
    _, *others = made(requests(assignment, [row], "42", ORDER, set()).data)
    wanted = {"method": "PUT", "path": f"{WHERE}/101", "body": {"submission": status}}
    assert others == ([wanted] if status else [])
    assert len(made(requests(assignment, [row], "42", ORDER, None).data)) == 1


def test_missing_and_excused_are_told_on_request(assignment: Assignment) -> None:
    """Whoever had to hand in by now; and nobody else."""
    grace, max_, ada = (Person(f"s{id}", ids={"canvas": id}) for id in ("105", "107", "101"))
    rows = [Row(grace), Row(max_, excused=True), Row(ada)]
    found = made(requests(assignment, rows, "42", ORDER, {"s105"}).data)
    assert [(each["path"], each["body"]) for each in found] == [
        (f"{WHERE}/105", {"submission": {"late_policy_status": "missing"}}),
        (f"{WHERE}/107", {"submission": {"excuse": True}}),
    ]


def test_who_is_not_in_the_download_is_told(assignment: Assignment) -> None:
    """Nobody is guessed."""
    sheet = requests(assignment, [Row(Person("kurt", "Kurt"), comment="x")], "42", ORDER, None)
    assert made(sheet.data) == []
    assert ("not-in-template", "kurt") in {(problem.trap, problem.row) for problem in sheet.problems}


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (WORKSHEET, "no gradebook from Canvas"),
        (b"Student,ID,SIS User ID,SIS Login ID,Section,Self-attention\nAda,101,,,A,\n", "does not say Canvas's ids"),
    ],
)
def test_a_download_without_ids_is_refused(assignment: Assignment, template: bytes, says: str) -> None:
    """With where to get one."""
    with pytest.raises(InputError, match=says):
        requests(assignment, [], "42", Order(template), None)
