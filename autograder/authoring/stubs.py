"""From a reference solution to the stub that students get."""

import re
from dataclasses import dataclass
from io import StringIO

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from autograder.errors import InputError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
LIKE_A_MARKER = re.compile(r"#+\s*(BEGIN|END)[\s_-]*SOLUTION\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Region:
    """The lines of one solution, both markers included; numbers count from 1."""

    begin: int
    end: int
    column: int
    in_function: bool


def stub(source: str, label: str) -> str:
    """The solution with each region replaced by one `raise NotImplementedError(label)`, all else byte for byte.

    A region outside of functions (helpers that only the solution needs) leaves nothing behind. A source that is a
    stub already stays as it is.

    Raises:
        InputError: a marker is missing, misplaced or misspelt, or the stub would not compile; names the line.
    """
    raised = f'raise NotImplementedError("{label}")'
    lines = StringIO(source, newline="").readlines()
    found = regions(source)
    if not found and raised not in source:
        raise InputError("line 1: no solution is marked.", f"Put it between `{BEGIN}` and `{END}`.")
    for region in reversed(found):
        first = lines[region.begin - 1]
        ending = first[len(first.rstrip("\r\n")) :]
        if region.in_function:
            lines[region.begin - 1 : region.end] = [" " * region.column + raised + ending]
        else:
            lines[blank_before(lines, region.begin - 1) : region.end] = []
    result = "".join(lines).rstrip() + "\n"
    _check_compiles(
        result,
        "line {line} of the stub: it does not compile without the solution ({error}).",
        "A region must hold whole statements, and leave something in a class.",
    )
    return result


def regions(source: str) -> list[Region]:
    """The marked regions of a solution, in order.

    Raises:
        InputError: a marker is missing, misplaced or misspelt; names the line.
    """
    scan = _scan(source)
    lines = StringIO(source, newline="").readlines()
    found: list[Region] = []
    opened: CodeRange | None = None
    for position, text in scan.markers:
        line = position.start.line
        if text not in (BEGIN, END) or lines[line - 1].strip() != text:
            hint = f"Write `{BEGIN}` or `{END}` on a line of its own."
            raise InputError(f"line {line}: `{text}` is no marker.", hint)
        if (text == BEGIN) == (opened is not None):
            missing = f"a second `{BEGIN}`" if opened else f"`{END}` without `{BEGIN}`"
            raise InputError(f"line {line}: {missing}.", f"Each `{BEGIN}` needs its own `{END}`.")
        if opened is None:
            opened = position
            continue
        found.append(_region(opened, position, lines, scan))
        opened = None
    if opened is not None:
        raise InputError(f"line {opened.start.line}: `{BEGIN}` is never closed.", f"Add `{END}` after the solution.")
    return found


def blank_before(lines: list[str], index: int) -> int:
    """Where the run of blank lines before a line begins, so that none are doubled when the line goes."""
    while index > 0 and not lines[index - 1].strip():
        index -= 1
    return index


def _region(begin: CodeRange, end: CodeRange, lines: list[str], scan: "_Scan") -> Region:
    first, last, column = begin.start.line, end.start.line, begin.start.column
    if end.start.column != column:
        raise InputError(f"line {last}: `{END}` is not below the `{BEGIN}` of line {first}.", "Indent both alike.")
    if all(line.strip().startswith("#") or not line.strip() for line in lines[first : last - 1]):
        raise InputError(f"line {first}: the solution is empty.", f"Write it between `{BEGIN}` and `{END}`.")
    around = [scope for scope in scan.scopes if scope[0].start.line < first <= scope[0].end.line]
    return Region(first, last, column, in_function=bool(around) and around[-1][1])


class _Scan(cst.CSTVisitor):
    """Where the markers, functions and classes of a source are."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.markers: list[tuple[CodeRange, str]] = []
        self.scopes: list[tuple[CodeRange, bool]] = []

    def visit_Comment(self, node: cst.Comment) -> None:
        if LIKE_A_MARKER.fullmatch(node.value):
            self.markers.append((self._position(node), node.value))

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.scopes.append((self._position(node), True))

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.scopes.append((self._position(node), False))

    def _position(self, node: cst.CSTNode) -> CodeRange:
        position = self.get_metadata(PositionProvider, node)
        assert isinstance(position, CodeRange)
        return position


def _scan(source: str) -> _Scan:
    _check_compiles(source, "line {line}: this is not Python ({error}).", "Correct the line.")
    scan = _Scan()
    MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True).visit(scan)
    scan.markers.sort(key=lambda marker: marker[0].start.line)
    return scan


def _check_compiles(source: str, message: str, hint: str) -> None:
    try:
        compile(source, "stub", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise InputError(message.format(line=error.lineno, error=error.msg), hint) from None
