"""A notebook in the place of files, in every command of students and instructors."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.authoring.notebook import notebook_bytes, notebook_cells
from autograder.cli.main import run
from autograder.errors import InputError
from autograder.model.assignment import RESPONSES
from autograder.model.result import Outcome, Result
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.store.submissions import SubmissionStore
from autograder.workflow.check import check
from autograder.workflow.collect import collect
from autograder.workflow.quiz import open_quiz
from autograder.workflow.score import score
from autograder.workflow.status import status
from autograder.workflow.submit import submit

REAL = find_course(Path(__file__))


@pytest.fixture
def course(mini_course: Path) -> Course:
    """The mini course."""
    return find_course(mini_course)


@pytest.fixture
def solved(course: Course) -> bytes:
    """A notebook with the reference answers."""
    assignment = find_assignment(course, "counting")
    return notebook_bytes(assignment, notebook_cells(course, assignment, solved=True))


@pytest.fixture
def folder(mini_bundle: Path, solved: bytes) -> Path:
    """What a student unpacked as a notebook, and solved."""
    for path in [*mini_bundle.glob("*.py"), mini_bundle / RESPONSES]:
        path.unlink()
    (mini_bundle / "counting.ipynb").write_bytes(solved)
    return mini_bundle


@pytest.fixture
def scored(course: Course) -> Callable[[Path], Result]:
    """Scores in this process: what is scored here does no harm."""
    return lambda path: score(course, "counting", path, isolation="trusted")


def edited(data: bytes, cell_id: str, source: str) -> bytes:
    """The notebook with another source in a cell."""
    notebook = json.loads(data)
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    cell["source"] = source
    return json.dumps(notebook).encode()


def test_a_student_works_in_the_folder_as_with_files(folder: Path, solved: bytes) -> None:
    """Status, check, status again; an edit of one answer makes that one old, a plot none."""
    assert [standing.says for standing in status(folder)[0].exercises] == ["edited", "edited"]
    assert [each.outcome for each in check(folder, None).results[0].exercises] == [Outcome.PASSED, Outcome.PASSED]
    assert all(standing.done for standing in status(folder)[0].exercises)
    (folder / "counting.ipynb").write_bytes(edited(solved, "check-double", "plot(double)"))
    assert all(standing.done for standing in status(folder)[0].exercises)
    (folder / "counting.ipynb").write_bytes(edited(solved, "stub-double", "def double(number): return 2"))
    assert [standing.done for standing in status(folder)[0].exercises] == [False, True]


def test_a_broken_cell_is_told_where_it_is(folder: Path, solved: bytes) -> None:
    """By status, check and submit, and the rest goes on."""
    (folder / "counting.ipynb").write_bytes(edited(solved, "stub-double", "def double(number:\n    return 2"))
    says = status(folder)[0].exercises[0].says
    assert says.startswith("not valid Python (counting.ipynb, cell 5, line 1: Python cannot read this (")
    first, second = check(folder, None).results[0].exercises
    assert (first.outcome, second.outcome) == (Outcome.ERROR, Outcome.PASSED)
    assert first.message in says


def test_what_is_handed_in_is_the_notebook(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file, listed by exercise."""
    packed = submit(folder, None, "ada", None)
    with ZipFile(packed.path) as archive:
        assert archive.namelist() == ["counting.ipynb"]
    monkeypatch.chdir(folder)
    assert run(["submit", "--student", "ada"]) == 0
    assert "  double in counting.ipynb             edited\n" in capsys.readouterr().out


