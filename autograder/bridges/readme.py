"""The README of what students get."""

from collections.abc import Iterator

from autograder.bridges.parts import UNAUDITED
from autograder.model.assignment import LEVELS, Assignment
from autograder.model.points import text

INSTALL = """1. Once, with Python 3.11 or newer, in this folder:

       python -m venv .venv
       . .venv/bin/activate          # on Windows: .venv\\Scripts\\activate
       pip install {packages}
"""
FILES = """2. Read `handout.md`, write your answers into the files below, and try them as often as you like:

       autograder check              # or: autograder check EXERCISE
       autograder hint EXERCISE      # a further hint each time
       autograder status             # how far you are

   In the beginning every exercise is *not attempted*. Checks are public; grading asks more. Answers may
   import one another, and what is in `given/`.

3. Pack what you hand in, and upload the zip:

       autograder submit
"""
NOTEBOOK = """2. Open `{slug}.ipynb` in this folder, in JupyterLab or in VS Code:

       pip install jupyterlab        # unless you have one already
       jupyter lab {slug}.ipynb

   or in Colab: upload the notebook there, then the whole `{slug}.zip` into its files. What to do stands at the top
   of the notebook. In the beginning every exercise is *not attempted*. Checks are public; grading asks more.

3. Save the notebook. Hand in `{slug}.ipynb` itself, or what this packs:

       autograder submit
"""
NBGRADER = """2. Open `{slug}.ipynb` in this folder. What to do stands at the top of it. In the beginning every exercise
   is *not attempted*. Checks are public; grading asks more.

3. Save the notebook, and hand it in: *Assignments*, then *Submit*, or in a terminal

       nbgrader submit {slug}
"""


def readme(assignment: Assignment, wheel: str, audited: bool) -> bytes:
    """For the release as files."""
    steps = f"{INSTALL.format(packages=wheel)}\n{FILES}"
    return _readme(assignment, steps, [exercise.file for exercise in assignment.exercises], "file", audited)


def notebook_readme(assignment: Assignment, wheel: str, audited: bool) -> bytes:
    """For the release as a notebook."""
    steps = f"{INSTALL.format(packages=wheel)}\n{NOTEBOOK.format(slug=assignment.slug)}"
    return _readme(assignment, steps, [exercise.slug for exercise in assignment.exercises], "cell", audited)


def nbgrader_readme(assignment: Assignment, wheel: str, audited: bool) -> bytes:
    """For a release through nbgrader."""
    steps = f"{INSTALL.format(packages=wheel)}\n{NBGRADER.format(slug=assignment.slug)}"
    return _readme(assignment, steps, [exercise.slug for exercise in assignment.exercises], "cell", audited)


def _readme(assignment: Assignment, steps: str, places: list[str], column: str, audited: bool) -> bytes:
    lines = [*_lines(assignment, steps, places, column), *([] if audited else ["", UNAUDITED])]
    return ("\n".join(lines) + "\n").encode()


def _lines(assignment: Assignment, steps: str, places: list[str], column: str) -> Iterator[str]:
    yield from (f"# {assignment.title}", "", assignment.summary, "")
    if assignment.due:
        yield from (f"Due {assignment.due:%Y-%m-%d %H:%M} UTC.", "")
    yield from (steps, f"| {column} | exercise | points | level | minutes |", "|---|---|---|---|---|")
    for exercise, place in zip(assignment.exercises, places, strict=True):
        points = text(exercise.points)
        yield f"| `{place}` | {exercise.full_title} | {points} | {LEVELS[exercise.level]} | {exercise.minutes} |"
