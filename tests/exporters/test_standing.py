"""What there is to say of a student's work."""

from dataclasses import replace

import pytest

from autograder.exporters.sheet import Row, Standing
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


def test_excused_is_excused_whatever_was_handed_in(result: Result) -> None:
    """Somebody has decided so."""
    row = Row(ADA, result, excused=True)
    assert (row.standing, row.points) == (Standing.EXCUSED, None)
