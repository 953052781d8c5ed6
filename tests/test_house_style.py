"""The house style of CONTRIBUTING.md, as far as a machine can see it and no linter looks at it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("assignments", "autograder", "bench", "solutions", "student_stubs", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
PACKAGE = [path for path in FILES if path.is_relative_to(ROOT / "autograder")]
TESTS = [path for path in FILES if path.name.startswith("test_")]
QUESTIONS = [path for path in TESTS if "suites" in path.parts or path.parent.name == "checks"]

AIM, WALL = 350, 500
"""Lines of a file: of the package, where a longer one has a second subject; and of any."""
LONGEST_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"base", "common", "helpers", "manager", "misc", "utils"}
WORDS_OF_SUITES = {"autograder.errors", "autograder.model", "autograder.testing"}
OF_EVERYBODY = {*sys.stdlib_module_names, "given", "jaxtyping", "numpy", "pytest", "torch"}


def name(path: Path) -> str:
    """The file's name as tests show it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """The file's syntax."""
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """All functions and methods of the file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imported(path: Path) -> set[str]:
    """The modules that the file imports."""
    nodes = list(ast.walk(tree(path)))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}


def test_there_is_something_to_look_at() -> None:
    """The lists that the other tests go through are not empty."""
    assert len(PACKAGE) > 50
    assert len(QUESTIONS) > 10


def test_files_are_short() -> None:
    """A file has one subject, which fits in 350 lines in the package and in 500 anywhere."""
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert not [name(path) for path in FILES if lines[path] > (AIM if path in PACKAGE else WALL)]


def test_functions_are_short() -> None:
    """A function fits on a screen."""
    lengths = {f"{name(path)}: {node.name}": _length(node) for path in FILES for node in functions(path)}
    assert not [where for where, length in lengths.items() if length > LONGEST_FUNCTION]


def test_modules_are_named_for_what_is_in_them() -> None:
    """A module, and a folder of modules, is called what it is about."""
    assert not [name(path) for path in FILES if {path.stem, path.parent.name} & NAMES_THAT_SAY_NOTHING]


def test_packages_say_what_they_are_for_and_nothing_else() -> None:
    """An `__init__` is a docstring; `testing` hands on the vocabulary of suites, the package `check` for notebooks."""
    more = {"testing": (ast.ImportFrom, ast.Assign), "autograder": (ast.FunctionDef,)}
    for path in (path for path in FILES if path.name == "__init__.py"):
        first, *rest = tree(path).body
        assert isinstance(first, ast.Expr) and ast.get_docstring(tree(path)), name(path)
        assert all(isinstance(node, more.get(path.parent.name, ())) for node in rest), name(path)


def test_every_test_says_what_holds() -> None:
    """A test has a docstring; of a suite or a check, it is the sentence that the student reads."""
    tests = {f"{name(path)}: {node.name}": node for path in FILES for node in functions(path) if path in TESTS}
    assert not [where for where, node in tests.items() if node.name.startswith("test_") and not ast.get_docstring(node)]


def test_suites_and_checks_import_nothing_but_the_vocabulary() -> None:
    """What asks knows `autograder.testing`, torch and pytest, and neither the engine nor the sandbox."""
    for path in QUESTIONS:
        foreign = {module for module in imported(path) if module.partition(".")[0] not in OF_EVERYBODY}
        assert {".".join(module.split(".")[:2]) for module in foreign} <= WORDS_OF_SUITES, name(path)


@pytest.mark.parametrize("folder", ["autograder/testing", "autograder/suites", "solutions", "student_stubs"])
def test_shapes_in_signatures_are_objects(folder: str) -> None:
    """Where jaxtyping says the shapes, annotations are not turned into strings."""
    assert not [name(path) for path in (ROOT / folder).rglob("*.py") if "__future__" in imported(path)]
