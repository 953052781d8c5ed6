"""What there is to say of a student's work."""

from dataclasses import replace

import pytest

from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row, Standing
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import SETTLED, Outcome, Result

ADA = Person("ada")


@pytest.mark.parametrize("outcome", [each for each in Outcome if each not in SETTLED and each is not Outcome.UNGRADED])
def test_whatever_waits_for_a_person_is_no_score(result: Result, outcome: Outcome) -> None:
    """Also an outcome that nobody has listed as final yet; points so far are told on request."""
    first, second = result.exercises
    waiting = replace(result, exercises=(first, replace(second, outcome=outcome, points=0)))
    assert (Row(ADA, waiting).standing, Row(ADA, waiting).points) == (Standing.WAITING, None)
    assert Row(ADA, waiting, so_far=True).points == 400


def test_what_is_ungraded_is_no_score_even_so_far(ungraded: Result) -> None:
    """Our fault is never a score."""
    row = Row(ADA, ungraded, so_far=True)
    assert (row.standing, row.points) == (Standing.UNGRADED, None)


def test_received_and_not_graded_is_not_missing() -> None:
    """A student who handed in is never told that nothing came."""
    assert Row(ADA, submitted=True).standing is Standing.UNGRADED
    assert Row(ADA).standing is Standing.MISSING


@pytest.mark.parametrize("name", [name for name, each in EXPORTERS.items() if not each.must_fill])
def test_a_bonus_counts_as_far_as_the_file_can_say_it(assignment: Assignment, result: Result, name: str) -> None:
    """8 points of 4: they are written where the LMS takes them, and else all that there are; either way it is told."""
    first, second = assignment.exercises
    generous = replace(assignment, exercises=(first, replace(second, bonus=True)))
    ours = replace(result, exercises=(result.exercises[0], replace(result.exercises[1], bonus=True)))
    ada = Person("ada", "Ada Lovelace", "ada@example.org", "A", {"canvas": "101", "sis_user": "S001"})
    exporter = EXPORTERS[name]
    found = exporter.sheet(generous, [Row(ada, ours, submitted=True)], Order())
    assert [float(entry.value) for entry in found.entries] == [8 if exporter.carries.over_max else 4]
    assert [problem.what for problem in found.problems if problem.trap == "over-max"] == [
        "has 8 of 4 points, with 4 as a bonus" + ("" if exporter.carries.over_max else ", 4 is written")
    ]


def test_points_that_a_bonus_makes_good_are_no_trap(assignment: Assignment, result: Result) -> None:
    """Less than all of the others and a bonus: the total is below the maximum, and nothing is told."""
    first, second = assignment.exercises
    generous = replace(assignment, exercises=(replace(first, bonus=True), second))
    extra = replace(result.exercises[0], points=300, bonus=True)
    row = Row(ADA, replace(result, exercises=(extra, result.exercises[1])))
    found = EXPORTERS["csv"].sheet(generous, [row], Order())
    assert [entry.value for entry in found.entries] == ["7"] and not found.problems


def test_excused_is_excused_whatever_was_handed_in(result: Result) -> None:
    """Somebody has decided so."""
    row = Row(ADA, result, excused=True)
    assert (row.standing, row.points) == (Standing.EXCUSED, None)
