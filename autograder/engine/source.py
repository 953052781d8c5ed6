"""A student's source files as text: what can be said of them without running them."""

import ast
import difflib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from autograder.model.assignment import Assignment
from autograder.model.result import Outcome

MAX_BYTES, MAX_TOGETHER = 1 << 16, 1 << 18
"""Of one source file and of all: Python's parser, which reads them in the grader, takes a second for the worst 64 KiB,
and a quarter of a minute for the worst 256 KiB."""
HINT = "Hand in code, not data."
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser raises."""
NAMING = (ast.Import, ast.ImportFrom, ast.Attribute, ast.Name)
"""The parts of a syntax tree that name something."""
KEPT = 32
"""So many files' names are remembered: more than one submission has, and no more than memory can hold."""


@dataclass(frozen=True)
class SourceProblem:
    """Why an exercise cannot be run."""

    outcome: Outcome
    says: str


def read_sources(
    files: Mapping[str, bytes], assignment: Assignment, unread: Mapping[str, str] = MappingProxyType({})
) -> tuple[dict[str, str], dict[str, SourceProblem]]:
    """The files as text, and for each exercise without a usable file the reason.

    `unread` says of exercises why a notebook, or its cell, cannot be read.
    """
    sources, unreadable = {}, {}
    asked = {exercise.file for exercise in assignment.coded}
    together = 0
    for name, data in sorted(files.items(), key=lambda file: (file[0] not in asked, file[0])):
        if not name.endswith(".py"):
            continue
        together += len(data) if len(data) <= MAX_BYTES else 0
        if len(data) > MAX_BYTES:
            unreadable[name] = f"{name} is larger than {MAX_BYTES >> 10} KiB. {HINT}"
        elif together > MAX_TOGETHER:
            unreadable[name] = f"{name}: your files are larger than {MAX_TOGETHER >> 10} KiB together. {HINT}"
        else:
            try:
                sources[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError as error:
                unreadable[name] = f"{name} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8."
    problems = {slug: SourceProblem(Outcome.ERROR, says) for slug, says in unread.items()}
    for exercise in assignment.coded:
        if exercise.slug in problems:
            continue
        if exercise.file in unreadable:
            problems[exercise.slug] = SourceProblem(Outcome.ERROR, unreadable[exercise.file])
        elif exercise.file not in sources:
            problems[exercise.slug] = SourceProblem(Outcome.NOT_ATTEMPTED, _absent(exercise.file, sources, assignment))
        elif says := syntax_problem(exercise.file, sources[exercise.file]):
            problems[exercise.slug] = SourceProblem(Outcome.ERROR, says)
    for slug in problems:
        sources.pop(f"{slug}.py", None)
    return sources, problems


def syntax_problem(name: str, text: str) -> str:
    """One line on why Python cannot read the text; empty when it can."""
    try:
        _parse(text)
    except SyntaxError as error:
        place = f"{name}, line {error.lineno}" if error.lineno else name
        return f"{place}: Python cannot read this ({error.msg})."
    except UNREADABLE:
        return f"{name}: Python cannot read this (too deeply nested, or a null byte)."
    return ""


def imported_modules(sources: Mapping[str, str], module: str) -> set[str]:
    """The modules that a student's module imports, also through its siblings."""
    found: set[str] = set()
    todo = [module]
    while todo:
        names = _named(sources.get(f"{todo.pop()}.py", "")).modules
        todo += [name for name in names - found if f"{name}.py" in sources]
        found |= names
    return found


def _in_file(file: str, line: int) -> str:
    return f"{file}, line {line}"


def uses_of(
    banned: Sequence[str], sources: Mapping[str, str], module: str, where: Callable[[str, int], str] = _in_file
) -> tuple[str, ...]:
    """Where a module and the siblings it imports name a banned thing: "file.py, line 3: torch.nn.Linear".

    `where` says it otherwise for files that were made of a notebook's cells.
    """
    names = sorted({module, *imported_modules(sources, module)} if banned else ())
    used = {name: _named(sources.get(f"{name}.py", "")).used for name in names}
    stars = {dotted.removesuffix(".*") for found in used.values() for dotted, _ in found if dotted.endswith(".*")}
    stars = {star for star in stars if any(ban.startswith(f"{star}.") for ban in banned)}
    seen = [
        f"{where(f'{name}.py', line)}: {meant}"
        for name in names for dotted, line in used[name] for meant in _meant(dotted, stars) if _hit(meant, banned)
    ]  # fmt: skip
    return tuple(dict.fromkeys(seen))


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings(action="ignore"):  # they would be printed, with the student's text
        return ast.parse(text)


@dataclass(frozen=True)
class _Named:
    """What a text names of others; kept in place of its syntax tree, which may take 100 MB if it was made to harm."""

    modules: frozenset[str]
    """What it imports."""
    used: tuple[tuple[str, int], ...]
    """The imported things that it names, by their full dotted names, with the line."""


@lru_cache(maxsize=KEPT)
def _named(text: str) -> _Named:
    """What the text names; nothing when Python cannot read it."""
    try:
        nodes = [node for node in ast.walk(_parse(text)) if isinstance(node, NAMING)]
    except UNREADABLE:
        nodes = []
    imports, stars = _imports(nodes), _stars(nodes)
    modules = frozenset(name.partition(".")[0] for name in [*imports.values(), *stars])
    return _Named(modules, tuple(_names(nodes, imports, stars)))


def watched_calls(banned: Sequence[str]) -> list[str]:
    """The names under which banned torch functions show while code runs."""
    return [dotted.rpartition(".")[2] for dotted in banned if dotted.startswith("torch.")]


def _absent(file: str, sources: Mapping[str, str], assignment: Assignment) -> str:
    taken = {exercise.file for exercise in assignment.exercises}
    close = difflib.get_close_matches(file, [name for name in sources if name not in taken], n=1)
    if close and close[0].replace("_", "").replace(".", "").isalnum():
        return f"{file} is missing. Did you mean to name {close[0]} that?"
    return f"{file} was not handed in."


def _meant(dotted: str, stars: Iterable[str]) -> list[str]:
    """What a used name may be: one that a star import may have brought comes from any of them."""
    return [f"{star}{dotted[1:]}" for star in sorted(stars)] if dotted.startswith("*.") else [dotted]


def _hit(dotted: str, banned: Sequence[str]) -> bool:
    return any(dotted == ban or dotted.startswith(f"{ban}.") for ban in banned)


def _imports(nodes: Sequence[ast.AST]) -> dict[str, str]:
    """Local name -> dotted name, for every import anywhere in the file."""
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _stars(nodes: Sequence[ast.AST]) -> list[str]:
    """The modules of which all names are imported."""
    imports = (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return [str(node.module) for node in imports if any(alias.name == "*" for alias in node.names)]


def _names(nodes: Sequence[ast.AST], imports: Mapping[str, str], stars: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Every dotted name that the code uses, imports resolved, with its line; `*.name` may come from a star import."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, (ast.Attribute, ast.Name)):
            head, *rest = _dotted(node)
            if head in imports:
                yield ".".join([imports[head], *rest]), node.lineno
            elif head and stars and isinstance(node.ctx, ast.Load):
                yield ".".join(["*", head, *rest]), node.lineno


def _dotted(node: ast.expr) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id if isinstance(node, ast.Name) else "", *reversed(parts)]
