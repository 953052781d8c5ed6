"""Whether something that must stay secret is in what students get."""

import ast
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from autograder.authoring.stubs import regions
from autograder.errors import Fault
from autograder.model.assignment import Assignment, Kind
from autograder.store.bundle import QUESTIONS
from autograder.store.course import Course
from autograder.store.quiz_key import read_quiz_key

LONG = 28
"""Characters of a statement that is not written twice by chance."""

Secrets = dict[str, str]
"""A secret statement in one line, and the file that it comes from."""


def refuse_leaks(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> None:
    """Passes when no statement of a solution or of a hidden test is in the files, nor in a wheel among them.

    Worked examples that a stub shows anyway are no secret. A public check may share statements with a hidden test,
    as both call the same function, but not most of its own. A given module does what an exercise asks for in another
    way: it may share a guard or an attribute with the solution, but not most of it.

    Raises:
        Fault: there is one; says what stands where.
    """
    solutions, tests = _secrets(course, assignment)
    for name, content in _texts(files):
        if "/suites/" in name or "/solutions/" in name:
            raise Fault(f"{name} must not be in what students get.", "Nothing was released.")
        text = _one_line(content)
        secrets = solutions if name.startswith("checks/") and not _is_mostly(content, tests) else {**tests, **solutions}
        found = {secret: source for secret, source in secrets.items() if secret in text}
        if name.startswith("given/"):
            found = _most_of_a_source(found, secrets)
        for secret, source in found.items():
            raise Fault(f"{name} holds `{secret}` of {source}.", "Nothing was released; take it out.")


def _secrets(course: Course, assignment: Assignment) -> tuple[Secrets, Secrets]:
    """The long statements of the solutions (lines, of model answers) and of the hidden tests that no stub shows."""
    answers = course.solution_folder(assignment.slug) / QUESTIONS
    answered = [_one_line(line) for line in _read(answers).splitlines() if not line.startswith("#")]
    solutions = dict.fromkeys(answered, _name(answers, course))
    tests: Secrets = {}
    shown = ""
    for exercise in assignment.exercises:
        if exercise.kind is Kind.QUIZ:
            key = course.solution_folder(assignment.slug) / f"{exercise.slug}.toml"
            explained = [option.says for question in read_quiz_key(key).questions for option in question.options]
            solutions |= dict.fromkeys(map(_one_line, explained), _name(key, course))
    for exercise in assignment.coded:
        shown += _read(course.stub_folder(assignment.slug) / exercise.file)
        solution = course.solution_folder(assignment.slug) / exercise.file
        solutions |= dict.fromkeys(_solved(_read(solution)), _name(solution, course))
        suite = course.suite_folder(assignment.slug) / f"test_{exercise.file}"
        tests |= dict.fromkeys(_asked(_read(suite)), _name(suite, course))
    return _unshown(solutions, _one_line(shown)), _unshown(tests, _one_line(shown))


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _name(path: Path, course: Course) -> str:
    return path.relative_to(course.root).as_posix()


def _unshown(secrets: Secrets, shown: str) -> Secrets:
    return {text: source for text, source in secrets.items() if len(text) >= LONG and text not in shown}


def _solved(source: str) -> set[str]:
    """The simple statements and the comments of a solution's regions."""
    lines, solved = source.splitlines(), set()
    for region in regions(source):
        inside = range(region.begin + 1, region.end)
        solved |= {text for node, text in _simple_statements(source) if node.lineno in inside}
        solved |= {_one_line(lines[number - 1]) for number in inside if lines[number - 1].strip().startswith("#")}
    return solved


def _asked(source: str) -> set[str]:
    """The simple statements in which a test says what it asks: no docstrings."""
    return {text for node, text in _simple_statements(source) if not _is_text(node)}


def _simple_statements(source: str) -> Iterator[tuple[ast.stmt, str]]:
    """Every statement that holds no other, in one line; imports and `with torch.no_grad():` tell nothing."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.stmt)
            and not hasattr(node, "body")
            and not isinstance(node, (ast.Import, ast.ImportFrom))
        ):
            yield node, _one_line(ast.get_source_segment(source, node) or "")


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _most_of_a_source(found: Secrets, secrets: Secrets) -> Secrets:
    """The secrets that were found together with most others of the same file."""
    counts, totals = Counter(found.values()), Counter(secrets.values())
    return {secret: source for secret, source in found.items() if 2 * counts[source] > totals[source]}


def _is_mostly(check: str, tests: Secrets) -> bool:
    """Whether most of what a public check asks is what hidden tests ask."""
    asked = {text for text in _asked(check) if len(text) >= LONG}
    return len(asked & tests.keys()) > len(asked) / 2


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every file as text under its name, those inside wheels too; of a notebook what its cells hold, too."""
    for name, content in files.items():
        if name.endswith(".whl"):
            with ZipFile(BytesIO(content)) as wheel:
                yield from _texts({f"{name}/{inner}": wheel.read(inner) for inner in wheel.namelist()})
            continue
        text = content.decode("utf-8", errors="replace")
        yield name, text
        if name.endswith(".ipynb"):  # where JSON puts a backslash before each quotation mark
            yield name, "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
