"""The code of a notebook as one module for each exercise: what the answer needs, wherever in the notebook it stands.

A kernel has one namespace, a file has its own. So of each exercise's names the last definition counts, as in a kernel
that ran all cells, and with it come the imports, helpers and constants that it looks up, and what these look up in
turn. Nothing else runs: no plot, no training, no check, no magic.
"""

import builtins
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.model.assignment import Assignment, Exercise
from autograder.store.notebook_code import Broken, Statement

BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Place:
    """Where a statement of a module comes from: from this line on, until the next place."""

    line: int
    cell: int
    cell_line: int


@dataclass(frozen=True)
class Module:
    """A module made of cells."""

    text: str
    places: tuple[Place, ...]


@dataclass
class _Slice:
    """The statements that an exercise needs, and what each of them needs first and later."""

    chosen: dict[int, Statement] = field(default_factory=dict)
    first: dict[int, list[Statement]] = field(default_factory=dict)
    """By a statement's place: those that have to run before it."""
    later: dict[int, list[Statement]] = field(default_factory=dict)
    """Those that what it defines looks up when it is called."""
    siblings: dict[str, set[str]] = field(default_factory=dict)
    """Exercise to the names of it that are used."""
    unknown: set[str] = field(default_factory=set)


class NotebookModules:
    """The modules that a notebook's statements make for an assignment."""

    def __init__(self, assignment: Assignment, statements: Sequence[Statement], broken: Sequence[Broken]) -> None:
        self._assignment = assignment
        self._statements = statements
        self._broken = broken
        self._owner = {name: exercise.slug for exercise in assignment.coded for name in exercise.defines}
        self._bindings: dict[str, list[Statement]] = {}
        self._changes: dict[str, list[Statement]] = {}
        for statement in statements:
            for name in statement.piece.binds:
                self._bindings.setdefault(name, []).append(statement)
            for name in statement.piece.changes:
                self._changes.setdefault(name, []).append(statement)
        self._bindings = {name: _counting(found) for name, found in self._bindings.items()}
        self._last = {name: self._last_of(name) for name in self._bindings}

    def module(self, exercise: Exercise) -> Module | None:
        """The exercise's module; none where no cell defines any of its names."""
        if not any(name in self._last for name in exercise.defines):
            return None
        cut = self._slice(exercise, self._importable[exercise.slug])
        lines: list[str] = []
        places: list[Place] = []
        for part in _parts(cut, self._statements):
            if isinstance(part, Statement):
                lines += [] if part.piece.is_import else [""]
                places.append(Place(len(lines) + 1, part.cell.number, part.piece.line))
                lines += part.piece.text.split("\n")
            else:
                lines.append(part)
        return Module("\n".join(lines).strip("\n") + "\n", tuple(places))

    def problem(self, exercise: Exercise) -> str:
        """Why there is no module, if a cell that cannot be read is the reason."""
        for broken in reversed(self._broken):
            cell = broken.cell
            if exercise.slug in (cell.exercise, cell.id.removeprefix("stub-")) or _mentions(cell.source, exercise):
                line = f", line {broken.line}" if broken.line else ""
                return f"cell {cell.number}{line}: {broken.says}."
        return ""

    @cached_property
    def _importable(self) -> dict[str, frozenset[str]]:
        """Exercise to the others that it may import: those that do not need it in turn."""
        needs = {each.slug: set(self._slice(each, None).siblings) for each in self._assignment.coded}
        return {slug: frozenset(other for other in needs if slug not in _reached(other, needs)) for slug in needs}

    def _slice(self, exercise: Exercise, importable: frozenset[str] | None) -> _Slice:
        """What the exercise needs; what other exercises define is imported from those that may be (None: from all)."""
        cut = _Slice()
        todo = [self._last[name] for name in exercise.defines if name in self._last]
        imported = self._imported_in(todo[-1].cell.number) if todo else {}
        changed = set[str]()

        def needed(name: str, at: Statement | None) -> Statement | None:
            owner = self._owner.get(name, exercise.slug)
            if name in imported:
                return imported[name]
            if owner != exercise.slug and (importable is None or owner in importable):
                cut.siblings.setdefault(owner, set()).add(name)
                return None
            if name not in self._bindings and name not in BUILTINS:
                cut.unknown.add(name)
            return self._bound_to(name, at)

        while todo:
            statement = todo.pop()
            if statement.order in cut.chosen:
                continue
            cut.chosen[statement.order] = statement
            now, later = statement.piece.names
            first = [found for name in sorted(now) if (found := needed(name, statement)) and found is not statement]
            after = [found for name in sorted(later) if (found := needed(name, None)) and found is not statement]
            cut.first[statement.order], cut.later[statement.order] = first, after
            todo += [*first, *after]
            if not statement.piece.is_import:
                todo += [change for name in statement.piece.binds - changed for change in self._changes.get(name, ())]
                changed |= statement.piece.binds
        return cut

    def _imported_in(self, cell: int) -> dict[str, Statement]:
        """The names that a cell imports: in it they mean that, whatever other cells make of them."""
        inside = [each for each in self._statements if each.piece.is_import and each.cell.number == cell]
        return {name: each for each in inside for name in each.piece.binds}

    def _bound_to(self, name: str, at: Statement | None) -> Statement | None:
        """What a name means to a statement that runs there; to a function that is called when all has run."""
        bindings = self._bindings.get(name, [])
        before = bisect_left(bindings, at.order, key=lambda each: each.order) if at else 0
        return bindings[before - 1] if before else self._last.get(name)

    def _last_of(self, name: str) -> Statement:
        """What a name means in the end: of an exercise's name, the last definition that is more than the stub."""
        bindings = self._bindings[name]
        if name not in self._owner:
            return bindings[-1]
        label = f"{self._assignment.slug}.{self._owner[name]}"
        raised = [f"NotImplementedError({quote}{label}{quote})" for quote in "\"'"]
        own = [each for each in bindings if not each.piece.is_import] or bindings  # a given one is another exercise's
        written = [each for each in own if not any(stub in each.piece.text for stub in raised)]
        return (written or own)[-1]


