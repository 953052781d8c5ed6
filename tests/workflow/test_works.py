"""What counts of each student's work, in a course with rules."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.model.result import Outcome
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Extension, Gradebook
from autograder.workflow.class_results import ClassResults, class_results
from tests.workflow.conftest import graded

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SLUGS = ("first", "second", "third")


def course_with(root: Path, rules: str) -> Course:
    """Three assignments like `counting`, of 5 points each and all due at one time."""
    names = ", ".join(f'"{slug}"' for slug in SLUGS)
    (root / "course.toml").write_text(f'title = "T"\nassignments = [{names}]\n{rules}', "utf-8")
    for slug in SLUGS:
        if not (root / "assignments" / slug).exists():
            shutil.copytree(root / "assignments" / "counting", root / "assignments" / slug)
    return find_course(root)


def hand_in(course: Course, slug: str, points: int | None, at: datetime | None, student: str = "ada") -> None:
    """A submission at that time, with a result of so many hundredths if it is graded."""
    result = replace(graded(student, points or 0), assignment=slug)
    sha256 = result.submission_sha256 if points is not None else "f" * 64
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission(slug, student, sha256, DUE, handed_in=at)
        if points is not None:
            gradebook.add_result(result)


def points(course: Course, slug: str = "first", student: str = "ada") -> int:
    """Hundredths that count."""
    return class_results(course, slug).grades[student].points


def steps(course: Course, slug: str = "first") -> str:
    """What ada reads of them."""
    return " ".join(class_results(course, slug).steps("ada"))


def test_without_rules_the_points_are_as_graded(mini_course: Path) -> None:
    """However late; and that it was late is known."""
    course = course_with(mini_course, "")
    hand_in(course, "first", 200, DUE + DAY + HOUR)
    found = class_results(course, "first")
    assert (found.grades["ada"].points, found.late("ada")) == (200, "1 day 1 hour after the due date")
    assert found.steps("ada") == ("1 day 1 hour late; nothing is taken off for that.",)


def test_lateness_costs_and_its_arithmetic_is_told(mini_course: Path) -> None:
    """With every number."""
    course = course_with(mini_course, "[policy]\ndeduct_percent = 10\n")
    hand_in(course, "first", 200, DUE + DAY + 3 * HOUR)
    assert points(course) == 160
    assert steps(course) == "2 points, 1 day 3 hours late: 2 started days x 10 % of 2 = -0.4, which leaves 1.6."


def test_an_extension_counts_for_its_student_and_can_be_revoked(mini_course: Path) -> None:
    """For nobody else."""
    course = course_with(mini_course, "[policy]\ndeduct_percent = 10\n")
    for student in ("ada", "bob"):
        hand_in(course, "first", 200, DUE + DAY, student)
    extension = Extension("first", "ada", DUE + 2 * DAY)
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_extension(extension)
    assert (points(course), points(course, student="bob"), steps(course)) == (200, 180, "In time, with an extension.")
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_extension(replace(extension, revoked=True))
    assert points(course) == 180


def test_late_days_are_spent_in_the_order_of_the_course(mini_course: Path) -> None:
    """Whatever was handed in or graded first; and what is left is told."""
    course = course_with(mini_course, "[policy]\ndeduct_percent = 10\nlate_days = 3\n")
    hand_in(course, "third", 200, DUE + HOUR)
    hand_in(course, "second", None, DUE + 2 * DAY)  # not graded yet, and takes its days already
    hand_in(course, "first", 100, DUE + HOUR)
    assert (points(course, "first"), points(course, "third")) == (100, 180)
    assert steps(course, "first").endswith(
        "1 started day, less 1 late day: nothing is taken off. 1 late day used, 2 left."
    )
    assert steps(course, "third").endswith("= -0.2, which leaves 1.8. No late day used, 0 left.")


@pytest.mark.parametrize(
    ("rules", "counts"),
    [
        ("late_days = 3\nlate_days_each = 1\n", {"first": 180, "second": 180, "third": 180}),
        ('late_days = 3\nlate_days_order = ["third", "second"]\n', {"first": 160, "second": 180, "third": 200}),
        ("late_days = 0\n", {"first": 160, "second": 160, "third": 160}),
    ],
)
def test_a_course_may_say_how_late_days_are_spent(mini_course: Path, rules: str, counts: dict[str, int]) -> None:
    """How many for one assignment, on which, and in which order."""
    course = course_with(mini_course, f"[policy]\ndeduct_percent = 10\n{rules}")
    for slug in SLUGS:
        hand_in(course, slug, 200, DUE + 2 * DAY)
    assert {slug: points(course, slug) for slug in SLUGS} == counts


def test_the_best_attempt_counts_where_the_course_says_so(mini_course: Path) -> None:
    """After lateness was taken off; the page of feedback is that of this attempt."""
    rules = '[policy]\ndeduct_percent = 10\nattempts = "{0}"\n'
    course = course_with(mini_course, rules.format("best"))
    for number, behind in ((170, -DAY), (200, 2 * DAY), (50, -HOUR)):
        hand_in(course, "first", number, DUE + behind)
    found = class_results(course, "first")
    assert found.grades["ada"].points == 170
    assert [result.points for _, result in found.pairs if result] == [170]
    assert points(course_with(mini_course, rules.format("last"))) == 50


def test_as_long_as_an_attempt_is_not_graded_none_is_the_best(mini_course: Path) -> None:
    """Nobody takes the others for final."""
    course = course_with(mini_course, '[policy]\nattempts = "best"\n')
    hand_in(course, "first", 170, DUE)
    hand_in(course, "first", None, DUE)
    found = class_results(course, "first")
    assert (found.grades, found.works["ada"].result) == ({}, None)


def test_extra_points_come_on_top_and_are_capped(mini_course: Path) -> None:
    """The assignment counts without them."""
    course = course_with(mini_course, "[policy]\nbonus_most_percent = 10\n")
    manifest = mini_course / "assignments" / "first" / "assignment.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("points = 3\n", "points = 3\nbonus = true\n"), "utf-8")
    hand_in(course, "first", 200, DUE)
    whole = replace(graded("bob", 200), assignment="first", submission_sha256="b" * 64)
    tally = replace(whole.exercises[1], outcome=Outcome.PASSED, points=300)
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission("first", "bob", "b" * 64, DUE, handed_in=DUE)
        gradebook.add_result(replace(whole, exercises=(whole.exercises[0], tally)))
    found = class_results(course, "first")
    assert (found.assignment.points, found.grades["ada"].points, found.grades["bob"].points) == (200, 200, 220)
    assert found.steps("bob") == (
        "5 points, with a bonus; at most 10 % on top of 2 count: -2.8 = 2.2.",
    )  # fmt: skip


def unknown(course: Course) -> ClassResults:
    """A class of one, of whom nobody knows when."""
    hand_in(course, "first", 200, None)
    return class_results(course, "first")


def test_who_handed_in_at_a_time_that_nobody_knows_pays_nothing(mini_course: Path) -> None:
    """And is named where lateness would cost."""
    found = unknown(course_with(mini_course, "[policy]\nclose_after_days = 0\n"))
    assert (found.grades["ada"].points, found.times_unknown, found.late("ada")) == (200, ("ada",), "")
    assert unknown(course_with(mini_course, "")).times_unknown == ()


def test_what_the_lms_says_of_lateness_is_kept_where_nobody_knows_the_time(mini_course: Path) -> None:
    """And only there: a grace or an extension may make it in time."""
    course = course_with(mini_course, "[policy]\ngrace_minutes = 15\ndeduct_percent = 10\n")
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission("first", "ada", "a" * 64, DUE, "late in Canvas")
        gradebook.add_submission("first", "bob", "b" * 64, DUE, "late there", DUE + 15 * MINUTE)
    found = class_results(course, "first")
    assert (found.late("ada"), found.late("bob")) == ("late in Canvas", "")
