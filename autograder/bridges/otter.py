"""`--format otter`: a master notebook for otter-grader's `otter assign`, and what its archive grades with."""

import re
import sys
from collections.abc import Mapping
from importlib.metadata import requires, version
from io import BytesIO
from zipfile import ZipFile

from autograder.authoring.notebook import notebook_cells
from autograder.bridges.format import Files, Format, HiddenTest, Ingredients
from autograder.bridges.notebook import beside_notebook
from autograder.bridges.otter_master import Master, master_bytes
from autograder.bridges.parts import UNAUDITED, model_answers
from autograder.model.assignment import Assignment, Kind
from autograder.model.quiz import Quiz
from autograder.store.quiz_key import read_quiz_key

COURSE = "grading"
"""The folder of the course that grades; `workflow.in_otter` looks for it."""
REQUIREMENTS = "requirements.txt"
NAME = re.compile(r"[\w.-]+")
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
README = """# {title}, for otter-grader

**Not for students**: solutions and hidden tests are in this folder. With `pip install otter-grader ipykernel`, here:

    otter assign {slug}.ipynb dist

    dist/student/        for students: no solution and no hidden test is in it
    dist/autograder/     for you; the zip in it is for `otter run`, `otter grade` and Gradescope

    otter run -a dist/autograder/*.zip submission.ipynb

otter runs its tests where the student's cells run, and what is in the archive can be read there. Safe, and with the
same points, is the way back: `autograder collect` and `autograder grade` take the notebooks, and the zips that they
export. docs/otter.md says more.
"""


def build(ingredients: Ingredients) -> Files:
    """The master notebook, and beside it what its settings name."""
    assignment = ingredients.assignment
    beside, package = beside_notebook(ingredients), _unpacked(ingredients.wheel[1])
    graders = {f"{COURSE}/{name}": content for name, content in ingredients.grading_course().items()}
    master = _master(ingredients, _config(beside, {**package, **graders}))
    cells = master.cells(notebook_cells(ingredients.course, assignment, solved=True))
    readme = README.format(title=assignment.title, slug=assignment.slug)
    return {
        f"{assignment.slug}.ipynb": master_bytes(cells), REQUIREMENTS: _requirements().encode(),
        **beside, **package, **graders,
        "README.md": (readme if ingredients.audited else f"{readme}\n{UNAUDITED}\n").encode(),
    }  # fmt: skip


def _master(ingredients: Ingredients, config: Mapping[str, object]) -> Master:
    course, assignment = ingredients.course, ingredients.assignment
    quizzes = {
        exercise.slug: read_quiz_key(course.solution_folder(assignment.slug) / f"{exercise.slug}.toml")
        for exercise in assignment.exercises
        if exercise.kind is Kind.QUIZ
    }
    tests = {**ingredients.hidden_tests(), **_asked(assignment, quizzes)}
    return Master(assignment, tests, quizzes, model_answers(course, assignment), config, ingredients.wheel[0])


def _unpacked(wheel: bytes) -> dict[str, bytes]:
    """The package itself: an archive's environment is built before, and apart from, the files that it comes with."""
    with ZipFile(BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _asked(assignment: Assignment, quizzes: Mapping[str, Quiz]) -> dict[str, list[HiddenTest]]:
    """The questions of quizzes, each worth the same."""
    points = {exercise.slug: exercise.points for exercise in assignment.exercises}
    return {
        slug: [HiddenTest(question.id, points[slug] // len(quiz.questions)) for question in quiz.questions]
        for slug, quiz in quizzes.items()
    }


def _config(beside: Files, graders: Files) -> dict[str, object]:
    """Otter's settings of the assignment."""
    return {
        "requirements": REQUIREMENTS,
        "python_version": f"{sys.version_info.major}.{sys.version_info.minor}",
        "tests": {"ok_format": False},
        "export_cell": {"pdf": False, "run_tests": True},
        "files": _tops(beside),
        "autograder_files": _tops(graders),
    }


def _tops(files: Files) -> list[str]:
    """The files and folders that they are, or lie in."""
    return sorted({name.partition("/")[0] for name in files})


def _requirements() -> str:
    """What the package needs, in the versions that the suites were tried with here."""
    names = [NAME.match(line) for line in requires("autograder") or () if "extra ==" not in line]
    pinned = [f"{name[0]}=={version(name[0]).partition('+')[0]}" for name in names if name]
    return "\n".join([f"--extra-index-url {CPU_INDEX}", *pinned]) + "\n"


FORMAT = Format("otter", "a master notebook for otter-grader's `otter assign`", build, for_students=False, zipped=False)
