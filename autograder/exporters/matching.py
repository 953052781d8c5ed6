"""Whose record it is, in a file of the LMS: certain, or told with the nearest candidates and never guessed."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property

from autograder.exporters.layout import Layout, Places, called
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Key, Row
from autograder.exporters.table import Record
from autograder.model.text import one_line

MAX_NEAREST = 200
"""Beyond so many unmatched records nobody reads candidates, and looking for them takes minutes."""


class Matcher:
    """The class, by all that its students may be called in a file."""

    def __init__(self, rows: Sequence[Row], layout: Layout) -> None:
        self._rows, self._layout = rows, layout
        self._by_id = {column.header: column.places(rows) for column in layout.ids}
        self._problems: list[Problem] = []
        self._strangers: list[tuple[int, str]] = []

    def find(self, record: Record, keys: Sequence[Key]) -> int | None:
        """The place in the class of the only student whom a record can mean, by its ids, or else by its name."""
        found = _all(keys, self._by_id)
        if len(found) == 1:
            return found.pop()
        names = () if found else called(record, self._layout.names)
        if names and len(found := _all(names, self._by_name)) == 1:
            what, todo = "was found by name alone", "see that it is them"
            self._problems.append(Problem("by-name", self._rows[min(found)].person.id, "", what, todo, note=True))
            return found.pop()
        if found:
            people = " and ".join(sorted(self._rows[at].person.id for at in found))
            what, todo = f"may be {people}, and nothing is changed there", "correct the ids in the roster"
            self._problems.append(Problem("ambiguous", f"row {record.number}", "", what, todo))
        elif keys or names:
            self._strangers.append((record.number, (*keys, *names)[0][1]))
        return None

    def problems(self) -> Iterator[Problem]:
        """Records that are nobody's, or perhaps somebody's."""
        yield from self._problems
        near = 0 < len(self._strangers) <= MAX_NEAREST
        known = (*self._by_id.values(), *self._by_name.values()) if near else ()
        candidates = sorted({name for places in known for name in places})
        for number, name in self._strangers:
            nearest = ", ".join(get_close_matches(name, candidates, 2)) if near else ""
            what = f"{one_line(name)!r} is nobody on the roster" + (f" (nearest: {nearest})" if nearest else "")
            todo = "nothing is changed there; see who it is"
            yield Problem("unknown-student", f"row {number}", "", what, todo, note=True)

    @cached_property
    def _by_name(self) -> Mapping[str, Places]:
        """Made when a record is met that no id finds; in most downloads there is none."""
        return {column.header: column.places(self._rows) for column in self._layout.names}


def _all(keys: Sequence[Key], known: Mapping[str, Places]) -> set[int]:
    found: set[int] = set()
    for header, name in keys:
        places = known[header].get(name)
        if isinstance(places, int):
            found.add(places)
        elif places:
            found.update(places)
    return found
