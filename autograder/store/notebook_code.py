"""The code of a notebook, statement by statement: what each binds, and which names it looks up when."""

import ast
import re
import symtable
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from autograder.store.notebook_file import NotebookCell

MAX_CELL, MAX_CODE = 1 << 16, 1 << 18
"""Bytes of one cell and of all: as much as of files, and for the same reason (see `autograder.engine.source`)."""
MAX_STATEMENTS = 4000
"""At the top of all cells: ten times what long notebooks have, and a second or two to follow in the worst."""
KEPT = 128
"""Cells that are remembered: more than a notebook has, and no more than memory can hold."""
RUN_ANYWAY = re.compile(r"%%(time|capture|prun)\b[^\n]*\n")
"""Magics of a whole cell that run it as it stands."""
MAGIC = re.compile(r"^(\s*)(?:%{1,2}[A-Za-z]|!|\?|[\w., ]+=\s*[%!][A-Za-z]|[\w.]+\?{1,2}\s*$).*$", re.MULTILINE)
"""Lines for IPython. `% b` with a blank may be the rest of an expression."""
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser raises."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = (*DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
IMPORTS = (ast.Import, ast.ImportFrom)
CHANGES = frozenset(
    (
        "add",
        "append",
        "clear",
        "discard",
        "extend",
        "insert",
        "pop",
        "remove",
        "reverse",
        "setdefault",
        "sort",
        "update",
    )
)
"""Methods of lists, dicts and sets that change them; a call of one by itself is a part of what it is called on."""
AT_ONCE = ("listcomp", "setcomp", "dictcomp", "genexpr")


@dataclass(frozen=True)
class Broken:
    """A cell that Python cannot read."""

    cell: NotebookCell
    line: int
    says: str


class Piece:
    """A statement at the top of a cell's code, whichever cell that is."""

    def __init__(self, node: ast.stmt, text: str) -> None:
        self.line = _first_line(node)
        self.text = text
        self.is_import = isinstance(node, IMPORTS)
        self.is_star = isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        self.is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        self.binds: frozenset[str] = frozenset(_bound(node))
        self.changes: frozenset[str] = frozenset(_changed(node)) - self.binds
        """Names of things that it changes in place: `TABLE[0] = 1`, `Net.forward = forward`."""
        self.defines = any(isinstance(each, (*DEFINITIONS, *IMPORTS)) for each in _outside_of_scopes(node))
        """Whether it is or holds a definition or an import."""

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The global names that it looks up when it runs, and those that what it defines looks up when called."""
        try:
            with warnings.catch_warnings(action="ignore"):
                table = symtable.symtable(self.text, "cell", "exec")
        except UNREADABLE:  # `return` at the top of a cell, and the like
            return frozenset(), frozenset()
        now = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
        later: set[str] = set()
        todo = [(child, True) for child in table.get_children()]
        while todo:
            scope, outer = todo.pop()
            at_once = outer and (scope.get_type() == "class" or scope.get_name() in AT_ONCE)
            found = {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
            (now if at_once else later).update(found)
            todo += [(child, at_once) for child in scope.get_children()]
        return frozenset(now), frozenset(later)


@dataclass(frozen=True, eq=False)
class Statement:
    """A piece of code in its place."""

    order: int
    cell: NotebookCell
    piece: Piece


def read_code(cells: Iterable[NotebookCell]) -> tuple[list[Statement], list[Broken]]:
    """The statements of all cells in order, and the cells that could not be read."""
    statements: list[Statement] = []
    broken: list[Broken] = []
    room = MAX_CODE
    for cell in cells:
        if not cell.is_code or not cell.source.strip():
            continue
        size = len(cell.source.encode())
        if size > min(MAX_CELL, room):
            limit = MAX_CELL if size > MAX_CELL else MAX_CODE
            broken.append(Broken(cell, 0, f"more than {limit >> 10} KiB of code; hand in code, not data"))
            continue
        room -= size
        try:
            pieces = _pieces(cell.source)
        except SyntaxError as error:
            broken.append(Broken(cell, error.lineno or 0, f"Python cannot read this ({error.msg})"))
            continue
        except UNREADABLE:
            broken.append(Broken(cell, 0, "Python cannot read this (too deeply nested, or a null byte)"))
            continue
        if len(statements) + len(pieces) > MAX_STATEMENTS:
            broken.append(Broken(cell, 0, f"more than {MAX_STATEMENTS} statements; hand in code, not data"))
            continue
        for piece in pieces:
            statements.append(Statement(len(statements), cell, piece))
    return statements, broken


@lru_cache(KEPT)
def _pieces(source: str) -> tuple[Piece, ...]:
    """The statements of a cell's code. Most cells of a notebook are as they were handed out, in all of a class."""
    text, tree = _parsed(source)
    texts = list(_texts(tree.body, text))
    return tuple(Piece(node, part) for node, part in zip(tree.body, texts, strict=True))


def _parsed(source: str) -> tuple[str, ast.Module]:
    """The cell's code and its tree; lines for IPython do nothing, if Python cannot read it otherwise."""
    text = RUN_ANYWAY.sub("\n", source, count=1) if source.startswith("%%") else source
    if text.startswith("%%"):  # a cell in another language
        return "", ast.Module([], [])
    with warnings.catch_warnings(action="ignore"):
        try:
            return text, ast.parse(text)
        except SyntaxError:
            cleaned = MAGIC.sub(r"\1pass", text)
            if cleaned == text:
                raise
            return cleaned, ast.parse(cleaned)


def _texts(body: Sequence[ast.stmt], text: str) -> Iterator[str]:
    """Each statement as it was written; where two share a line, as Python writes it."""
    lines = text.split("\n")
    spans = [(_first_line(node), node.end_lineno or node.lineno) for node in body]
    for place, (node, (first, last)) in enumerate(zip(body, spans, strict=True)):
        before = spans[place - 1][1] if place else 0
        after = spans[place + 1][0] if place + 1 < len(spans) else len(lines) + 1
        if before < first and last < after:
            yield "\n".join(lines[first - 1 : last])
        else:
            yield ast.unparse(node)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _outside_of_scopes(node: ast.stmt) -> Iterator[ast.AST]:
    """The statement and what is in it, without what is in functions, classes and comprehensions."""
    todo: list[ast.AST] = [node]
    while todo:
        each = todo.pop()
        yield each
        if not isinstance(each, SCOPES):
            todo += ast.iter_child_nodes(each)


def _bound(node: ast.stmt) -> Iterator[str]:
    for each in _outside_of_scopes(node):
        if isinstance(each, DEFINITIONS):
            yield each.name
        elif isinstance(each, IMPORTS):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in each.names)
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, (ast.MatchAs, ast.MatchStar)) and each.name:
            yield each.name


def _changed(node: ast.stmt) -> Iterator[str]:
    """The names of what is changed in place by an assignment, by a method, or by a decorator that is given it."""
    if isinstance(node, DEFINITIONS):
        calls = (each for each in node.decorator_list if isinstance(each, ast.Call))
        yield from (argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name))
        return
    if isinstance(node, ast.Expr):
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CHANGES:
            yield from _base(call.func.value)
        return
    for each in _outside_of_scopes(node):
        if isinstance(each, (ast.Attribute, ast.Subscript)) and isinstance(each.ctx, ast.Store):
            yield from _base(each)


def _base(node: ast.expr) -> Iterator[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