def test_a_quiz_in_a_notebook_is_answered_there(tmp_path: Path) -> None:
    """A file beside it would be left out by whoever hands in the notebook alone."""
    assignment = find_assignment(REAL, "limits_and_discussion")
    for name in ("assignment.toml",):
        shutil.copy(REAL.assignment_folder(assignment.slug) / name, tmp_path)
    shutil.copy(REAL.stub_folder(assignment.slug) / "concept_quiz.json", tmp_path)
    (tmp_path / "x.ipynb").write_bytes(notebook_bytes(assignment, notebook_cells(REAL, assignment)))
    with pytest.raises(InputError, match=r"The quiz is in x\.ipynb: write the letters"):
        open_quiz(tmp_path, None, "ada", None)
    assert not list(tmp_path.glob("*.py"))


def test_a_notebook_alone_in_a_folder_or_in_a_zip_gets_the_same(
    folder: Path, tmp_path: Path, scored: Callable[[Path], Result]
) -> None:
    """Full points; and as many as the same answers in files."""
    (tmp_path / "ada").mkdir()
    shutil.copy(folder / "counting.ipynb", tmp_path / "ada")
    packed = submit(folder, None, "ada", None).path
    for path in (folder / "counting.ipynb", tmp_path / "ada", packed):
        assert scored(path).points == 500


def test_a_broken_cell_costs_its_exercise_only(tmp_path: Path, solved: bytes, scored: Callable[[Path], Result]) -> None:
    """And the student reads which cell it is."""
    path = tmp_path / "ada.ipynb"
    path.write_bytes(edited(solved, "stub-Tally", "class Tally:\n  def add(self):\n return 1"))
    double, tally = scored(path).exercises
    assert (double.points, tally.points, tally.outcome) == (200, 0, Outcome.ERROR)
    assert tally.message.startswith("ada.ipynb, cell 8, line 3: Python cannot read this (")


def test_a_banned_call_is_told_by_cell_and_line(
    course: Course, tmp_path: Path, solved: bytes, scored: Callable[[Path], Result]
) -> None:
    """A person who looks at it finds it in the notebook."""
    manifest = course.assignment_folder("counting") / "assignment.toml"
    manifest.write_text(
        manifest.read_text().replace('defines = ["double"]', 'defines = ["double"]\nbanned = ["math.trunc"]')
    )
    path = tmp_path / "ada.ipynb"
    path.write_bytes(
        edited(solved, "stub-double", "import math\n\ndef double(number):\n    return math.trunc(2 * number)")
    )
    double, _ = scored(path).exercises
    assert (double.outcome, double.flags) == (Outcome.FLAGGED, ("ada.ipynb, cell 5, line 4: math.trunc",))


def test_collecting_keeps_notebooks_as_they_are_and_notes_what_is_odd(
    course: Course, tmp_path: Path, solved: bytes
) -> None:
    """By student, in folders, alone or as one submission; what counts is said."""
    inbox = tmp_path / "inbox"
    for student in ("ada", "bob", "eve"):
        (inbox / student).mkdir(parents=True)
        (inbox / student / "counting.ipynb").write_bytes(solved)
    (inbox / "bob/Copy of counting.ipynb").write_bytes(solved)
    (inbox / "eve/double.py").write_text("def double(number): return number\n")
    (inbox / "zoe.ipynb").write_bytes(edited(solved, "stub-double", "pass"))
    report = collect(course, "counting", [inbox])
    assert report.new == ["ada", "bob", "eve", "zoe"] and not report.problems
    assert report.notes == [
        "bob: of 2 notebooks counting.ipynb counts",
        "eve: double.py counts, not what counting.ipynb has for it",
        "zoe: zoe.ipynb answers no double",
    ]
    kept = [path for path in course.submissions.rglob("*.ipynb") if "ada" in path.parts]
    assert [path.read_bytes() for path in kept] == [solved]
    assert SubmissionStore(course.submissions).read("counting", "ada", kept[0].parent.name) == {
        "counting.ipynb": solved
    }


def test_a_folder_with_the_assignment_s_notebook_is_one_submission(course: Course, folder: Path) -> None:
    """It is not a class with a student called counting."""
    named = folder.rename(folder.with_name("ada"))
    assert collect(course, "counting", [named]).new == ["ada"]
