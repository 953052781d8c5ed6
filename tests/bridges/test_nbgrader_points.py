"""What a grader cell asks, without nbgrader: where the course is looked for, and what no verdict does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.bridges.nbgrader import COURSE, course_above, points
from autograder.errors import InputError
from autograder.store.course import COURSE_FILE

ROOT = Path(__file__).resolve().parents[2]


def test_the_environment_names_the_course(mini_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything that lies around."""
    monkeypatch.setenv(COURSE, str(mini_course))
    assert course_above(tmp_path).root == mini_course


def test_a_course_above_is_found_and_otherwise_the_checkout(
    mini_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An nbgrader course may lie in ours; if it does not, our package knows where it came from."""
    monkeypatch.delenv(COURSE, raising=False)
    folder = mini_course / "nbgrader/autograded/ada/counting"
    folder.mkdir(parents=True)
    assert course_above(folder).root == mini_course
    assert course_above(tmp_path / "autograded/ada/counting").root == ROOT


def test_a_submission_does_not_bring_its_own_course(mini_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `course.toml` among a student's files is a student's file."""
    monkeypatch.delenv(COURSE, raising=False)
    folder = mini_course / "nbgrader/autograded/eve/counting"
    folder.mkdir(parents=True)
    (folder / COURSE_FILE).write_text('title = "Full marks"\n', "utf-8")
    assert course_above(folder).root == mini_course


def test_without_nbgrader_no_verdict_is_an_error(
    mini_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries the cell by hand reads what is wrong."""
    monkeypatch.setenv(COURSE, str(mini_course))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="holds 0 notebooks"):
        points("counting/double")


def test_while_nbgrader_grades_no_verdict_ends_the_kernel(mini_course: Path, tmp_path: Path) -> None:
    """An error would be 0 points: the process ends, and says why."""
    code = "from autograder.bridges.nbgrader import points; points('counting/double')"
    environment = {**os.environ, COURSE: str(mini_course), "NBGRADER_EXECUTION": "autograde"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == os.EX_SOFTWARE
    assert "No points are recorded." in done.stderr
