"""Submissions graded in /autograder of a container like Gradescope's: the points of `score`, and never a false 0."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.made_up_class import made_up_class
from autograder.model.result import Result
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.workflow import release as module
from autograder.workflow.collect import collect
from autograder.workflow.demo import answers_to
from autograder.workflow.grade import grade
from autograder.workflow.release import release
from autograder.workflow.score import score
from tests.bridges import results_json
from tests.bridges.results_json import Refused, by_exercise, metadata

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1]
ROOT = HERE.parent
SOLUTIONS = HERE / "mini_course/solutions/counting"
TALLY = (SOLUTIONS / "Tally.py").read_text()
DOUBLE = (SOLUTIONS / "double.py").read_text()
SQUARE = "def double(number):\n    return number * number\n"
READER = """
import glob, os, sys

def everything():
    for place in ("/autograder", "/autograder/source", "/autograder/results", "/opt/autograder", "/tmp", "/", "."):
        for path in glob.glob(place + "/**", recursive=True):
            try:
                yield path + ": " + open(path, errors="replace").read(2000)
            except OSError as error:
                yield path + ": " + str(error)

def double(number):
    found = list(everything())
    for path in ("/autograder/results/results.json", "/autograder/run_autograder", "results.json"):
        try:
            with open(path, "w") as file:
                file.write('{"score": 100}')
            found.append("WROTE " + path)
        except OSError:
            pass
    print('{"score": 100}')
    raise ValueError("WORDS OF MINE " + "\\n".join(found))
"""
KILLER = """
import os, signal

def double(number):
    for pid in (os.getppid(), 1, -1):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    os._exit(0)
"""
LOOP = "def double(number):\n    while True:\n        pass\n"
NOTEBOOK = json.dumps({
    "nbformat": 4, "nbformat_minor": 5, "metadata": {},
    "cells": [
        {"cell_type": "code", "id": f"c{place}", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
        for place, text in enumerate(["%matplotlib inline\nraise RuntimeError('a cell of plots')", SQUARE, TALLY])
    ],
})  # fmt: skip
SECRETS = ("hidden_number", "hidden_tally", "how_often_it_was_asked", "_checked", "from autograder")
SUBMISSIONS: dict[str, dict[str, str]] = {
    "honest": {"double.py": DOUBLE, "Tally.py": TALLY},
    "wrong": {"double.py": SQUARE, "Tally.py": TALLY},
    "notebook": {"counting.ipynb": NOTEBOOK},
    "one file": {"counting/Tally.py": TALLY},
    "reader": {"double.py": READER, "Tally.py": TALLY},
    "killer": {"double.py": KILLER, "Tally.py": TALLY},
    "loop": {"double.py": LOOP, "Tally.py": TALLY},
}
HOSTILE = ("reader", "killer", "loop")


EMILE = {"email": "e@x.org", "id": 2, "name": "Émile", "sid": "Émile"}
EXTENDED = {**EMILE, "assignment": {"due_date": "2026-12-05T10:30:00-07:00"}}


def ada(name: str = "honest") -> dict[str, Any]:
    """Who hands in these files."""
    return {"email": "ada@x.org", "id": 1, "name": "Ada", "sid": name}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The mini course, with little patience."""
    root = Path(shutil.copytree(HERE / "mini_course", tmp_path_factory.mktemp("gradescope") / "course"))
    manifest = root / "assignments/counting/assignment.toml"
    manifest.write_text(manifest.read_text().replace("[[exercise]]", "[limits]\ncall_seconds = 1\n\n[[exercise]]", 1))
    return find_course(root)


def released(course: Course, slug: str, wheel: tuple[str, bytes]) -> Path:
    """The zip, with a wheel that is built already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_wheel", lambda: wheel)
        report = release(course, slug, course.root / "out", audited=False, format_name="gradescope")
    return report.folder / "autograder.zip"


@pytest.fixture(scope="module")
def container_report(
    container: Callable[..., dict[str, Any]], course: Course, wheel: tuple[str, bytes]
) -> dict[str, Any]:
    """What came of the submissions, and of runs in which something of ours or of Gradescope's is missing."""
    jobs: dict[str, Any] = {
        name: {"files": files, "metadata": metadata(ada(name))} for name, files in SUBMISSIONS.items()
    }
    honest = SUBMISSIONS["honest"]
    jobs |= {
        "empty": {"files": {"answer.png": "a picture"}, "metadata": metadata(ada())},
        "late group": {"files": honest, "metadata": metadata(ada(), EXTENDED, at="2026-12-01T11:31:00-07:00")},
        "no course": {"files": honest, "metadata": "", "break": ["course"]},
    }
    return container(released(course, "counting", wheel), jobs, prepare=True)


