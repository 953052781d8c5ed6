"""Reading the rules of a course and of its assignments."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.errors import InputError
from autograder.model.policy import Attempts, Policy, Unit
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment, find_policy

BERLIN = ZoneInfo("Europe/Berlin")


def course_of(root: Path, course: str = "", own: str = "", due: str = "2026-11-30T23:59:00Z") -> Course:
    """The mini course with these rules, and this due date."""
    (root / "course.toml").write_text(f'title = "Tiny"\nassignments = ["counting"]\n{course}', "utf-8")
    manifest = root / "assignments" / "counting" / "assignment.toml"
    lines = manifest.read_text("utf-8").replace("due = 2026-11-30T23:59:00Z", f"due = {due}").split("[[exercise]]", 1)
    manifest.write_text(f"{lines[0]}{own}\n[[exercise]]{lines[1]}", "utf-8")
    return find_course(root)


def test_without_rules_nothing_is_taken_off(mini_course: Path) -> None:
    """A course that says nothing has the policy that does nothing."""
    assert find_policy(course_of(mini_course), "counting") == Policy()


def test_an_assignment_has_its_own_rules_and_else_the_course_s(mini_course: Path) -> None:
    """Rule by rule."""
    rules = '[policy]\ndeduct_percent = 2.5\nper = "hour"\ngrace_minutes = 10\nattempts = "best"\n'
    own = '[policy]\nper = "day"\npercent_of = "possible"\ndeduct_most_percent = 50\nclose_after_days = 7\n'
    course = course_of(mini_course, f'timezone = "Europe/Berlin"\n{rules}bonus_most_percent = 5\n', own)
    assert find_policy(course, "counting") == Policy(
        percent=250, unit=Unit.DAY, of_possible=True, grace_minutes=10, most_percent=5000, close_days=7,
        attempts=Attempts.BEST, bonus_percent=500, zone=BERLIN,
    )  # fmt: skip


def test_an_assignment_s_kind_of_penalty_takes_the_place_of_the_course_s(mini_course: Path) -> None:
    """Points for percents; and a 0 takes it away."""
    course = course_of(mini_course, "[policy]\ndeduct_percent = 10\n", "[policy]\ndeduct_points = 1.5\n")
    assert find_policy(course, "counting") == Policy(points=150)


@pytest.mark.parametrize(
    ("due", "found"),
    [
        ("2026-11-30T23:59:00Z", "2026-11-30T23:59:00+00:00"),
        ("2026-11-30T23:59:00+05:30", "2026-11-30T18:29:00+00:00"),
        ("2026-11-30T23:59:00", "2026-11-30T22:59:00+00:00"),
        ("2026-07-30 23:59:00", "2026-07-30T21:59:00+00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T01:30:00+00:00"),  # comes twice: the later one
    ],
)
def test_a_due_date_without_a_zone_is_in_the_course_s(mini_course: Path, due: str, found: str) -> None:
    """As the clock on the wall shows it on that day."""
    course = course_of(mini_course, 'timezone = "Europe/Berlin"\n', due=due)
    assert find_assignment(course, "counting").due == datetime.fromisoformat(found).astimezone(UTC)


@pytest.mark.parametrize(
    ("rules", "due", "says"),
    [
        ("", "2026-11-30T23:59:00", "has no time zone, add one"),
        ('timezone = "Europe/Berlin"\n', "2027-03-28T02:30:00", "is skipped by the clocks in Europe/Berlin"),
    ],
)
def test_a_due_date_that_says_no_time_is_refused(mini_course: Path, rules: str, due: str, says: str) -> None:
    """With its line."""
    course = course_of(mini_course, rules, due=due)
    with pytest.raises(InputError, match=f"assignment.toml:3: `due`: {due} {says}"):
        find_assignment(course, "counting")
