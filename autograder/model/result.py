"""What grading gives: `results.json`, as objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from autograder.model.points import Points, from_number, to_number

FORMAT_VERSION = 1


class Outcome(StrEnum):
    """What became of a test or an exercise; kept apart and never mixed."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The student's code raised."""
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not_attempted"
    """The stub as it was handed out, or no file."""
    CARRIED = "carried"
    """Right, given an earlier exercise's error, which is paid for there."""
    FLAGGED = "flagged"
    """A person should look; no points until then."""
    TO_REVIEW = "to_review"
    """Handed in, and read by a person; its points are neither given nor lost until then."""
    UNGRADED = "ungraded"
    """Our fault; never a score."""

    @property
    def settled(self) -> bool:
        """Whether nobody has to look any more; an outcome that is new here is not, until it is listed."""
        return self in SETTLED


SETTLED = (
    Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ATTEMPTED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASHED,
    Outcome.CARRIED,
)  # fmt: skip
"""The frequent ones first: a class has many of them."""


@dataclass(frozen=True)
class TestResult:
    """One hidden test. `says` and `message` are author-written and safe to show."""

    __test__ = False  # pytest: not a test class

    name: str
    says: str
    outcome: Outcome
    points: Points
    max_points: Points
    message: str = ""
    duration_s: float = 0.0


@dataclass(frozen=True)
class Diagnosis:
    """A misconception whose answers are the student's answers."""

    id: str
    says: str


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of one submission."""

    exercise: str
    outcome: Outcome
    points: Points
    max_points: Points
    message: str = ""
    """What holds for the whole exercise, e.g. why it could not be loaded."""
    flags: tuple[str, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    tests: tuple[TestResult, ...] = ()
    bonus: bool = False
    """Whether its points come on top of those that could be reached."""


@dataclass(frozen=True)
class Result:
    """One submission to one assignment."""

    assignment: str
    student: str
    submission_sha256: str
    receipt: str
    isolation: str
    seed: int
    graded_at: str
    """ISO 8601, UTC."""
    duration_s: float
    exercises: tuple[ExerciseResult, ...]
    format_version: int = FORMAT_VERSION

    @property
    def points(self) -> Points:
        """Points reached, with those of a bonus."""
        return sum([exercise.points for exercise in self.exercises])

    @property
    def bonus_points(self) -> Points:
        """Points reached on top of those that count."""
        return sum(exercise.points for exercise in self.exercises if exercise.bonus)

    @property
    def max_points(self) -> Points:
        """Points that could be reached; a bonus comes on top."""
        return sum(exercise.max_points for exercise in self.exercises if not exercise.bonus)

    @property
    def awaited_points(self) -> Points:
        """Points of exercises that a person has yet to read."""
        return sum(exercise.max_points for exercise in self.exercises if exercise.outcome is Outcome.TO_REVIEW)

    @property
    def decided_points(self) -> Points:
        """Of the points that could be reached, those that nobody has yet to give."""
        return sum(
            exercise.max_points
            for exercise in self.exercises
            if not exercise.bonus and exercise.outcome is not Outcome.TO_REVIEW
        )

    @property
    def final(self) -> bool:
        """Whether the points are a score: no exercise is ungraded, and none waits for a person to read it."""
        return not self.ungraded and not self.awaited_points

    @property
    def unsettled(self) -> list[ExerciseResult]:
        """The exercises at which somebody has to look again; for most students none."""
        return [each for each in self.exercises if each.outcome not in SETTLED]

    @property
    def ungraded(self) -> bool:
        """Whether some exercise could not be graded through our fault."""
        return any(each.outcome is Outcome.UNGRADED for each in self.unsettled)

    @property
    def waiting(self) -> bool:
        """Whether an exercise that earns points waits for a person, as far as it could be graded at all."""
        return any(each.max_points and each.outcome is not Outcome.UNGRADED for each in self.unsettled)

    def to_dict(self) -> dict[str, Any]:
        """The result as `results.json` holds it, points as numbers."""
        head = {"format_version": self.format_version, **vars(self)}
        del head["exercises"]
        return {**head, **_numbers(self), "exercises": [_plain_exercise(exercise) for exercise in self.exercises]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Result":
        """The inverse of `to_dict`."""
        fields = {key: data[key] for key in cls.__dataclass_fields__ if key != "exercises"}
        return cls(**fields, exercises=tuple(_exercise(item) for item in data["exercises"]))


def _exercise(data: Mapping[str, Any]) -> ExerciseResult:
    return ExerciseResult(**{
        **_scored(data),
        "flags": tuple(data["flags"]),
        "diagnosis": tuple(Diagnosis(**item) for item in data["diagnosis"]),
        "tests": tuple(TestResult(**_scored(item)) for item in data["tests"]),
    })  # fmt: skip


_outcome = cache(Outcome)
"""Outcomes by their words; a gradebook is full of them."""


def _scored(data: Mapping[str, Any]) -> dict[str, Any]:
    points, max_points = from_number(data["points"]), from_number(data["max_points"])
    return {**data, "points": points, "max_points": max_points, "outcome": _outcome(data["outcome"])}


def _plain_exercise(exercise: ExerciseResult) -> dict[str, Any]:
    """As JSON has it: tuples as lists, outcomes as words, points as numbers."""
    return {
        **vars(exercise), **_numbers(exercise), "outcome": exercise.outcome.value,
        "flags": list(exercise.flags), "diagnosis": [dict(vars(each)) for each in exercise.diagnosis],
        "tests": [{**vars(test), **_numbers(test), "outcome": test.outcome.value} for test in exercise.tests],
    }  # fmt: skip


def _numbers(scored: "Result | ExerciseResult | TestResult") -> dict[str, float]:
    return {"points": to_number(scored.points), "max_points": to_number(scored.max_points)}
