"""One submission scored, whatever shape it comes in."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from autograder.errors import InputError
from autograder.model.result import Outcome, Result
from autograder.store.course import find_course
from autograder.workflow.score import score

DOUBLE = "def double(number): return 2 * number\n"
SQUARE = "def double(number): return number * number\n"


@pytest.fixture
def answers(mini_course: Path) -> Path:
    """A folder with right answers to both exercises."""
    folder = mini_course.parent / "ada"
    folder.mkdir()
    (folder / "double.py").write_text(DOUBLE)
    shutil.copy(mini_course / "solutions/counting/Tally.py", folder)
    return folder


@pytest.fixture
def scored(mini_course: Path) -> Callable[[Path], Result]:
    """Scores in this process: what is scored here does no harm."""
    return lambda path: score(find_course(mini_course), "counting", path, isolation="trusted")


def _zipped(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"ada/{file.name}")
    return path


def test_a_folder_a_zip_and_a_file_are_scored(answers: Path, scored: Callable[[Path], Result]) -> None:
    """All of it, or the one file that is there; nothing else is written."""
    whole = scored(answers)
    assert whole.points == 500 and whole.student == "ada"
    assert [exercise.points for exercise in scored(answers / "double.py").exercises] == [200, 0]
    assert not list(answers.parent.rglob("*gradebook*"))
    zipped = scored(_zipped(answers))
    assert zipped.points == 500
    assert zipped.submission_sha256 == whole.submission_sha256


def test_points_of_a_bonus_come_on_top(mini_course: Path, answers: Path, scored: Callable[[Path], Result]) -> None:
    """What is worth 3 of 5 points becomes a bonus: 5 of 2 can be had, and the result says why."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    manifest.write_text(manifest.read_text().replace("points = 3\n", "points = 3\nbonus = true\n"))
    whole, half = scored(answers), scored(answers / "double.py")
    assert (whole.points, whole.bonus_points, whole.max_points) == (500, 300, 200)
    assert [exercise.bonus for exercise in whole.exercises] == [False, True]
    assert (half.points, half.bonus_points, half.max_points, half.exercises[1].outcome) == (
        200, 0, 200, Outcome.NOT_ATTEMPTED,
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_or_empty_zip_is_told_in_one_line(
    answers: Path, content: bytes, scored: Callable[[Path], Result]
) -> None:
    """What, where, what to do."""
    path = answers.parent / "broken.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"broken\.zip") as caught:
        scored(path)
    assert "\n" not in str(caught.value) and caught.value.hint


def test_what_is_not_there_is_told(answers: Path, mini_course: Path) -> None:
    """A path, an assignment, a level of isolation."""
    course = find_course(mini_course)
    with pytest.raises(InputError, match="does not exist"):
        score(course, "counting", answers / "nothing.py", isolation="trusted")
    with pytest.raises(InputError, match="accounting"):
        score(course, "accounting", answers, isolation="trusted")
    with pytest.raises(InputError, match="No sandbox"):
        score(course, "counting", answers, isolation="unheard-of")


def _command(course: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("autograder")), "score", "counting", *arguments]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False, timeout=300)


def test_the_command_prints_one_json_document(mini_course: Path, answers: Path) -> None:
    """In the strongest sandbox there is; what the code prints is not in it."""
    (answers / "double.py").write_text("print('loading')\n" + SQUARE)
    done = _command(mini_course, str(answers), "--json")
    if "No sandbox" in done.stderr:
        pytest.skip(f"no sandbox on this machine: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    result = Result.from_dict(data)
    assert result.isolation in ("full", "uid") and data["points"] == 3
    assert result.exercises[0].outcome is Outcome.FAILED
    assert [diagnosis.id for diagnosis in result.exercises[0].diagnosis] == ["squared"]
    assert not list(mini_course.glob("gradebook*"))


def test_our_own_fault_shows_in_the_exit_code(mini_course: Path, answers: Path) -> None:
    """A broken suite leaves the exercise ungraded, and the command ends with 1."""
    suite = mini_course / "autograder/suites/counting/test_double.py"
    suite.write_text(suite.read_text().replace("== -42", "== -43"))
    done = _command(mini_course, str(answers), "--json", "--isolation", "trusted")
    assert done.returncode == 1 and done.stderr == ""
    assert [exercise["outcome"] for exercise in json.loads(done.stdout)["exercises"]] == ["ungraded", "passed"]


def test_a_suite_that_cannot_be_collected_is_our_fault(mini_course: Path, answers: Path) -> None:
    """One line and exit code 3, no traceback."""
    (mini_course / "autograder/suites/counting/test_double.py").write_text("import nothing_like_it\n")
    done = _command(mini_course, str(answers), "--isolation", "trusted")
    assert done.returncode == 3 and "could not be collected" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_scoring_leaves_no_trace_in_this_process(answers: Path, scored: Callable[[Path], Result]) -> None:
    """The student's modules are not left among those of the grader."""
    scored(answers)
    assert not {"double", "Tally"} & set(sys.modules)
