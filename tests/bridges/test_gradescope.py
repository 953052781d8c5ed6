"""The zip for Gradescope: all that grades one assignment, and nothing else of the course."""

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.engine.material import assignment_seed
from autograder.errors import InputError
from autograder.store.course import find_course
from autograder.workflow import release as module
from autograder.workflow.material import course_material, course_seed
from autograder.workflow.on_gradescope import open_source
from autograder.workflow.release import release
from autograder.workflow.stubs import write_stubs

Contents = Callable[[Path], dict[str, bytes]]
WHEEL = "autograder-0.1.0-py3-none-any.whl"
NOTE = ".counting-gradescope.released.json"
ZIP = [
    WHEEL,
    "constraints.txt",
    "course/assignments/counting/assignment.toml",
    "course/assignments/counting/checks/misconceptions.json",
    "course/assignments/counting/checks/test_Tally.py",
    "course/assignments/counting/checks/test_double.py",
    "course/assignments/given/counters.py",
    "course/autograder/suites/counting/test_Tally.py",
    "course/autograder/suites/counting/test_double.py",
    "course/course.toml",
    "course/solutions/counting/Tally.py",
    "course/solutions/counting/double.py",
    "course/solutions/counting/variants/Tally.py",
    "course/solutions/counting/variants/double.py",
    "not_graded.json",
    "python-version.txt",
    "run_autograder",
    "setup.sh",
]

ESSAY = """
[[exercise]]
slug = "essay"
kind = "responses"
title = "Why count?"
points = 4
level = 1
minutes = 5
prompts = [{ asked = "why" }]
"""


