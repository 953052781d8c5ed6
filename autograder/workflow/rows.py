"""The rows that grades leave the course by, whichever way they take: a file or a service."""

from collections.abc import Collection, Iterator

from autograder.errors import InputError
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row
from autograder.report.comment import comment
from autograder.workflow.class_results import ClassResults


def rows_of(found: ClassResults, excused: Collection[str], so_far: bool, comments: bool) -> Iterator[Row]:
    """Everybody who has not left, with what they got.

    Raises:
        InputError: somebody is to be excused whom nobody knows.
    """
    unknown = sorted(set(excused) - {person.id for person, _ in found.pairs})
    if unknown:
        raise InputError(f"Nobody is called {', '.join(unknown)}:", "name students to excuse as the roster does.")
    for person, result in found.pairs:
        if person.withdrawn:
            continue
        sent = found.submissions.get(person.id)
        yield Row(
            person, result, submitted=sent is not None, late=sent.late_info if sent else "",
            excused=person.id in excused, so_far=so_far,
            comment=comment(found.assignment, result) if comments and result else "",
        )  # fmt: skip


def left(found: ClassResults) -> Iterator[Problem]:
    """Those who have left the course."""
    for person in (person for person, _ in found.pairs if person.withdrawn):
        what, todo = "has left the course, and is left out", "if not, bring the roster up to date"
        yield Problem("withdrawn", person.id, "", what, todo, note=True)
