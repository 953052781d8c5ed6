"""The real otter-grader takes what `release --format otter` writes, and gives the points that we give."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.errors import Fault
from autograder.model.points import to_number
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.store.notebook_answers import unpacked
from autograder.workflow.collect import collect
from autograder.workflow.leaks import refuse_leaks
from autograder.workflow.release import release
from autograder.workflow.score import score

pytestmark = pytest.mark.slow
MINI_COURSE = Path(__file__).parent.parent / "mini_course"
REFERENCE = {name: (MINI_COURSE / f"solutions/counting/{name}.py").read_text() for name in ("double", "Tally")}
STUB = {name: (MINI_COURSE / f"student_stubs/counting/{name}.py").read_text() for name in ("double", "Tally")}
WRONG = {
    "double": "def double(number):\n    return abs(number) * 2\n",
    "Tally": "class Tally:\n    def add(self):\n        return 1\n",
}
"""Right for what is above zero; and a misconception of the course."""


@dataclass(frozen=True)
class Assigned:
    """A course, and what `otter assign` made of its release."""

    course: Course
    master: Path
    dist: Path

    @property
    def archive(self) -> Path:
        """The autograder's zip."""
        (path,) = (self.dist / "autograder").glob("*.zip")
        return path

    def student(self, folder: Path, answers: Mapping[str, str]) -> Path:
        """A student's folder as it is handed out, with these answers in its notebook."""
        shutil.copytree(self.dist / "student", folder)
        notebook = json.loads((folder / "counting.ipynb").read_bytes())
        for cell in notebook["cells"]:
            for name, source in answers.items():
                if f'NotImplementedError("counting.{name}")' in "".join(cell["source"]):
                    cell["source"] = source
        (folder / "counting.ipynb").write_text(json.dumps(notebook))
        return folder / "counting.ipynb"


def run(folder: Path, *command: str) -> None:
    """Runs one of the environment's commands in the folder, where nothing but our package is known of us."""
    tool = Path(sys.executable).parent / command[0]
    environment = {**os.environ, "JUPYTER_PLATFORM_DIRS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [str(tool), *command[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """`otter assign`, which also grades the reference and ends with an error unless it has all points."""
    root = tmp_path_factory.mktemp("otter")
    course = find_course(Path(shutil.copytree(MINI_COURSE, root / "course")))
    folder = release(course, "counting", root, audited=False, format_name="otter").folder
    run(folder, "otter", "assign", "counting.ipynb", "dist")
    return Assigned(course, folder, folder / "dist")


@pytest.mark.parametrize(("answers", "wanted"), [(STUB, [0, 0]), (WRONG, [1, 0])], ids=["stub", "misconception"])
def test_otter_run_gives_the_points_that_we_give(
    assigned: Assigned, tmp_path: Path, answers: dict[str, str], wanted: list[float]
) -> None:
    """For each exercise, partial credit included."""
    notebook = assigned.student(tmp_path / "handed_in", answers)
    run(tmp_path, "otter", "run", "-a", str(assigned.archive), str(notebook))
    tests = json.loads((tmp_path / "results.json").read_text())["tests"]
    otters = {test["name"]: (test["score"], test["max_score"]) for test in tests if "score" in test}
    result = score(assigned.course, "counting", notebook, trust=True)
    ours = {each.exercise: (to_number(each.points), to_number(each.max_points)) for each in result.exercises}
    assert otters == ours
    assert [points for points, _ in ours.values()] == wanted


def test_a_student_checks_exports_and_hands_in(assigned: Assigned, tmp_path: Path) -> None:
    """Otter's check cells run our public checks, and its exported zip is a submission that is collected and scored."""
    notebook = assigned.student(tmp_path / "work", REFERENCE)
    run(notebook.parent, "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output", "ran", notebook.name)
    shown = (notebook.parent / "ran.ipynb").read_text()
    assert [f"{name} results: All test cases passed!" in shown for name in REFERENCE] == [True, True]
    (exported,) = notebook.parent.glob("*.zip")
    assert "counting.ipynb" in ZipFile(exported).namelist()
    handed_in = tmp_path / "inbox" / "ada.zip"
    handed_in.parent.mkdir()
    shutil.copy(exported, handed_in)
    assert len(collect(assigned.course, "counting", [handed_in.parent], "").new) == 1
    result = score(assigned.course, "counting", handed_in, trust=True)
    assert result.points == result.max_points


def test_answers_are_found_without_what_otter_keeps_of_our_cells(assigned: Assigned, tmp_path: Path) -> None:
    """Older formats and other editors drop the cells' ids and metadata; otter's own cells are nobody's answer."""
    notebook = assigned.student(tmp_path / "work", WRONG)
    data, assignment = notebook.read_bytes(), find_assignment(assigned.course, "counting")
    bare = json.loads(data)
    bare["metadata"] = {}
    for cell in bare["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    for content in (data, json.dumps(bare).encode()):
        found = unpacked({notebook.name: content}, assignment).files
        assert [source.strip() in found[f"{name}.py"].decode() for name, source in WRONG.items()] == [True, True]
        assert not [name for name in found if b"grader" in found[name] and name != notebook.name]


def test_no_solution_and_no_hidden_test_reaches_students(assigned: Assigned) -> None:
    """Neither in the notebook, its metadata, nor in a file beside it; what the master holds would be found."""
    assignment = find_assignment(assigned.course, "counting")
    files: Callable[[Path], dict[str, bytes]] = lambda folder: {  # noqa: E731
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    handed_out = files(assigned.dist / "student")
    refuse_leaks(assigned.course, assignment, handed_out)
    words = (b"hidden_number", b"hidden_tally", b"how_often_it_was_asked", b"_checked", b"test_negative_numbers")
    assert not [(name, word) for name, content in handed_out.items() for word in words if word in content]
    assert sorted(handed_out) == [
        "assignment.toml", "autograder-0.1.0-py3-none-any.whl", "checks/misconceptions.json", "checks/test_Tally.py",
        "checks/test_double.py", "counting.ipynb", "given/counters.py",
    ]  # fmt: skip
    with pytest.raises(Fault):
        refuse_leaks(assigned.course, assignment, {"counting.ipynb": files(assigned.master)["counting.ipynb"]})


def test_the_archive_brings_the_package_and_names_what_it_needs(assigned: Assigned) -> None:
    """Its environment is built without our files; the seed of this assignment is there, the course's secret is not."""
    with ZipFile(assigned.archive) as archive:
        names, environment = archive.namelist(), archive.read("environment.yml").decode()
        held = b"".join(archive.read(name) for name in names)
    assert {"files/autograder/__init__.py", "files/grading/course.toml"} <= set(names)
    assert "torch==" in environment
    assert "pytest==" in environment
    assert assigned.course.secret().encode() not in held
