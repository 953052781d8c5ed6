"""`autograder roster import`: who is in the course."""

from dataclasses import dataclass
from pathlib import Path

from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.store.roster import read_roster


@dataclass(frozen=True)
class RosterReport:
    """What an import changed, as ids. Nobody is ever removed."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]


def import_roster(course: Course, path: Path) -> RosterReport:
    """Brings the roster up to a file; the same file again changes nothing.

    Raises:
        InputError: the file is no roster, or names a student twice.
    """
    people = read_roster(path)
    with Gradebook(course.database_url) as gradebook:
        before = {person.id for person in gradebook.people()}
        written = set(gradebook.import_people(people))
    ids = [person.id for person in people]
    return RosterReport(
        added=[id for id in ids if id not in before],
        changed=[id for id in ids if id in before and id in written],
        unchanged=[id for id in ids if id not in written],
    )
