"""The total of a course."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.cli.main import run
from autograder.model.person import Person
from autograder.model.result import Outcome
from autograder.store.course import Course
from autograder.store.gradebook import Extension, Gradebook
from autograder.workflow.totals import totals, write_totals
from tests.workflow.conftest import graded
from tests.workflow.test_works import DUE, course_with, hand_in

AFTER = DUE + timedelta(days=9)
DROP = '[[group]]\ntitle = "Weekly"\nassignments = ["first", "second"]\ndrop = 1\n'


@pytest.fixture
def course(mini_course: Path) -> Course:
    """Ada did all but the third, which nobody did; bob only the second."""
    course = course_with(mini_course, "[policy]\ndeduct_percent = 10\n")
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people([Person("ada", "=Ada"), Person("bob"), Person("eve", withdrawn=True)])
    hand_in(course, "first", 200, DUE)
    hand_in(course, "second", 100, DUE + timedelta(days=1))
    hand_in(course, "second", 200, DUE, "bob")
    return course


def sums(course: Course, now: datetime = AFTER, so_far: bool = False) -> dict[str, tuple[int, int]]:
    """Hundredths reached and possible, by student."""
    found = totals(course, so_far, now).students
    return {each.person.id: (each.total.points, each.total.possible) for each in found}


def test_points_after_the_rules_are_added_up(course: Course) -> None:
    """What was due and not handed in counts 0; who has left is not there."""
    assert sums(course) == {"ada": (290, 1500), "bob": (200, 1500)}


def test_what_is_not_due_yet_does_not_count(course: Course) -> None:
    """For those who have nothing yet; an extension is a due date of one's own."""
    assert sums(course, DUE - timedelta(days=1)) == {"ada": (290, 1000), "bob": (200, 500)}
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_extension(Extension("first", "bob", AFTER + timedelta(seconds=1)))
    assert sums(course) == {"ada": (290, 1500), "bob": (200, 1000)}


def test_the_lowest_of_a_group_is_dropped_and_marked(course: Course, mini_course: Path) -> None:
    """What is in no group does not count, and is told."""
    found = totals(course_with(mini_course, DROP), now=AFTER)
    ada, bob = found.students
    assert (found.slugs, found.uncounted) == (("first", "second"), ("third",))
    assert ([ada.cell(slug) for slug in found.slugs], ada.percent) == (["2", "(1)"], "40")
    assert ([bob.cell(slug) for slug in found.slugs], bob.percent) == (["(0)", "2"], "40")


def test_who_waits_for_a_person_has_no_total_yet(course: Course, tmp_path: Path) -> None:
    """Unless so far is asked for."""
    result = replace(graded("bob", 200), assignment="first", submission_sha256="e" * 64)
    flagged = replace(result, exercises=(result.exercises[0], replace(result.exercises[1], outcome=Outcome.FLAGGED)))
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission("first", "bob", "e" * 64, DUE, handed_in=DUE)
        gradebook.add_result(flagged)
    write_totals(totals(course, now=AFTER), tmp_path / "totals.csv")
    with (tmp_path / "totals.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, strict=True))
    head = ["student_id", "name", "email", "section", "first", "second", "third"]
    assert lines == [
        [*head, "points", "max_points", "percent", "dropped", "waiting_for"],
        ["ada", "'=Ada", "", "", "2", "0.9", "0", "2.9", "15", "19.33", "", ""],
        ["bob", "", "", "", "", "2", "0", "", "", "", "", "first"],
    ]
    assert sums(course, so_far=True)["bob"] == (400, 1500)


def test_the_command_shows_or_writes(
    course: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A table, or a file; what does not count is told."""
    course_with(course.root, DROP)
    monkeypatch.chdir(course.root)
    assert run(["totals", "--out", "totals.csv"]) == 0 and run(["totals"]) == 0
    out, err = capfd.readouterr()
    assert "2 students and 2 assignments in totals.csv" in out and "(1)" in out
    assert err.splitlines() == ["third is in no group of course.toml and does not count."] * 2


def test_a_course_without_results_has_empty_totals(mini_course: Path) -> None:
    """Before anything is due."""
    found = totals(course_with(mini_course, ""), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (found.slugs, found.students) == ((), ())
