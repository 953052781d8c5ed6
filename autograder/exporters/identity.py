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
from autograder.model.person import Person
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


@dataclass(frozen=True)
class Identified:
    """Those who can be found, and by what."""

    kind: IdKind
    rows: tuple[tuple[Row, str], ...]
    problems: tuple[Problem, ...]


def identified(rows: Sequence[Row], kinds: Sequence[IdKind]) -> Identified:
    """The rows with the ids of one kind: that which most have; student ids stand for the first when nobody has any."""
    counts = [sum(bool(kind.of(row.person)) for row in rows) for kind in kinds]
    kind = kinds[counts.index(max(counts))]
    own = not any(counts)
    problems = [_own_ids(kind)] if own and rows else []
    ids = [row.person.id if own else kind.of(row.person) for row in rows]
    shared = Counter(id.casefold() if kind.fold else id for id in ids)
    found = []
    for row, id in zip(rows, ids, strict=True):
        bad = list(_problems(row.person.id, id, kind, shared))
        problems += bad
        if not bad:
            found.append((row, id))
    return Identified(kind, tuple(found), tuple(problems))


def changes_on_the_way(id: str) -> bool:
    """Whether a spreadsheet or a reader would not leave the id as it is."""
    return is_formula(id) or one_line(id) != id or id.strip() != id


def _own_ids(kind: IdKind) -> Problem:
    todo = f"see that they are, or import a roster of this LMS (`{kind.source}`)"
    return Problem("own-ids", "", kind.header, "student ids are written as if the LMS used the same", todo, note=True)


def _problems(student: str, id: str, kind: IdKind, shared: Counter[str]) -> Iterator[Problem]:
    if not id:
        todo = f"give the roster one (`{kind.source}`)"
        yield Problem("no-id", student, kind.header, "has none that the LMS could match and is left out", todo)
    elif shared[id.casefold() if kind.fold else id] > 1:
        what = f"shares {id!r} with another student, and is left out"
        yield Problem("shared-id", student, kind.header, what, "correct the roster")
    elif kind.plain and (changes_on_the_way(id) or "\\" in id or '"' in id):
        what = f"{id!r} would not be read as it is, and is left out"
        yield Problem("id-changes", student, kind.header, what, "give the roster another id of theirs")
