"""What a class did, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model.assignment import Assignment
from autograder.model.points import Points
from autograder.model.result import Diagnosis, Outcome, Result

BINS = 10
UNDECIDED = (Outcome.UNGRADED, Outcome.TO_REVIEW)
"""Exercises with these outcomes have no points yet."""


@dataclass(frozen=True)
class ExerciseStatistics:
    """One exercise over all results."""

    slug: str
    title: str
    decided: int
    """Results in which the exercise has its points."""
    mean: Points
    """Of those."""
    max_points: Points
    outcomes: tuple[tuple[Outcome, int], ...]
    """The outcomes that occur, in the order of `Outcome`."""
    misconceptions: tuple[tuple[Diagnosis, int], ...]
    """The most common first."""


def mean(points: Sequence[Points]) -> Points:
    """The mean, to the nearest hundredth; 0 of nothing."""
    return round(sum(points) / len(points)) if points else 0


def median(points: Sequence[Points]) -> Points:
    """The middle one, or the mean of the middle two; 0 of nothing."""
    middle = (len(points) - 1) // 2
    return mean(sorted(points)[middle : len(points) - middle])


def final(results: Sequence[Result]) -> list[Result]:
    """The results that are a score."""
    return [result for result in results if result.final]


def outcome_counts(results: Sequence[Result]) -> list[tuple[Outcome, int]]:
    """How often each outcome occurs over all exercises, those that never do left out."""
    counts = Counter(exercise.outcome for result in results for exercise in result.exercises)
    return [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]]


def histogram(points: Sequence[Points], max_points: Points) -> list[int]:
    """How many lie in each tenth of the points; full points count to the last tenth."""
    bins = [0] * BINS
    for value in points:
        bins[min(BINS - 1, max(0, value * BINS // max_points if max_points else 0))] += 1
    return bins


def by_exercise(assignment: Assignment, results: Sequence[Result]) -> list[ExerciseStatistics]:
    """The statistics of each exercise, in the order of the assignment."""
    return [_statistics(each.slug, each.full_title, each.points, results) for each in assignment.exercises]


def _statistics(slug: str, title: str, max_points: Points, results: Sequence[Result]) -> ExerciseStatistics:
    done = [exercise for result in results for exercise in result.exercises if exercise.exercise == slug]
    decided = [exercise.points for exercise in done if exercise.outcome not in UNDECIDED]
    outcomes = Counter(exercise.outcome for exercise in done)
    named = Counter(diagnosis for exercise in done for diagnosis in exercise.diagnosis)
    return ExerciseStatistics(
        slug=slug,
        title=title,
        decided=len(decided),
        mean=mean(decided),
        max_points=max_points,
        outcomes=tuple((outcome, outcomes[outcome]) for outcome in Outcome if outcomes[outcome]),
        misconceptions=tuple(named.most_common()),
    )
