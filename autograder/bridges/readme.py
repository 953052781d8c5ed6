"""The README of what students get."""

from collections.abc import Iterator
from datetime import UTC

from autograder.bridges.format import Ingredients
from autograder.bridges.parts import UNAUDITED, uncollected_questions
from autograder.model.assignment import LEVELS, RESPONSES
from autograder.model.points import text
from autograder.model.policy import LateDays
from autograder.report.rules import rules
from autograder.store.course import Course
from autograder.store.manifest import find_policy

INSTALL = """1. Once, with Python 3.11 or newer, in this folder:

       python -m venv .venv
       . .venv/bin/activate          # on Windows: .venv\\Scripts\\activate
       pip install {packages}
"""
FILES = """2. Read `handout.md`, write your answers into the files below, and try them as often as you like:

       autograder check              # or: autograder check EXERCISE
       autograder hint EXERCISE      # a further hint each time
       autograder status             # how far you are

   In the beginning every exercise is *not written yet*. Checks are public; grading asks more. Answers may
   import one another, and what is in `given/`.

3. Pack what you hand in, and upload the zip:

       autograder submit --student ID      # as your course knows you; it is remembered
"""
NOTEBOOK = """2. Open `{slug}.ipynb` in this folder, in JupyterLab or in VS Code:

       pip install jupyterlab        # unless you have one already
       jupyter lab {slug}.ipynb

   or in Colab: upload the notebook there, then the whole `{slug}.zip` into its files. What to do stands at the top
   of the notebook. In the beginning every exercise is *not written yet*. Checks are public; grading asks more.

3. Save the notebook. Hand in `{slug}.ipynb` itself, or what this packs:

       autograder submit --student ID      # as your course knows you; it is remembered
"""
NBGRADER = """2. Open `{slug}.ipynb` in this folder. What to do stands at the top of it. In the beginning every exercise
   is *not written yet*. Checks are public; grading asks more.

3. Save the notebook, and hand it in: *Assignments*, then *Submit*, or in a terminal

       nbgrader submit {slug}
"""


def readme(ingredients: Ingredients) -> bytes:
    """For the release as files."""
    steps = f"{INSTALL.format(packages=ingredients.wheel[0])}\n{FILES}"
    return _readme(ingredients, steps, [exercise.file for exercise in ingredients.assignment.exercises], "file")


def notebook_readme(ingredients: Ingredients) -> bytes:
    """For the release as a notebook."""
    assignment = ingredients.assignment
    steps = f"{INSTALL.format(packages=ingredients.wheel[0])}\n{NOTEBOOK.format(slug=assignment.slug)}"
    return _readme(ingredients, steps, [exercise.slug for exercise in assignment.exercises], "cell")


def nbgrader_readme(ingredients: Ingredients) -> bytes:
    """For a release through nbgrader."""
    assignment = ingredients.assignment
    steps = f"{INSTALL.format(packages=ingredients.wheel[0])}\n{NBGRADER.format(slug=assignment.slug)}"
    return _readme(ingredients, steps, [exercise.slug for exercise in assignment.exercises], "cell")


def _readme(ingredients: Ingredients, steps: str, places: list[str], column: str) -> bytes:
    lines = [*_lines(ingredients, steps, places, column), *([] if ingredients.audited else ["", UNAUDITED])]
    return ("\n".join(lines) + "\n").encode()


def _late_days(course: Course, slug: str) -> LateDays | None:
    """Those that can be spent on the assignment."""
    order = course.policy.late_days_order
    return course.policy.to_late_days() if order is None or slug in order else None


def _lines(ingredients: Ingredients, steps: str, places: list[str], column: str) -> Iterator[str]:
    course, assignment = ingredients.course, ingredients.assignment
    yield from (f"# {assignment.title}", "", assignment.summary, "")
    if assignment.due:
        yield from (f"Due {assignment.due.astimezone(course.zone or UTC):%Y-%m-%d %H:%M %Z}.", "")
    for rule in rules(assignment, find_policy(course, assignment.slug), _late_days(course, assignment.slug)):
        yield from (rule, "")
    yield from (steps, f"| {column} | exercise | points | level | minutes |", "|---|---|---|---|---|")
    for exercise, place in zip(assignment.exercises, places, strict=True):
        points = text(exercise.points)
        yield f"| `{place}` | {exercise.full_title} | {points} | {LEVELS[exercise.level]} | {exercise.minutes} |"
    yield from _without_points(uncollected_questions(course, assignment), column)


def _without_points(questions: list[str], column: str) -> Iterator[str]:
    """Where students answer the questions that no exercise collects."""
    if questions and column == "file":
        yield f"| `{RESPONSES}` | Your answers to `questions.md` | none here | | |"
    elif questions:
        yield from (f"| `{question}` | A question to write about | none here | | |" for question in questions)
