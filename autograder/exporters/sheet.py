"""What an exporter is, what it takes and what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from autograder.errors import InputError
from autograder.exporters.problems import Problem
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import Points
from autograder.model.policy import Grade
from autograder.model.result import Result

Key = tuple[str, str]
"""How a grade file names a student: a column, and what stands in it."""
Scores = Mapping[Key, str]
"""What a grade file says of each student, under every name that it has for them."""


class Standing(StrEnum):
    """What there is to say of a student's work."""

    GRADED = "graded"
    WAITING = "waiting"
    """For a person."""
    UNGRADED = "ungraded"
    """Through our fault, or not yet."""
    MISSING = "missing"
    """Nothing was handed in."""
    EXCUSED = "excused"


GRADED = Standing.GRADED
"""What most are; on Python 3.11 it takes more than a call to look up an enum's member."""


@dataclass(frozen=True)
class Row:
    """One student and what they got, if anything."""

    person: Person
    result: Result | None = None
    submitted: bool = False
    """Whether something was handed in, graded or not."""
    late: str = ""
    """What the place it came from says of its lateness; empty if it was in time."""
    excused: bool = False
    so_far: bool = False
    """Whether the points count although some still wait for a person."""
    comment: str = ""
    """What the student is told, in any number of lines; empty if nothing."""
    grade: Grade | None = None
    """What the course's rules make of the result; without any, the points are as graded."""
    steps: tuple[str, ...] = ()
    """How the grade came about, a sentence each; empty if no rule had a say."""

    @property
    def standing(self) -> Standing:
        """What there is to say of the work."""
        if self.excused:
            return Standing.EXCUSED
        if self.result is None:
            return Standing.UNGRADED if self.submitted else Standing.MISSING
        if not self.result.unsettled:
            return GRADED
        if self.result.ungraded:
            return Standing.UNGRADED
        return Standing.WAITING if self.result.waiting else GRADED

    @property
    def points(self) -> Points | None:
        """The points, if they are to be told."""
        return self.points_for(self.standing)

    def points_for(self, standing: Standing) -> Points | None:
        """The same, for who has looked at the standing already."""
        told = standing is GRADED or (standing is Standing.WAITING and self.so_far)
        if self.result is None or not told:
            return None
        return self.grade.points if self.grade else self.result.points

    def raw(self, points: Points | None) -> Points | None:
        """The points as graded, wherever points are told; those that are told, if no rule had a say."""
        return points if points is None or self.grade is None else self.grade.raw


@dataclass(frozen=True)
class Carries:
    """What a format has room for; the rest is reported."""

    late: bool = False
    excused: bool = False
    missing: bool = False
    comments: bool = False
    everybody: bool = False
    """Also those who have no points to tell."""
    over_max: bool = False
    """More points than there are."""


@dataclass(frozen=True)
class Order:
    """How a grade file is wanted."""

    template: bytes | None = None
    """The content of a file downloaded from the LMS."""
    column: str = ""
    """What the LMS calls the assignment, where that is not its title."""
    only: bool = False
    """Whether a template's lines of other students are left out."""
    at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    """The time that is stamped on it, where the format asks for one."""

    @property
    def filled(self) -> bytes:
        """The template, where there must be one.

        Raises:
            InputError: there is none.
        """
        if self.template is None:
            raise InputError("This format fills in a file of the LMS:", "download it there, and name it by --template.")
        return self.template


@dataclass(frozen=True)
class Entry:
    """What a file says of one student."""

    student: str
    keys: tuple[Key, ...]
    """All that it calls them."""
    value: str


@dataclass(frozen=True)
class Sheet:
    """A grade file, ready to be written."""

    data: bytes
    entries: tuple[Entry, ...]
    """Those who have something in it from us."""
    problems: tuple[Problem, ...] = ()
    """What the LMS would get wrong, and who was left out."""


@dataclass(frozen=True)
class Exporter:
    """A format of grade files."""

    title: str
    """What it is, for people."""
    carries: Carries
    sheet: Callable[[Assignment, Sequence[Row], Order], Sheet]
    """A pure function: the same grades and the same order give the same bytes."""
    read: Callable[[Assignment, bytes, Order], Scores]
    """The scores in a file of this format, written by us or by the LMS."""
    upload: str
    """Where the file goes."""
    template: str = ""
    """What to download for --template; empty if the format takes none."""
    must_fill: bool = False
    """Whether it cannot be written without a template."""
