"""The total of a course: groups of assignments, of which the lowest may be dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograder.model.points import Points


@dataclass(frozen=True)
class Group:
    """Assignments that are alike, and how many of them are dropped."""

    title: str
    assignments: tuple[str, ...]
    drop: int = 0


@dataclass(frozen=True)
class Score:
    """What a student has of one assignment."""

    assignment: str
    points: Points
    possible: Points


@dataclass(frozen=True)
class Total:
    """The points of a course, of those to be had."""

    points: Points
    possible: Points
    dropped: frozenset[str]
    """The assignments that do not count."""


def total(groups: Iterable[Group], scores: Sequence[Score]) -> Total:
    """The sum of what is not dropped. Scores of assignments in no group do not count, nor do they show as dropped."""
    kept: list[Score] = []
    dropped: set[str] = set()
    for group in groups:
        own = [score for score in scores if score.assignment in group.assignments]
        lowest = {score.assignment for score in sorted(own, key=_share)[: min(group.drop, max(0, len(own) - 1))]}
        kept += [score for score in own if score.assignment not in lowest]
        dropped |= lowest
    return Total(sum(score.points for score in kept), sum(score.possible for score in kept), frozenset(dropped))


def _share(score: Score) -> tuple[Fraction, Points]:
    """The lowest share first; of equal ones that with more points to be had, then the earlier one."""
    share = Fraction(score.points, score.possible) if score.possible else Fraction(1)
    return share, -score.possible
