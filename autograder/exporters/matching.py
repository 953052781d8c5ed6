"""Whose record it is, in a file of the LMS: certain, or told with the nearest candidates and never guessed."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from autograder.exporters.layout import Cells, IdColumn, Layout
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Key, Row
from autograder.model.text import one_line

MAX_NEAREST = 200
"""Beyond so many unmatched records nobody reads candidates, and looking for them takes minutes."""


class Matcher:
    """The class, by all that its students may be called in a file."""

    def __init__(self, rows: Sequence[Row], layout: Layout) -> None:
        self._rows, self._layout = rows, layout
        self._known = {column.header: _index(rows, column) for column in (*layout.ids, *layout.names)}
        self._problems: list[Problem] = []
        self._strangers: list[tuple[int, str]] = []

    def find(self, number: int, cells: Cells, keys: Sequence[Key]) -> int | None:
        """The place in the class of the only student whom a record can mean, by its ids, or else by its name."""
        found = self._all(keys)
        names = () if found else cells.keys(self._layout.names)
        if names and (found := self._all(names)) and len(found) == 1:
            what, todo = "was found by name alone", "see that it is them"
            self._problems.append(Problem("by-name", self._rows[min(found)].person.id, "", what, todo, note=True))
        if len(found) == 1:
            return found.pop()
        if found:
            people = " and ".join(sorted(self._rows[at].person.id for at in found))
            what, todo = f"may be {people}, and nothing is changed there", "correct the ids in the roster"
            self._problems.append(Problem("ambiguous", f"row {number}", "", what, todo))
        elif keys or names:
            self._strangers.append((number, (*keys, *names)[0][1]))
        return None

    def problems(self) -> Iterator[Problem]:
        """Records that are nobody's, or perhaps somebody's."""
        yield from self._problems
        near = len(self._strangers) <= MAX_NEAREST
        candidates = sorted({name for known in self._known.values() for name in known}) if near else []
        for number, name in self._strangers:
            nearest = ", ".join(get_close_matches(name, candidates, 2)) if near else ""
            what = f"{one_line(name)!r} is nobody on the roster" + (f" (nearest: {nearest})" if nearest else "")
            todo = "nothing is changed there; see who it is"
            yield Problem("unknown-student", f"row {number}", "", what, todo, note=True)

    def _all(self, keys: Sequence[Key]) -> set[int]:
        found: set[int] = set()
        for header, name in keys:
            places = self._known[header].get(name)
            if isinstance(places, int):
                found.add(places)
            elif places:
                found.update(places)
        return found


def _index(rows: Sequence[Row], column: IdColumn) -> dict[str, int | list[int]]:
    """Where in the class those stand whom a name may mean; mostly that is one."""
    known: dict[str, int | list[int]] = {}
    for at, row in enumerate(rows):
        for name in column.names(row):
            others = known.setdefault(name, at)
            if isinstance(others, list):
                others.append(at)
            elif others != at:
                known[name] = [others, at]
    return known
