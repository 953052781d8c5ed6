"""Which points of a student go into a file, and what is to be told of the others, whatever format it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.exporters.problems import Problem
from autograder.exporters.sheet import GRADED, Carries, Row, Standing
from autograder.model.points import Points, text
from autograder.model.result import Outcome


@dataclass(frozen=True)
class Scored:
    """Students, and the points to write for each; two lists, since a pair each would be much for a large class."""

    rows: list[Row]
    points: list[Points]


@dataclass(frozen=True)
class Way:
    """A way by which points leave the course, and what it can say."""

    most: Points
    """All points that count."""
    carries: Carries
    column: str
    called: str = "this file"

    def told(self, rows: Sequence[Row], problems: list[Problem]) -> Iterator[tuple[Row, Standing, Points | None]]:
        """Everybody, with the points to write, if any: no more than count, where the LMS would refuse or misread more.

        Why points are missing or not final, and what the way cannot say, is added to the problems.
        """
        for row in rows:
            standing = row.standing
            points = row.points_for(standing)
            if standing is not GRADED:
                problems += self._not_graded(row, standing)
            if points is not None:
                if row.late or points > self.most:
                    problems += self._unsaid(row, points)
                if not self.carries.over_max:
                    points = min(points, self.most)
            yield row, standing, points

    def scored(self, rows: Sequence[Row], problems: list[Problem]) -> Scored:
        """The same of those who have points to write."""
        found = Scored([], [])
        for row, _, points in self.told(rows, problems):
            if points is not None:
                found.rows.append(row)
                found.points.append(points)
        return found

    def _not_graded(self, row: Row, standing: Standing) -> Iterator[Problem]:
        carries, student, gone = self.carries, row.person.id, "" if self.carries.everybody else ", and is left out"
        match standing:
            case Standing.EXCUSED if not carries.excused:
                what = f"is excused, which {self.called} cannot say{gone}"
                yield Problem("excused", student, self.column, what, "excuse them in the LMS", note=True)
            case Standing.MISSING if not carries.missing:
                what, todo = f"has handed in nothing{gone}", "if there was something, collect and grade it"
                yield Problem("missing", student, self.column, what, todo, note=True)
            case Standing.UNGRADED:
                what = f"is not graded yet, through no fault of theirs{gone}"
                yield Problem("ungraded", student, self.column, what, "grade, then export again")
            case Standing.WAITING:
                yield _waiting(row, self.column, gone)

    def _unsaid(self, row: Row, points: Points) -> Iterator[Problem]:
        if row.late and not self.carries.late:
            what = f"was late ({row.late}), which {self.called} cannot say"
            yield Problem("late", row.person.id, self.column, what, "see to it in the LMS", note=True)
        if points > self.most:
            what, todo = self._too_many(row, points), "allow for more points in the LMS, and see what it takes"
            yield Problem("over-max", row.person.id, self.column, what, todo)

    def _too_many(self, row: Row, points: Points) -> str:
        bonus = f", with {text(row.result.bonus_points)} as a bonus" if row.result and row.result.bonus_points else ""
        written = "" if self.carries.over_max else f", {text(self.most)} is written"
        return f"has {text(points)} of {text(self.most)} points{bonus}{written}"


def _waiting(row: Row, column: str, gone: str) -> Problem:
    exercises = row.result.exercises if row.result else ()
    waiting = ", ".join(
        each.exercise for each in exercises if not each.outcome.settled and each.outcome is not Outcome.UNGRADED
    )
    if row.so_far:
        what, todo = (
            f"waits for a person with {waiting}, which counts as it is until then",
            "look at it, and export again",
        )
    else:
        what, todo = f"waits for a person with {waiting}{gone}", "look at it, or tell points so far with --so-far"
    return Problem("to-be-reviewed", row.person.id, column, what, todo)
