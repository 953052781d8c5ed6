"""The instructor's page over a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import Points
from autograder.model.policy import Grade
from autograder.model.result import Outcome, Result
from autograder.report.pages import render
from autograder.report.statistics import BINS, by_exercise, histogram, mean, median, outcome_counts


@dataclass(frozen=True)
class IndexRow:
    """One student of the class."""

    person: Person
    result: Result | None = None
    page: str = ""
    """The file name of the student's page, if there is one."""
    grade: Grade | None = None
    """None where no rules apply."""
    steps: tuple[str, ...] = ()
    """How the grade came about."""
    late: str = ""
    """What the place it came from says of lateness, where nobody knows the time."""

    @property
    def points(self) -> Points:
        """The points that count, of somebody who has a result."""
        return self.grade.points if self.grade else self.result.points if self.result else 0

    @property
    def href(self) -> str:
        """A link to the page; it starts with ./ so that no name can pass for an address elsewhere."""
        return f"./{quote(self.page)}"

    def has(self, outcome: Outcome) -> bool:
        """Whether some exercise came out so."""
        return self.result is not None and any(item.outcome is outcome for item in self.result.exercises)


def index_page(assignment: Assignment, rows: Sequence[IndexRow]) -> str:
    """The class as HTML: points, exercises with their most common mistakes, and a link to each student's page."""
    results = [row.result for row in rows if row.result is not None]
    scores = [row.points for row in rows if row.result and row.result.final]
    return render(
        "index.html",
        assignment=assignment,
        rows=rows,
        results=results,
        scores=scores,
        mean=mean(scores),
        median=median(scores),
        bins=histogram(scores, assignment.points),
        tenth=100 // BINS,
        exercises=by_exercise(assignment, results),
        outcomes=outcome_counts(results),
        attention=_attention(rows),
    )


def _attention(rows: Sequence[IndexRow]) -> list[tuple[str, list[IndexRow]]]:
    """Who needs the instructor, and for what."""
    groups = [
        ("To be looked at by a person", [row for row in rows if row.has(Outcome.FLAGGED)]),
        ("To be reviewed: answers that a person reads", [row for row in rows if row.has(Outcome.TO_REVIEW)]),
        ("Not graded yet, through no fault of theirs", [row for row in rows if row.has(Outcome.UNGRADED)]),
        ("Late by a time that nobody knows: nothing is taken off", [row for row in rows if row.late]),
        ("Nothing received", [row for row in rows if row.result is None]),
    ]
    return [(title, group) for title, group in groups if group]
