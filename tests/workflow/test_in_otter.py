"""What otter's tests call gives verdicts of our grader, and never a wrong answer for a fault of ours."""

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.authoring.notebook import notebook_bytes, notebook_cells
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.grading_course import grading_course
from autograder.workflow.in_otter import NotGraded, _graded, hidden, public
from autograder.workflow.misconceptions import public_misconceptions

HALF_RIGHT = "def double(number):\n    return abs(number) * 2\n"


@pytest.fixture
def submission(mini_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as otter grades in it: a notebook, half of it right, and the course that grades."""
    course, folder = find_course(mini_course), tmp_path / "submission"
    assignment = find_assignment(course, "counting")
    notebook = json.loads(notebook_bytes(assignment, notebook_cells(course, assignment)))
    for cell in notebook["cells"]:
        if "counting.double" in "".join(cell["source"]):
            cell["source"] = HALF_RIGHT
    shutil.copytree(mini_course / "assignments/counting/checks", folder / "checks")
    (folder / "checks/misconceptions.json").write_text(public_misconceptions(course, "counting"))
    for name, content in grading_course(course, "counting").items():
        (folder / "grading" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "grading" / name).write_bytes(content)
    (folder / "counting.ipynb").write_text(json.dumps(notebook))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("submission")
def test_a_hidden_test_is_its_verdict() -> None:
    """What is right passes; what is wrong says the author's sentence, and a stub that it is not written yet."""
    hidden("double", "test_small_numbers_are_doubled")
    with pytest.raises(AssertionError, match="Negative numbers are doubled."):
        hidden("double", "test_negative_numbers_are_doubled")
    with pytest.raises(AssertionError, match="Not written yet"):
        hidden("Tally", "test_calls_are_counted")


@pytest.mark.usefixtures("submission")
def test_no_verdict_is_no_wrong_answer() -> None:
    """Otter gives 0 points for any exception; this is none to it."""
    with pytest.raises(NotGraded, match="triple"):
        hidden("triple", "test_small_numbers_are_tripled")
    assert not issubclass(NotGraded, Exception)


@pytest.mark.parametrize("broken", ["two notebooks", "no suite"])
def test_a_fault_of_ours_ends_the_run(submission: Path, broken: str) -> None:
    """It is told, and nobody takes it for a failed test."""
    if broken == "two notebooks":
        (submission / "again.ipynb").write_bytes((submission / "counting.ipynb").read_bytes())
    else:
        (submission / "grading/autograder/suites/counting/test_double.py").unlink()
    with pytest.raises(NotGraded, match="2 notebooks" if broken == "two notebooks" else "is missing"):
        hidden("double", "test_small_numbers_are_doubled")


def test_public_checks_run_in_the_sandbox_where_otter_grades(submission: Path) -> None:
    """On the notebook, whatever the kernel holds: an answer that ends its process costs its exercise and no more."""
    public("double", {})
    notebook = submission / "counting.ipynb"
    crash = "import os\n\n\ndef double(number):\n    os._exit(0)\n"
    notebook.write_text(notebook.read_text().replace(json.dumps(HALF_RIGHT), json.dumps(crash)))
    _graded.cache_clear()
    with pytest.raises(AssertionError, match="ended"):
        public("double", {"double": os._exit})


def test_public_checks_run_on_what_the_names_mean(mini_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the kernel, as it is at this moment; what came and what was expected is told."""
    monkeypatch.chdir(mini_bundle)
    names = SimpleNamespace()
    exec("def double(number):\n    return 2 * number\n", vars(names))
    public("double", vars(names))
    exec("def double(number):\n    return number + 1\n", vars(names))
    with pytest.raises(AssertionError, match="Twice two is four"):
        public("double", vars(names))