@pytest.fixture(autouse=True)
def built_once(wheel: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every release carries the same wheel."""
    monkeypatch.setattr(module, "_wheel", lambda: wheel)


@pytest.fixture
def archive(mini_course: Path) -> Path:
    """The released zip; the course has another assignment, of which nothing may be in it."""
    for folder in ("assignments", "solutions", "student_stubs", "autograder/suites"):
        shutil.copytree(mini_course / folder / "counting", mini_course / folder / "tallying")
    toml = mini_course / "course.toml"
    toml.write_text(toml.read_text().replace('"counting"', '"tallying", "counting"'))
    return _released(mini_course) / "autograder.zip"


def _released(course: Path) -> Path:
    return release(find_course(course), "counting", course / "out", audited=False, format_name="gradescope").folder


def _with_essay(course: Path, manifest: str) -> None:
    """Gives the manifest's assignment a question that a person reads."""
    (course / "assignments/counting/assignment.toml").write_text(manifest + ESSAY)
    (course / "assignments/counting/questions.md").write_text("# Questions\n\n## why\n\nWhy?\n")
    write_stubs(find_course(course))


def test_it_holds_what_is_on_the_list(archive: Path, contents: Contents) -> None:
    """What verdicts depend on, scripts, versions; no other assignment, no model answers, no secret, no students."""
    assert list(contents(archive)) == ZIP
    everything = b"".join(content for name, content in contents(archive).items() if name != WHEEL)
    secret = (archive.parents[2] / ".autograder/secret").read_bytes()
    assert secret not in everything and b"A full answer says" not in everything


def test_scripts_stand_at_the_root_and_can_be_run(archive: Path, contents: Contents) -> None:
    """With run bits and Unix line ends, or Gradescope does not find or start them."""
    with ZipFile(archive) as opened:
        modes = {entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in opened.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"run_autograder", "setup.sh"}
    for script in ("run_autograder", "setup.sh"):
        text = contents(archive)[script]
        assert text.startswith(b"#!/usr/bin/env bash\n") and b"\r" not in text


def test_line_ends_of_a_windows_checkout_are_put_right(
    mini_course: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git may have made CRLF of them."""
    read = Path.read_bytes

    def as_on_windows(path: Path) -> bytes:
        return read(path).replace(b"\n", b"\r\n") if path.parent.name == "scripts" else read(path)

    monkeypatch.setattr(Path, "read_bytes", as_on_windows)
    assert b"\r" not in contents(_released(mini_course) / "autograder.zip")["setup.sh"]


@pytest.mark.parametrize("script", ["run_autograder", "setup.sh"])
def test_scripts_are_good_bash(archive: Path, contents: Contents, script: str, tmp_path: Path) -> None:
    """bash reads them, and shellcheck finds nothing."""
    path = tmp_path / script
    path.write_bytes(contents(archive)[script])
    for command in (["bash", "-n", str(path)], [str(Path(sys.executable).with_name("shellcheck")), str(path)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_verdicts_and_receipts_are_those_of_the_course(archive: Path, tmp_path: Path) -> None:
    """The same seed and the same fingerprint, although the course's secret and its other assignments are not there."""
    with ZipFile(archive) as opened:
        opened.extractall(tmp_path / "source")
    source, course = open_source(tmp_path / "source"), find_course(archive.parents[2])
    assert source.seed == course_seed(course, "counting") == assignment_seed(course.secret(), "counting")
    assert source.material.fingerprint == course_material(course, "counting").fingerprint
    assert source.material.assignment == course_material(course, "counting").assignment


def test_what_holds_if_all_fails_is_no_score(archive: Path, contents: Contents) -> None:
    """The document that `run_autograder` puts in place first."""
    document = json.loads(contents(archive)["not_graded.json"])
    assert not {"score", "tests"} & document.keys() and document["stdout_visibility"] == "hidden"


def test_the_installed_versions_are_asked_for(archive: Path, contents: Contents) -> None:
    """Those that the instructor grades with, and torch without the name of its build."""
    lines = contents(archive)["constraints.txt"].decode().splitlines()
    assert any(line.startswith("torch==") for line in lines) and not any("+" in line for line in lines)
    assert not any(line.startswith("autograder==") for line in lines)


def test_only_its_owner_reads_it_and_no_zip_lies_beside(archive: Path) -> None:
    """Nobody takes it for what students get, whose folder and zip have other names."""
    folder = archive.parent
    assert (folder.name, stat.S_IMODE(folder.stat().st_mode)) == ("counting-gradescope", 0o700)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.parent.iterdir()) == [NOTE, "counting-gradescope"]


def test_it_lies_beside_what_students_get(mini_course: Path) -> None:
    """Releasing one does not touch the other, and again is the same to the byte."""
    first = (_released(mini_course) / "autograder.zip").read_bytes()
    students = release(find_course(mini_course), "counting", mini_course / "out", audited=False)
    before = students.archive.read_bytes() if students.archive else b""
    assert (_released(mini_course) / "autograder.zip").read_bytes() == first
    assert students.archive and students.archive.read_bytes() == before
    assert sorted(path.name for path in (mini_course / "out").iterdir()) == [
        NOTE, "counting", "counting-gradescope", "counting.zip",
    ]  # fmt: skip


def test_the_page_says_what_to_choose(archive: Path) -> None:
    """Points, size and time; and that it went out without an audit, when it did."""
    page = (archive.parent / "README.md").read_text()
    assert "Autograder points: **5**" in page and "when you publish the grades" in page
    assert "Released without an audit" in page and "manual grading" not in page


def test_what_a_person_reads_is_a_question_of_its_own(mini_course: Path) -> None:
    """Its points are not among the autograder's."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    _with_essay(mini_course, manifest.read_text())
    page = (_released(mini_course) / "README.md").read_text()
    assert "Autograder points: **5**" in page
    assert "Enable manual grading, with a question each in Edit Outline: Why count?: 4" in page


def test_without_tests_there_is_nothing_to_upload(mini_course: Path) -> None:
    """An assignment of essays is refused in one line."""
    manifest = mini_course / "assignments/counting/assignment.toml"
    _with_essay(mini_course, manifest.read_text().split("[[exercise]]")[0])
    with pytest.raises(InputError, match="has no exercise of the kind code"):
        _released(mini_course)