def _counting(candidates: list[Statement]) -> list[Statement]:
    """Of the statements that bind a name, those that count: where it is defined or imported, no trial of another cell.

    (`weights = weights(q, k)`, to look at them, is a trial.)
    """
    cells = {each.cell.number for each in candidates if each.piece.defines}
    return [each for each in candidates if each.cell.number in cells] if cells else candidates


def _mentions(source: str, exercise: Exercise) -> bool:
    """Whether a cell that cannot be read seems to define one of the exercise's names."""
    return any(f"{word} {name}{end}" in source for name in exercise.defines
               for word, end in (("def", "("), ("class", "("), ("class", ":")))  # fmt: skip


def _reached(start: str, needs: Mapping[str, Iterable[str]]) -> set[str]:
    """The exercises that one needs, and those that these need."""
    found, todo = set[str](), [start]
    while todo:
        new = set(needs.get(todo.pop(), ())) - found
        found |= new
        todo += new
    return found


def _parts(cut: _Slice, statements: Sequence[Statement]) -> Iterator[Statement | str]:
    """The statements of a module in an order in which it loads, and imports of siblings; no import twice."""
    ordered = [each for each in _ordered(cut) if not each.piece.is_future]
    first = [each for each in statements if each.piece.is_future or (each.piece.is_star and cut.unknown)]
    seen: set[str] = set()
    for place, each in enumerate([*sorted(first, key=lambda each: not each.piece.is_future), *ordered]):
        if place == len(first):
            yield from (f"from {name} import {', '.join(sorted(used))}" for name, used in sorted(cut.siblings.items()))
        if not each.piece.is_import or each.piece.text not in seen:
            yield each
        seen.add(each.piece.text)


def _ordered(cut: _Slice) -> Iterator[Statement]:
    """As in the notebook, but what a statement needs to run comes before it, whatever cell it is in."""
    done, deepened = set[int](), set[int]()
    for order in sorted(cut.chosen):
        stack = [(cut.chosen[order], False)]
        active = set[int]()  # begun, and waiting for others
        while stack:
            statement, deep = stack[-1]
            key = statement.order
            active.add(key)
            waits = list(cut.first[key])
            if deep and key not in deepened:
                waits += cut.later[key]
                deepened.add(key)
            waits = [each for each in waits if each.order not in deepened and each.order not in active]
            if waits:
                stack += [(each, True) for each in waits]
                continue
            stack.pop()
            active.discard(key)
            if key not in done:
                done.add(key)
                yield statement
