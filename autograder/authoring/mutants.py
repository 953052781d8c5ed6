"""A reference solution with one fault at a time: what a hidden suite has to notice."""

import ast
import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from autograder.authoring import (
    mutations_of_calls,
    mutations_of_expressions,
    mutations_of_names,
    mutations_of_plain_values,
    mutations_of_statements,
)
from autograder.authoring.mutation import Operator, Scope, one_line
from autograder.authoring.stubs import regions
from autograder.model.audit import Mutant

OPERATORS: tuple[Operator, ...] = (
    *mutations_of_calls.OPERATORS,
    *mutations_of_expressions.OPERATORS,
    *mutations_of_statements.OPERATORS,
    *mutations_of_plain_values.OPERATORS,
    *mutations_of_names.OPERATORS,
)
NOT_CODE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Raise, cst.Comment, cst.Assert)
"""What is looked past: signatures, imports, and the words of an error."""


def mutants(source: str) -> list[Mutant]:
    """Every fault that an operator can put into the solution regions of a source, each once.

    Mutants that Python cannot compile, or that are the same program as the reference or as another one, are left out.
    """
    finder = _Finder(source)
    MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True).visit(finder)
    seen = {_program(source)}
    found: dict[str, Mutant] = {}
    for edit in finder.edits:
        mutated = source[: edit.start] + edit.text + source[edit.end :]
        program = _program(mutated)
        if program is None or program in seen:
            continue
        seen.add(program)
        mutant = _mutant(source, mutated, edit, found)
        found[mutant.id] = mutant
    return list(found.values())


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str
    what: str
    where: str
    """The function around it."""


def _mutant(source: str, mutated: str, edit: _Edit, taken: dict[str, Mutant]) -> Mutant:
    before, after = source[edit.start : edit.end], edit.text
    description = f"{edit.what}: {one_line(before)} → {one_line(after)}"
    lines = [
        line.strip() for line in difflib.unified_diff(source.splitlines(), mutated.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]  # fmt: skip
    identity = hashlib.sha256("\n".join([edit.where, *lines]).encode()).hexdigest()[:8]
    number = 1
    while (name := identity if number == 1 else f"{identity}.{number}") in taken:
        number += 1
    return Mutant(name, description, mutated, _diff(source, mutated))


def _diff(source: str, mutated: str) -> str:
    diff = difflib.unified_diff(source.splitlines(), mutated.splitlines(), "reference", "mutant", n=2, lineterm="")
    return "\n".join(diff)


def _program(source: str) -> str | None:
    """What the text does, whatever its layout; None when Python cannot compile it."""
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return ast.dump(ast.parse(source))


class _Finder(cst.CSTVisitor):
    """Asks every operator at every node of the solution regions."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, source: str) -> None:
        super().__init__()
        self.edits: list[_Edit] = []
        self._regions = [(region.begin, region.end) for region in regions(source)]
        lines = source.splitlines(keepends=True)
        self._offsets = [0, *(sum(map(len, lines[: i + 1])) for i in range(len(lines)))]
        self._above: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, NOT_CODE) or _is_docstring(node):
            return False
        position = self.get_metadata(PositionProvider, node, None)
        if isinstance(position, CodeRange) and self._inside(position):
            self.edits += self._asked(node, position)
        self._above.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._above and self._above[-1] is original_node:
            self._above.pop()

    def _asked(self, node: cst.CSTNode, position: CodeRange) -> Iterator[_Edit]:
        scope = Scope(tuple(self._above), column=position.start.column)
        start, end = (self._offsets[at.line - 1] + at.column for at in (position.start, position.end))
        for operator in OPERATORS:
            for what, text in operator(node, scope):
                yield _Edit(start, end, text, what, scope.function.name.value if scope.function else "")

    def _inside(self, position: CodeRange) -> bool:
        return any(begin < position.start.line and position.end.line < end for begin, end in self._regions)


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString))
