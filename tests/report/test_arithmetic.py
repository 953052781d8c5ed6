"""How a grade came about, in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.policy import Policy, Unit, grade, lateness
from autograder.model.result import Result
from autograder.report.arithmetic import arithmetic, lateness_words
from autograder.report.comment import comment
from autograder.report.feedback import student_page
from autograder.report.index import IndexRow, index_page

DUE = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TEN = Policy(percent=1000)
LATE = DAY + 3 * HOUR
ALL, TWO, GRACE = "36.5 points,", "1 day 3 hours late: 2 started days", "after 15 minutes of grace"
FROM = "counted from the extended due date"


@pytest.mark.parametrize(
    ("policy", "raw", "behind", "says"),
    [
        (TEN, 3650, -HOUR, ""),
        (TEN, 3650, LATE, "36.5 points, 1 day 3 hours late: 2 started days x 10 % of 36.5 = -7.3, which leaves 29.2."),
        (
            Policy(percent=100, unit=Unit.HOUR), 3650, LATE,
            "36.5 points, 27 hours late: 27 started hours x 1 % of 36.5 = -9.85, which leaves 26.65.",
        ),
        (
            Policy(percent=1000, of_possible=True), 3650, MINUTE,
            "36.5 points, 1 minute late: 1 started day x 10 % of 42 = -4.2, which leaves 32.3.",
        ),
        (
            Policy(points=150), 3650, timedelta(seconds=1),
            "36.5 points, less than a minute late: 1 started day x 1.5 points = -1.5, which leaves 35.",
        ),
        (
            Policy(points=150), 200, LATE,
            f"2 points, {TWO} x 1.5 points, but no more than there are = -2, which leaves 0.",
        ),
        (
            Policy(percent=1000, most_percent=5000), 3650, 8 * DAY,
            f"{ALL} 8 days late: 8 started days x 10 % of 36.5, but at most 50 % of 36.5 = -18.25, which leaves 18.25.",
        ),
        (
            Policy(percent=1000, grace_minutes=15), 3650, DAY,
            f"{ALL} 1 day late, {GRACE}: 1 started day x 10 % of 36.5 = -3.65, which leaves 32.85.",
        ),
        (TEN, 0, DAY, "0 points, 1 day late: 1 started day: nothing is taken off."),
        (Policy(grace_minutes=15), 3650, 5 * MINUTE, "5 minutes late, within 15 minutes of grace: in time."),
        (Policy(close_days=3), 3650, 4 * DAY, f"{ALL} 4 days late: nothing counts that is more than 3 days late."),
        (Policy(close_days=0), 3650, DAY, "36.5 points, 1 day late: nothing counts that is late."),
        (Policy(), 3650, 2 * HOUR, "2 hours late; nothing is taken off for that."),
        (
            Policy(bonus_percent=500), 4600, -DAY,
            "46 points, with a bonus; at most 5 % on top of 42 count: -1.9 = 44.1.",
        ),
    ],
)  # fmt: skip
def test_every_number_stands_in_it(policy: Policy, raw: int, behind: timedelta, says: str) -> None:
    """Each row: rules, hundredths, a time after the due date, and what the student reads."""
    found = grade(policy, raw, 4200, lateness(policy, DUE, DUE + behind))
    assert " ".join(arithmetic(found, policy, 4200)) == says


def test_an_extension_is_told(assignment: Assignment) -> None:
    """Where it made something in time, and where lateness counts from it."""
    words = [
        arithmetic(grade(TEN, 100, 4200, lateness(TEN, DUE, DUE + behind, DUE + DAY)), TEN, 4200)
        for behind in (DAY, DAY + HOUR)
    ]
    assert words == [
        ["In time, with an extension."],
        [f"1 point, 1 hour late, {FROM}: 1 started day x 10 % of 1 = -0.1, which leaves 0.9."],
    ]


def test_how_late_is_told_by_the_clock_on_the_wall() -> None:
    """A day that has 25 hours is a day, where days are counted."""
    due = datetime.fromisoformat("2026-10-24T23:59:00+02:00")
    at, zone = datetime.fromisoformat("2026-10-26T00:59:00+01:00"), ZoneInfo("Europe/Berlin")
    by_days, by_hours = Policy(percent=1, zone=zone), Policy(percent=1, zone=zone, unit=Unit.HOUR)
    assert lateness_words(lateness(by_days, due, at), by_days) == "1 day 1 hour after the due date"
    assert lateness_words(lateness(by_hours, due, at), by_hours) == "26 hours after the due date"
    assert lateness_words(lateness(by_days, due, due), by_days) == ""


def test_page_index_and_comment_tell_it(assignment: Assignment, result: Result) -> None:
    """The page has the points that count, the index those as graded too, and all of them the arithmetic."""
    found = grade(TEN, result.points, 4200, lateness(TEN, DUE, DUE + DAY))
    steps = tuple(arithmetic(found, TEN, 4200))
    person = Person("ada")
    page = student_page(assignment, result, person, found, steps)
    assert f'<strong class="number">{found.points / 100:g}</strong>' in page and steps[0] in page
    row = IndexRow(person, result, "ada.html", found, steps)
    index = index_page(assignment, [row, IndexRow(Person("bob"), late="late in Canvas")])
    assert f"of {result.points / 100:g} graded" in index and steps[0] in index
    assert "Late by a time that nobody knows" in index
    assert comment(assignment, result, steps).endswith(steps[0])
