"""The rows that grades leave the course by, whichever way they take: a file or a service."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from autograder.errors import InputError
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.report.comment import comment
from autograder.report.explanations import as_shown
from autograder.workflow.class_results import ClassResults

NAMED = 10
"""Students of a problem that the whole class may have."""


def rows_of(found: ClassResults, excused: Collection[str], so_far: bool, comments: bool) -> Iterator[Row]:
    """Everybody who has not left, with what counts of what they got.

    Raises:
        InputError: somebody is to be excused whom nobody knows.
    """
    unknown = sorted(set(excused) - {person.id for person, _ in found.pairs})
    if unknown:
        raise InputError(f"Nobody is called {', '.join(unknown)}:", "name students to excuse as the roster does.")
    now = datetime.now(UTC)
    for person, result in found.pairs:
        if person.withdrawn:
            continue
        yield Row(
            person, result, submitted=person.id in found.works, late=found.late(person.id),
            excused=person.id in excused, so_far=so_far,
            comment=_comment(found, person, result, now) if comments and result else "",
            grade=found.grades.get(person.id), steps=found.steps(person.id),
        )  # fmt: skip


def left(found: ClassResults) -> Iterator[Problem]:
    """Those who have left the course, and those whose lateness nobody knows."""
    if unknown := found.times_unknown:
        more = f" and {len(unknown) - NAMED} others" if len(unknown) > NAMED else ""
        what, todo = "handed in at a time that nobody knows; lateness costs them nothing", "collect again with --at"
        yield Problem("time-unknown", ", ".join(unknown[:NAMED]) + more, "", what, todo, note=True)
    for person in (person for person, _ in found.pairs if person.withdrawn):
        what, todo = "has left the course, and is left out", "if not, bring the roster up to date"
        yield Problem("withdrawn", person.id, "", what, todo, note=True)


def _comment(found: ClassResults, person: Person, result: Result, now: datetime) -> str:
    """What the student may be told at that time."""
    shown = as_shown(found.assignment, result, now, found.due(person.id))
    return comment(found.assignment, shown, found.steps(person.id))
