"""What a text of Python names, found without running it: modules, banned things, and whether it keeps to itself."""

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser raises."""
NAMING = (ast.Import, ast.ImportFrom, ast.Attribute, ast.Name)
"""The parts of a syntax tree that name something."""
KEPT = 32
"""So many files' names are remembered: more than one submission has, and no more than memory can hold."""
HARMLESS = {
    "__future__", "abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "enum", "fractions", "functools",
    "given", "heapq", "itertools", "jaxtyping", "json", "math", "numbers", "numpy", "operator", "random", "re",
    "statistics", "string", "time", "torch", "types", "typing",
}  # fmt: skip
"""Modules with nothing that lasts, but for what is called as in `LOUD`."""
LOUD = {
    "__import__", "_C", "attrgetter", "backends", "compile", "delattr", "distributed", "eval", "exec", "getattr",
    "globals", "hub", "jit", "library", "locals", "methodcaller", "multiprocessing", "open", "overrides", "ops",
    "setattr", "vars",
}  # fmt: skip
"""Parts of names of what may change more than the objects that it is given, or reach what it does not name. So does
what is called `set_...`."""
CALM_DUNDERS = {"__call__", "__class__", "__doc__", "__getitem__", "__init__", "__len__", "__name__", "__version__"}


@dataclass(frozen=True)
class Named:
    """What a text names of others; kept in place of its syntax tree, which may take 100 MB if it was made to harm."""

    modules: frozenset[str] = frozenset()
    """What it imports."""
    used: tuple[tuple[str, int], ...] = ()
    """The imported things that it names, by their full dotted names, with the line."""
    quiet: bool = False
    """Whether all that it can change is its own, as far as names tell."""
    unreadable: str = ""
    """Why Python cannot read it, after the name of the file."""


def syntax_problem(name: str, text: str) -> str:
    """One line on why Python cannot read the text; empty when it can."""
    problem = named(text).unreadable
    return f"{name}{problem}" if problem else ""


def all_quiet(sources: Mapping[str, str]) -> bool:
    """Whether code that runs after this code in the same process can be told from code that runs alone.

    It is a look at names, made for honest code: who wants to can deceive it, and spoil later exercises of their own.
    """
    own = {name.removesuffix(".py") for name in sources}
    found = [named(text) for text in sources.values()]
    return all(each.quiet and each.modules <= HARMLESS | own for each in found)


@lru_cache(maxsize=KEPT)
def named(text: str) -> Named:
    """What the text names; nothing when Python cannot read it."""
    try:
        with warnings.catch_warnings(action="ignore"):  # they would be printed, with the student's text
            nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, NAMING)]
    except SyntaxError as error:
        return Named(
            unreadable=f"{f', line {error.lineno}' if error.lineno else ''}: Python cannot read this ({error.msg})."
        )
    except UNREADABLE:
        return Named(unreadable=": Python cannot read this (too deeply nested, or a null byte).")
    imports, stars = _imports(nodes), _stars(nodes)
    modules = frozenset(name.partition(".")[0] for name in [*imports.values(), *stars])
    used = tuple(_names(nodes, imports, stars))
    return Named(modules, used, _quiet(nodes, used, imports))


def _quiet(nodes: Sequence[ast.AST], used: Sequence[tuple[str, int]], imports: Mapping[str, str]) -> bool:
    parts = {part for dotted, _ in used for part in dotted.split(".")}
    for node in nodes:
        if isinstance(node, ast.Attribute):
            if node.attr.startswith("__") and node.attr not in CALM_DUNDERS:
                return False
            if not isinstance(node.ctx, ast.Load) and _dotted(node)[0] in imports:
                return False
        elif isinstance(node, ast.Name):
            parts.add(node.id)
    return not any(part in LOUD or part.startswith(("set_", "seterr", "__builtins")) for part in parts)


def imported_modules(sources: Mapping[str, str], module: str) -> set[str]:
    """The modules that a student's module imports, also through its siblings."""
    found: set[str] = set()
    todo = [module]
    while todo:
        names = named(sources.get(f"{todo.pop()}.py", "")).modules
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
    used = {name: named(sources.get(f"{name}.py", "")).used for name in names}
    stars = {dotted.removesuffix(".*") for found in used.values() for dotted, _ in found if dotted.endswith(".*")}
    stars = {star for star in stars if any(ban.startswith(f"{star}.") for ban in banned)}
    seen = [
        f"{where(f'{name}.py', line)}: {meant}"
        for name in names for dotted, line in used[name] for meant in _meant(dotted, stars) if _hit(meant, banned)
    ]  # fmt: skip
    return tuple(dict.fromkeys(seen))


def watched_calls(banned: Sequence[str]) -> list[str]:
    """The names under which banned torch functions show while code runs."""
    return [dotted.rpartition(".")[2] for dotted in banned if dotted.startswith("torch.")]


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
