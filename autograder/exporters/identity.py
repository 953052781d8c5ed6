"""By which id the LMS will find each student, for files that are written from nothing.

An id is written exactly as the roster has it or not at all: one that two students share, that is missing, or that a
reader or a spreadsheet would change leaves the student out, and is reported.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.exporters.cells import is_formula
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row
from autograder.exporters.standing import Scored
from autograder.model.person import Person
from autograder.model.points import Points
from autograder.model.text import one_line


@dataclass(frozen=True)
class IdKind:
    """An id that a system finds students by."""

    header: str
    source: str
    """Its key in `Person.ids`, or `email`."""
    fold: bool = False
    """Whether the system takes capital and small letters for the same."""
    plain: bool = True
    """Whether a spreadsheet or PHP may come across it on the way."""

    def of(self, person: Person) -> str:
        """The student's id of that kind, or nothing."""
        return person.email if self.source == "email" else person.ids.get(self.source, "")

    def key(self, id: str) -> str:
        """An id as the system compares it."""
        return id.casefold() if self.fold else id


@dataclass(frozen=True)
class Identified:
    """Who can be found, and by what."""

    kind: IdKind
    scored: Scored
    ids: Sequence[str]
    """Of each student; empty for those who are left out."""
    problems: tuple[Problem, ...]

    def found(self) -> Iterator[tuple[Row, Points, str]]:
        """Those who can be found, with points and id."""
        each = zip(self.scored.rows, self.scored.points, self.ids, strict=True)
        return ((row, points, id) for row, points, id in each if id)


def identified(scored: Scored, kinds: Sequence[IdKind]) -> Identified:
    """The students with ids of one kind: that which most have; student ids stand for the first when nobody has any."""
    known = {kind: [kind.of(row.person) for row in scored.rows] for kind in kinds}
    kind = max(kinds, key=lambda kind: sum(map(bool, known[kind])))
    ids, problems = known[kind], []
    if ids and not any(ids):
        ids = [row.person.id for row in scored.rows]
        problems.append(_own_ids(kind))
    keys = [kind.key(id) for id in ids]
    shared = {key for key, times in Counter(keys).items() if times > 1}
    for at, (row, key) in enumerate(zip(scored.rows, keys, strict=True)):
        if bad := _problem(row.person.id, ids[at], kind, key in shared):
            problems.append(bad)
            ids[at] = ""
    return Identified(kind, scored, ids, tuple(problems))


def changes_on_the_way(id: str) -> bool:
    """Whether a spreadsheet or a reader would not leave the id as it is."""
    if id.isalnum():  # the quicker look: most are nothing but letters and digits, and those stay
        return False
    return is_formula(id) or one_line(id) != id or id.strip() != id


def _own_ids(kind: IdKind) -> Problem:
    todo = f"see that they are, or import a roster of this LMS (`{kind.source}`)"
    return Problem("own-ids", "", kind.header, "student ids are written as if the LMS used the same", todo, note=True)


def _problem(student: str, id: str, kind: IdKind, shared: bool) -> Problem | None:
    if not id:
        todo = f"give the roster one (`{kind.source}`)"
        return Problem("no-id", student, kind.header, "has none that the LMS could match and is left out", todo)
    if shared:
        what = f"shares {id!r} with another student, and is left out"
        return Problem("shared-id", student, kind.header, what, "correct the roster")
    if kind.plain and (changes_on_the_way(id) or "\\" in id or '"' in id):
        what = f"{id!r} would not be read as it is, and is left out"
        return Problem("id-changes", student, kind.header, what, "give the roster another id of theirs")
    return None
