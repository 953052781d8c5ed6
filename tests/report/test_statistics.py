"""Counting a class."""

from autograder.model.assignment import Assignment
from autograder.model.result import Outcome, Result
from autograder.report.outcomes import LOOKS
from autograder.report.statistics import by_exercise, final, histogram, mean, median, outcome_counts


def test_every_outcome_has_words_and_symbols_of_its_own() -> None:
    """No outcome can be mistaken for another, in Unicode or in ASCII."""
    assert list(LOOKS) == list(Outcome)
    assert all(look.ascii.isascii() and len(look.symbol) == len(look.ascii) == 1 for look in LOOKS.values())
    for of in ("symbol", "ascii", "word", "means"):
        assert len({getattr(look, of) for look in LOOKS.values()}) == len(Outcome)


def test_mean_and_median_are_to_the_hundredth() -> None:
    """Nothing gives 0, an even number the middle of the middle two."""
    assert (mean([]), mean([100, 200, 200])) == (0, 167)
    assert (median([]), median([300, 100, 200]), median([100, 400, 200, 300])) == (0, 200, 250)


def test_full_points_fall_into_the_last_tenth() -> None:
    """The histogram counts everybody once."""
    assert histogram([0, 99, 100, 999, 1000], 1000) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert sum(histogram([0, 5], 0)) == 2


def test_what_is_ungraded_counts_to_no_mean(assignment: Assignment, results: list[Result]) -> None:
    """Our fault lowers nobody's score."""
    assert len(final(results)) == 2
    first = by_exercise(assignment, results)[0]
    assert first.mean == 400
    assert first.outcomes == ((Outcome.PASSED, 2), (Outcome.UNGRADED, 1))


def test_misconceptions_are_counted(assignment: Assignment, results: list[Result]) -> None:
    """The most common mistake of an exercise is named with its count."""
    [(diagnosis, count)] = by_exercise(assignment, results)[1].misconceptions
    assert (diagnosis.id, count) == ("no_scale", 3)


def test_outcomes_that_never_occur_are_left_out(results: list[Result]) -> None:
    """The counts are in the order of outcomes."""
    assert outcome_counts(results)[0] == (Outcome.PASSED, 2)
    assert Outcome.CRASHED not in dict(outcome_counts(results))
