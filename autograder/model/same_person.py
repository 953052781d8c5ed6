"""Who in another system's list is who on our roster: certain or not at all.

Two ids that mean the same in different systems (what people log in by, the number that the school gives them), our own
id and the email say who it is. A name never does: it only makes somebody a candidate, for a person to decide.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from autograder.model.person import Person

LOGINS = ("sis_login", "moodle_username", "blackboard", "d2l_username", "sakai", "edx")
NUMBERS = ("sis_user", "moodle_id", "blackboard_student", "d2l_org", "edx_student", "gradescope")
MAX_NEAREST = 200
"""Beyond so many nobody reads candidates, and looking for them takes minutes."""


@dataclass(frozen=True)
class Doubt:
    """Somebody of whom it is not certain who they are."""

    person: Person
    why: str
    candidates: tuple[str, ...] = ()
    """Ids on our roster, the nearest first."""


@dataclass(frozen=True)
class Merged:
    """A list brought together with our roster."""

    known: tuple[Person, ...]
    """Those on our roster, with what is new of them."""
    strangers: tuple[Doubt, ...]
    """Those of whom nothing is on our roster but perhaps a like name."""
    doubts: tuple[Doubt, ...]
    """Those who may be several, or who contradict what we know."""


def merge(ours: Sequence[Person], theirs: Sequence[Person]) -> Merged:
    """Everybody of theirs, as far as it is certain who they are."""
    by: dict[tuple[str, str], set[str]] = {}
    for person in ours:
        for mark in _marks(person, ours=True):
            by.setdefault(mark, set()).add(person.id)
    found = [set().union(*(by.get(mark, set()) for mark in _marks(person))) for person in theirs]
    times = Counter(id for ids in found if len(ids) == 1 for id in ids)
    people = {person.id: person for person in ours}
    known, strangers, doubts = [], [], []
    near = Nearest(ours if sum(not ids for ids in found) <= MAX_NEAREST else ())
    for person, ids in zip(theirs, found, strict=True):
        if not ids:
            strangers.append(Doubt(person, "is not on the roster", near.to(person)))
        elif len(ids) > 1 or times[min(ids)] > 1:
            why = "may be several people" if len(ids) > 1 else "is one of two who are the same on the roster"
            doubts.append(Doubt(person, why, tuple(sorted(ids))))
        elif contrary := [key for key, id in person.ids.items() if people[min(ids)].ids.get(key, id) != id]:
            doubts.append(Doubt(person, f"has another {', '.join(contrary)} on the roster", tuple(ids)))
        else:
            known.append(_together(people[min(ids)], person))
    return Merged(tuple(known), tuple(strangers), tuple(doubts))


def _marks(person: Person, ours: bool = False) -> Iterator[tuple[str, str]]:
    """All that says who somebody is, in the words that mean the same in all systems."""
    if person.email:
        yield "email", person.email.casefold()
    for key, id in person.ids.items():
        yield key, id
        if key in LOGINS:
            yield "login", id
        if key in NUMBERS:
            yield "number", id
    if ours:  # our own id may be what people log in by, or their number
        yield "login", person.id
        yield "number", person.id


def _together(ours: Person, theirs: Person) -> Person:
    """What we know, and what is new; our own id stays."""
    return replace(
        ours, name=theirs.name or ours.name, email=theirs.email or ours.email, section=theirs.section or ours.section,
        ids=MappingProxyType({**ours.ids, **theirs.ids}), withdrawn=theirs.withdrawn,
    )  # fmt: skip


class Nearest:
    """People by their names, in whatever order first and last names stand; and by their ids."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._names: dict[str, list[str]] = {}
        for person in people:
            self._names.setdefault(words_of(person.name), []).append(person.id)
        self._ids = [person.id for person in people]

    def to(self, person: Person) -> tuple[str, ...]:
        """The ids of up to three who have a like name, or else a like id."""
        names = get_close_matches(words_of(person.name), self._names, 3, cutoff=0.75) if person.name else []
        like = [id for name in names for id in self._names[name]]
        return tuple(like or get_close_matches(person.id, self._ids, 3, cutoff=0.75))[:3]


def words_of(name: str) -> str:
    """A name to compare, in whatever order first and last names stand."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))
