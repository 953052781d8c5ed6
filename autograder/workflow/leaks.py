"""Whether something that must stay secret is in what students get."""

import ast
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from autograder.authoring.stubs import regions
from autograder.errors import Fault
from autograder.model.assignment import Assignment
from autograder.store.course import Course

LONG = 20
"""Characters of a line that is not written twice by chance."""
UNTOLD = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
"""Statements of a test that tell nothing of what it asks; what stands inside of them is looked at for itself."""


def refuse_leaks(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> None:
    """Passes when no line of a solution or of a hidden test is in the files, nor in a wheel among them.

    A public check may share lines with a hidden test, as both call the same function, but not most of its lines.

    Raises:
        Fault: there is one; says what stands where.
    """
    solutions = _secrets(course, assignment, course.solution_folder(assignment.slug), "", _solution_lines)
    tests = _secrets(course, assignment, course.suite_folder(assignment.slug), "test_", _test_lines)
    for name, text in _texts(files):
        if "/suites/" in name or "/solutions/" in name:
            raise Fault(f"{name} must not be in what students get.", "Nothing was released.")
        hidden = [line for line in tests if line in text]
        if name.startswith("checks/") and len(hidden) <= len(_test_lines(text)) / 2:
            hidden = []
        for line in [line for line in solutions if line in text] + hidden:
            source = {**tests, **solutions}[line]
            raise Fault(f"{name} holds `{line}`, a line of {source}.", "Nothing was released; take it out.")


def _secrets(
    course: Course, assignment: Assignment, folder: Path, prefix: str, lines_of: Callable[[str], set[str]]
) -> dict[str, str]:
    """The long lines that the stubs do not hold anyway, each with the file that it comes from."""
    secrets = {}
    for exercise in assignment.exercises:
        path = folder / f"{prefix}{exercise.file}"
        if path.is_file():
            stub = (course.stub_folder(assignment.slug) / exercise.file).read_text(encoding="utf-8")
            for line in lines_of(path.read_text(encoding="utf-8")):
                if len(line) >= LONG and line not in stub:
                    secrets[line] = str(path.relative_to(course.root))
    return secrets


def _solution_lines(source: str) -> set[str]:
    lines = source.splitlines()
    return {line.strip() for region in regions(source) for line in lines[region.begin : region.end - 1]}


def _test_lines(source: str) -> set[str]:
    """The lines in which a test says what it asks: no imports, decorators, signatures or docstrings."""
    lines = source.splitlines()
    asking = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and not isinstance(node, UNTOLD) and not _is_text(node)
    ]
    spans = [lines[node.lineno - 1 : node.end_lineno] for node in asking]
    return {line.strip() for span in spans for line in span}


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every file as text under its name, those inside wheels too."""
    for name, content in files.items():
        if name.endswith(".whl"):
            with ZipFile(BytesIO(content)) as wheel:
                yield from _texts({f"{name}/{inner}": wheel.read(inner) for inner in wheel.namelist()})
        else:
            yield name, content.decode("utf-8", errors="replace")
