"""Parts that several formats have in common, each as name to content."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.bridges.format import Ingredients
from autograder.errors import InputError
from autograder.model.assignment import RESPONSES, Assignment, Kind
from autograder.store.bundle import MISCONCEPTIONS, QUESTIONS
from autograder.store.course import Course
from autograder.store.manifest import MANIFEST
from autograder.store.responses import questions, uncollected

GIVEN = re.compile(rb"\bgiven[./](\w+)")
"""How handouts and stubs speak of a given module."""
UNAUDITED = "Released without an audit: the tests that grade this have not been tried on right and wrong answers."


def given_modules(course: Course, texts: Iterable[bytes]) -> dict[str, bytes]:
    """The given modules that these texts speak of, and those that they need in turn."""
    todo = [name for text in texts for name in GIVEN.findall(text)]
    modules: dict[str, bytes] = {}
    while todo:
        name = todo.pop().decode()
        path = course.given / f"{name}.py"
        if path.is_file() and f"given/{path.name}" not in modules:
            modules[f"given/{path.name}"] = path.read_bytes()
            todo += GIVEN.findall(path.read_bytes())
    return modules


def stubs(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """The file that students complete for each exercise that runs."""
    folder = course.stub_folder(assignment.slug)
    return {exercise.file: required(folder / exercise.file) for exercise in assignment.coded}


def written(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Quizzes without their keys, questions and where to answer them; all of it derived by `autograder stubs`."""
    folder, own = course.stub_folder(assignment.slug), course.assignment_folder(assignment.slug) / QUESTIONS
    files = {QUESTIONS: own.read_bytes()} if own.is_file() else {}
    loose = uncollected_questions(course, assignment)
    names = [name for exercise in assignment.exercises if exercise.kind is Kind.QUIZ
             for name in (f"{exercise.slug}.json", exercise.file)]  # fmt: skip
    names += [QUESTIONS] if assignment.headings else []
    names += [RESPONSES] if assignment.headings or loose else []
    return files | {name: required(folder / name) for name in names}


def uncollected_questions(course: Course, assignment: Assignment) -> list[str]:
    """The slugs of questions that no exercise of the assignment collects."""
    path = course.assignment_folder(assignment.slug) / QUESTIONS
    return list(uncollected(path.read_text("utf-8"), assignment.headings)) if path.is_file() else []


def checking(ingredients: Ingredients) -> dict[str, bytes]:
    """What `autograder check` needs beside the answers: public checks, typical mistakes, the manifest, the wheel."""
    course, assignment = ingredients.course, ingredients.assignment
    source = course.assignment_folder(assignment.slug)
    files = {
        f"checks/test_{exercise.file}": required(source / "checks" / f"test_{exercise.file}")
        for exercise in assignment.coded
    }
    files[f"checks/{MISCONCEPTIONS}"] = ingredients.misconceptions
    place = f"place = {assignment.place}\n" if assignment.place else ""
    head = f'slug = "{assignment.slug}"\n{place}'.encode()
    files[MANIFEST] = head + zoned(required(source / MANIFEST), assignment.due, course.zone)
    return files | {ingredients.wheel[0]: ingredients.wheel[1]}


def zoned(manifest: bytes, due: datetime | None, zone: tzinfo | None) -> bytes:
    """The manifest with the zone in its due date: where it goes, no course.toml says which one is meant."""
    if due is None or zone is None:
        return manifest
    line = f"due = {due.astimezone(zone).isoformat()}".encode()
    return re.sub(rb"^[ \t]*due[ \t]*=[^\r\n]*", line, manifest, count=1, flags=re.MULTILINE)


def model_answers(course: Course, assignment: Assignment) -> dict[str, str]:
    """Prompt to model answer, where there is one; those to questions of other assignments too."""
    found = {}
    for prompt in (prompt for exercise in assignment.exercises for prompt in exercise.prompts):
        path = course.solution_folder(prompt.source or assignment.slug) / QUESTIONS
        answers = questions(path.read_text("utf-8")) if path.is_file() else {}
        if prompt.slug in answers:
            found[prompt.slug] = answers[prompt.slug].text
    return found


def figures(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """The handout's figures."""
    paths = sorted(course.assignment_folder(assignment.slug).glob("figures/*.svg"))
    return {f"figures/{path.name}": path.read_bytes() for path in paths}


def required(path: Path) -> bytes:
    """The content of a file that has to be there.

    Raises:
        InputError: it is not.
    """
    if not path.is_file():
        raise InputError(f"{path} is missing:", "students get one with each exercise; write it.")
    return path.read_bytes()