@pytest.fixture
def run(container_report: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """One of these runs."""
    return lambda name: container_report["runs"][name]


Run = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def native(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What `collect` and `grade` make of the same files, at the same level; students are called as their work."""
    inbox = tmp_path_factory.mktemp("inbox")
    for name, files in {**SUBMISSIONS, "Émile": SUBMISSIONS["honest"]}.items():
        for file, text in files.items():
            path = inbox / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    collect(course, "counting", [inbox])
    return {result.student: result for result in grade(course, "counting", jobs=1, isolation="uid").results}


def test_the_image_is_prepared(container_report: dict[str, Any]) -> None:
    """The scripts can be run, and the last line of setup.sh finds the reference right and the sandbox sound."""
    assert container_report["modes"] == {"run_autograder": 0o755, "source/setup.sh": 0o755}
    code, said = container_report["prepared"]
    assert (code, said) == (0, "autograder: ready, isolation uid\n")


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_points_are_those_of_grade(run: Run, native: dict[str, Result], name: str) -> None:
    """For every exercise and in all, at the level `uid`; with the same receipt; and by the document's own rules."""
    document, result = results_json.read(run(name)["results"]), native[name]
    about = document["extra_data"]["autograder"]
    assert by_exercise(document) == {each.exercise: each.points / 100 for each in result.exercises}
    assert by_exercise(document, "max_score") == {"double": 2, "Tally": 3}
    assert results_json.total(document) == result.points / 100
    assert about["isolation"] == result.isolation == "uid"
    assert about["receipts"] == {name: result.receipt}
    assert run(name)["exit"] == 0 and run(name)["left"] == ["results.json"]


def test_honest_answers_get_their_points(run: Run) -> None:
    """All of them; in a notebook, too; and those of one file, in a folder or not."""
    assert [json.loads(run(name)["results"])["score"] for name in ("honest", "notebook", "one file")] == [5, 3, 3]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_gains_nothing_and_disturbs_nobody(run: Run, name: str) -> None:
    """No point for the exercise, all points for the honest one beside it; the sources are root's alone."""
    assert by_exercise(json.loads(run(name)["results"])) == {"double": 0, "Tally": 3}
    assert run(name)["source"] == 0o700
    assert "WROTE" not in run(name)["results"]


@pytest.mark.parametrize("name", [*SUBMISSIONS, "empty", "late group", "no course"])
def test_no_hidden_line_is_in_what_is_stored(run: Run, name: str) -> None:
    """Neither suites nor solutions nor the seed, for any eyes; what a reader found was nothing."""
    said = run(name)["results"] + run(name)["stdout"]
    assert not [secret for secret in SECRETS if secret in said]


def test_students_see_public_checks_at_once_and_hidden_tests_when_published(run: Run) -> None:
    """What the square is mistaken for is named in both."""
    document = results_json.read(run("wrong")["results"])
    before, after = results_json.shown(document), results_json.shown(document, published=True)
    assert [test["name"] for test in before["tests"]] == ["Twice as much: public checks", "A tally: public checks"]
    assert [test["status"] for test in before["tests"]] == ["passed", "passed"]  # twice two is two squared
    assert "score" not in before and after["score"] == 3
    assert any("Probably this: This is the square" in test["output"] for test in after["tests"])


def test_a_student_reads_their_own_error(run: Run) -> None:
    """In the public checks, where it tells nothing hidden."""
    entry = json.loads(run("reader")["results"])["tests"][0]
    assert entry["name"] == "Twice as much: public checks" and "WORDS OF MINE" in entry["output"]
    assert "WORDS OF MINE" not in json.dumps(json.loads(run("reader")["results"])["tests"][1:])


def test_nothing_to_grade_is_told_with_what_to_do(run: Run) -> None:
    """It is a 0, for there was nothing, and the student reads why."""
    document = results_json.read(run("empty")["results"])
    assert document["score"] == 0
    assert "nothing to grade in what you handed in" in document["output"] and "send your files" in document["output"]


def test_a_group_has_dates_and_receipts_of_its_own(run: Run, native: dict[str, Result]) -> None:
    """By the time of the submission: one is late, the other has an extension; receipts are those of `grade`."""
    document = results_json.read(run("late group")["results"])
    receipts = {name: native[name].receipt for name in ("honest", "Émile")}
    assert document["extra_data"]["autograder"]["receipts"] == receipts
    assert "honest: handed in 1 hour 1 minute after the due date." in document["output"]
    assert "Émile: handed in" not in document["output"]
    assert document["extra_data"]["autograder"]["late_seconds"] == {"honest": 3660, "Émile": 0}


def test_our_own_failure_is_never_a_score(run: Run) -> None:
    """There are results all the same, which say so, and the autograder counts as failed."""
    assert run("no course")["exit"] != 0
    assert "tell your instructor" in results_json.parsed(run("no course")["results"])["output"]
    with pytest.raises(Refused, match="no score"):
        results_json.read(run("no course")["results"])


def test_a_suite_that_its_reference_fails_grades_nobody(
    container: Callable[..., dict[str, Any]], course: Course, wheel: tuple[str, bytes], tmp_path: Path
) -> None:
    """Building the image fails, and a run leaves no score."""
    broken = find_course(shutil.copytree(course.root, tmp_path / "course"))
    suite = broken.suite_folder("counting") / "test_double.py"
    suite.write_text(suite.read_text().replace("== -42", "== -43"))
    jobs = {"honest": {"files": SUBMISSIONS["honest"], "metadata": metadata(ada())}}
    found = container(released(broken, "counting", wheel), jobs, prepare=True)
    assert found["prepared"][0] == 3 and "the reference itself fails test_negative_numbers" in found["prepared"][1]
    assert found["runs"]["honest"]["exit"] == 3
    with pytest.raises(Refused, match="no score"):
        results_json.read(found["runs"]["honest"]["results"])


def _words(course: Course, slug: str) -> dict[str, str]:
    """An answer below every heading."""
    asked = (course.stub_folder(slug) / "responses.md").read_text()
    return {"responses.md": re.sub(r"^(## .*)$", r"\1\n\n" + "More and more. " * 30, asked, flags=re.MULTILINE)}


@pytest.mark.parametrize("slug", ["self_attention", "limits_and_discussion"])
def test_made_up_students_get_the_points_of_score(
    container: Callable[..., dict[str, Any]], wheel: tuple[str, bytes], tmp_path: Path, slug: str
) -> None:
    """Of the real course: right, wrong and mixed answers, and words that wait for a person."""
    folders = ("assignments", "solutions", "student_stubs", "autograder/suites")
    for folder in folders:
        shutil.copytree(ROOT / folder, tmp_path / "course" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "course.toml", tmp_path / "course")
    course = find_course(tmp_path / "course")
    assignment = find_assignment(course, slug)
    answers = [answers_to(course, slug, exercise, slow=False) for exercise in assignment.coded]
    written = _words(course, slug) if assignment.headings else {}
    students = {each.person.id: {**each.files, **written} for each in list(made_up_class(answers, 7))[:4]}
    jobs = {id: {"files": files, "metadata": metadata({"sid": id})} for id, files in students.items()}
    runs = container(released(course, slug, wheel), jobs)["runs"]
    for id, files in students.items():
        (tmp_path / id).mkdir()
        for name, text in files.items():
            (tmp_path / id / name).write_text(text)
        result = score(course, slug, tmp_path / id, isolation="uid")
        document = results_json.read(runs[id]["results"])
        assert by_exercise(document) == {each.exercise: each.points / 100 for each in result.exercises}
        assert document["extra_data"]["autograder"]["receipts"] == {id: result.receipt}
        assert document["score"] == result.points / 100
        assert bool(written) == ("neither given nor lost yet" in document["output"])
