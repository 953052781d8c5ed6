"""What an audit of an exercise finds: whether its hidden suite tells right answers from wrong ones."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograder.model.points import Points

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Mutant:
    """A reference with one fault put in by a machine."""

    id: str
    """A hash of what is changed, the same wherever the lines move."""
    description: str
    source: str
    diff: str


@dataclass(frozen=True)
class Equivalent:
    """A person's verdict that a mutant is as right as the reference."""

    exercise: str
    mutant: str
    """Its id or its description."""
    reason: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test of the suite fails."""

    id: str
    description: str
    diff: str
    tests: tuple[str, ...]
    """The tests that ran on it."""
    differs: str
    """Where it differs from the reference, if a search found that."""


@dataclass(frozen=True)
class Margin:
    """How far right and wrong answers are apart in one test that compares numbers, in units of its tolerance."""

    test: str
    right: float
    """The largest error of any right answer; below 1."""
    wrong: float | None
    """The smallest error by which a wrong answer failed; above 1."""


@dataclass(frozen=True)
class ExerciseAudit:
    """What became of everything that was tried on one exercise's hidden suite."""

    assignment: str
    exercise: str
    points: Points
    capstone: bool
    """Capstones take seconds for each answer: no mutants are made of them."""
    mutants: int
    killed: int
    equivalent: int
    """Survivors that a person judged to be as right as the reference."""
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...]
    """Entries of the list of equivalent mutants that no survivor matches."""
    misconceptions: int
    """Combinations of two among them."""
    unnamed: tuple[str, ...]
    """Misconceptions that lose nothing or are not named, and what happens instead."""
    alternatives: int
    rejected: tuple[str, ...]
    """Right answers that lose points, and where."""
    earning: tuple[str, ...]
    """Stubs and trivial answers that get points."""
    problems: tuple[str, ...]
    """What is wrong with the reference, the suite's points or tolerances, or the public checks."""
    margins: tuple[Margin, ...]
    idle: tuple[str, ...]
    """Tests that nothing wrong ever fails."""
    seconds: float

    @property
    def name(self) -> str:
        """The exercise as it is typed."""
        return f"{self.assignment}/{self.exercise}"

    @property
    def passed(self) -> bool:
        """Whether the suite can be trusted; idle tests and stale entries are told, and fail nothing."""
        return not (self.survivors or self.unnamed or self.rejected or self.earning or self.problems)

    @property
    def margin(self) -> tuple[float | None, float | None]:
        """The largest error of a right answer and the smallest of a wrong one, over all tests."""
        wrong = [margin.wrong for margin in self.margins if margin.wrong is not None]
        return max((margin.right for margin in self.margins), default=None), min(wrong, default=None)

    def to_dict(self) -> dict[str, Any]:
        """The audit as JSON has it."""
        return {**asdict(self), "passed": self.passed}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ExerciseAudit":
        """The inverse of `to_dict`, also after a trip through JSON."""
        fields = {key: _frozen(data[key]) for key in cls.__dataclass_fields__}
        fields["survivors"] = tuple(Survivor(**{**item, "tests": tuple(item["tests"])}) for item in data["survivors"])
        fields["margins"] = tuple(Margin(**item) for item in data["margins"])
        return cls(**fields)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
