"""What a format of `autograder release` is made from, and what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.model.assignment import Assignment
from autograder.model.points import Points
from autograder.store.course import Course

Files = Mapping[str, bytes]
"""Name within the released folder to content."""


def as_they_are(files: Files) -> Files:
    """The files."""
    return files


@dataclass(frozen=True)
class HiddenTest:
    """A test of a hidden suite, or a question of a quiz."""

    name: str
    points: Points


@dataclass(frozen=True)
class Ingredients:
    """An assignment that is to be released, and what costs time to make."""

    course: Course
    assignment: Assignment
    wheel: tuple[str, bytes]
    """Name and content of this package's wheel, without the hidden suites."""
    misconceptions: bytes
    """The answers of typical mistakes to the public checks, as JSON."""
    audited: bool
    """Whether the hidden suites passed their audit."""
    hidden_tests: Callable[[], Mapping[str, Sequence[HiddenTest]]]
    """Of each exercise that runs, its hidden tests in order; takes seconds."""
    grading_course: Callable[[], Files]
    """See `workflow.grading_course`; for graders only."""


@dataclass(frozen=True)
class Format:
    """One format: its name on the command line, and how its files are made."""

    name: str
    says: str
    """A sentence for `--help` and the docs: who gets it, and what for."""
    build: Callable[[Ingredients], Files]
    for_students: bool = True
    """Whether it is handed out: then no line of a solution or a hidden test may be in it."""
    handed_out: Callable[[Files], Files] = as_they_are
    """What students get of it, where another tool makes that."""
    within: str = ""
    """The folder that the released one lies in, below that of `--to`."""
    zipped: bool = True
    """Whether a zip of the whole folder lies beside it, to hand out."""
    executable: frozenset[str] = frozenset()
    """Files that have to be run by their name, as far as the archive is concerned."""
