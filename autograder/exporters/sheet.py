"""What an exporter takes and gives."""

from dataclasses import dataclass

from autograder.exporters.problems import Problem
from autograder.model.person import Person
from autograder.model.result import Result


@dataclass(frozen=True)
class Row:
    """One student and what they got, if anything."""

    person: Person
    result: Result | None = None


@dataclass(frozen=True)
class Sheet:
    """A grade file, ready to be written."""

    data: bytes
    rows: int
    """Students in the file."""
    problems: tuple[Problem, ...] = ()
    """What the LMS would get wrong, and who was left out."""
