"""`autograder roster import`: who is in the course."""

from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.model.same_person import Doubt, merge
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.store.roster import Roster, read_roster


@dataclass(frozen=True)
class RosterReport:
    """What an import changed, as ids. Nobody is ever removed."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]
    doubts: tuple[Doubt, ...] = ()
    """Those who were not taken in, for it is not certain who they are."""
    absent: tuple[str, ...] = ()
    """Those who are on the roster and not in the file."""


def import_roster(course: Course, path: Path, add: bool = False, withdraw: bool = False) -> RosterReport:
    """Brings the roster up to a file; the same file again changes nothing.

    A system's file has no ids of ours: it completes people who are there already. Those whom it does not find are new
    if there is no roster yet or if `add` says so. With `withdraw`, those who are not in the file have left.

    Raises:
        InputError: the file is no roster, or names a student twice.
    """
    return take_in(course, read_roster(path), add, withdraw)


def take_in(course: Course, file: Roster, add: bool = False, withdraw: bool = False) -> RosterReport:
    """The same with what a file or a system has said already.

    Raises:
        InputError: somebody new has somebody else's id.
    """
    with Gradebook(course.database_url) as gradebook:
        ours = gradebook.people()
        people, doubts = _brought_together(ours, file, add)
        seen = {person.id for person in people} | {id for doubt in doubts for id in doubt.candidates}
        absent = [person for person in ours if person.id not in seen and not person.withdrawn]
        if withdraw:
            people += [replace(person, withdrawn=True) for person in absent]
        written = set(gradebook.import_people(people))
    before, ids = {person.id for person in ours}, [person.id for person in people]
    return RosterReport(
        added=[id for id in ids if id not in before],
        changed=[id for id in ids if id in before and id in written],
        unchanged=[id for id in ids if id not in written],
        doubts=doubts,
        absent=tuple(person.id for person in absent),
    )


def _brought_together(ours: list[Person], file: Roster, add: bool) -> tuple[list[Person], tuple[Doubt, ...]]:
    """Whom to write, and whom not for it is not certain who they are."""
    if file.own_ids:
        known = {person.id: person for person in ours}
        return [_completed(known.get(person.id), person) for person in file.people], ()
    if not ours:
        return file.people, ()
    merged = merge(ours, file.people)
    if not add:
        return [*merged.known], (*merged.strangers, *merged.doubts)
    taken = {person.id for person in ours}
    if clash := next((doubt.person.id for doubt in merged.strangers if doubt.person.id in taken), None):
        raise InputError(f"{clash!r} is somebody else's id on the roster:", "import a table with student ids.")
    return [*merged.known, *(doubt.person for doubt in merged.strangers)], merged.doubts


def _completed(ours: Person | None, theirs: Person) -> Person:
    """The person as the file has them, with the ids that other systems' files have told."""
    return replace(theirs, ids={**ours.ids, **theirs.ids}) if ours else theirs
