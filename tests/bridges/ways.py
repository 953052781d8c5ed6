"""Every way to grade one class: each gives the points of every student and exercise, or None where it has none to give.

Each student's answers are handed in as files, or in the notebook that the tool itself made of our release.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.model.points import to_number
from autograder.store.course import Course, find_course
from autograder.workflow import release as module
from autograder.workflow.collect import collect
from autograder.workflow.grade import grade
from autograder.workflow.nbgrader import push
from autograder.workflow.release import release
from tests.bridges import results_json

SLUG = "counting"
NOTEBOOK = f"{SLUG}.ipynb"
TIMEOUT = "--ExecutePreprocessor.timeout=300"
"""Seconds for a cell: the first grader cell waits for the whole result."""
FILES, OTTER_RUN, OTTER_COLLECTED = "files", "otter run", "otter collect"
AUTOGRADE, PUSH, GRADESCOPE = "nbgrader autograde", "nbgrader push", "Gradescope"
Points = Mapping[str, Mapping[str, float | None]]
"""Student to exercise to points."""
Work = Mapping[str, Mapping[str, str]]
"""Student to exercise to source."""


@dataclass(frozen=True)
class Class:
    """A course and what its students hand in; `place` is where all of it happens."""

    course: Course
    work: Work
    place: Path

    def copy(self, name: str) -> Course:
        """The course once more, with the same secret and nobody's submissions."""
        nobodys = shutil.ignore_patterns("gradebook.sqlite3*", "submissions")
        return find_course(Path(shutil.copytree(self.course.root, self.place / name, ignore=nobodys)))

    def points(self, found: Mapping[str, Mapping[str, float | None]]) -> Points:
        """Of everybody for each exercise, whatever was found."""
        slugs = sorted({slug for answers in self.work.values() for slug in answers})
        return {student: {slug: found.get(student, {}).get(slug) for slug in slugs} for student in self.work}


def every_way(whole: Class, wheel: tuple[str, bytes], container: Callable[..., Any]) -> dict[str, Points]:
    """The points of all six; those that take seconds a submission share two cores."""
    files = _collected(whole, whole.course, _inbox(whole))  # first: later ones know what this finds out of the suites
    nbgrader, archive = _nbgrader_class(whole, wheel), _otter_class(whole, wheel)
    upload = _released(whole.course, whole.place / "upload", wheel, "gradescope") / "autograder.zip"
    to_push = Path(shutil.copytree(nbgrader, whole.place / "to-push"))
    with ThreadPoolExecutor(2) as cores:
        autograded = cores.submit(_autograde, whole, nbgrader)
        uploaded = cores.submit(_gradescope, whole, upload, container)
        ran = cores.map(lambda student: _otter_run(whole, archive, student), whole.work)
        pushed, collected = _push(whole, to_push), _otter_collected(whole)
        return {
            FILES: files, AUTOGRADE: autograded.result(), PUSH: pushed,
            OTTER_RUN: whole.points(dict(zip(whole.work, ran, strict=True))), OTTER_COLLECTED: collected,
            GRADESCOPE: uploaded.result(),
        }  # fmt: skip


def _released(course: Course, to: Path, wheel: tuple[str, bytes], name: str) -> Path:
    """The folder of a release with a wheel that is built already."""
    built, module._wheel = module._wheel, lambda: wheel
    try:
        return release(course, SLUG, to, audited=False, format_name=name).folder
    finally:
        module._wheel = built


def _inbox(whole: Class) -> Path:
    """A file for each exercise, in a folder for each student."""
    inbox = whole.place / "inbox"
    for student, answers in whole.work.items():
        (inbox / student).mkdir(parents=True)
        for slug, source in answers.items():
            (inbox / student / f"{slug}.py").write_text(source, "utf-8")
    return inbox


def _collected(whole: Class, course: Course, source: Path, system: str = "") -> Points:
    """`collect` and `grade`."""
    collect(course, SLUG, [source], system)
    results = grade(course, SLUG, jobs=1).results
    return whole.points({
        result.student: {each.exercise: to_number(each.points) for each in result.exercises} for result in results
    })  # fmt: skip


def _nbgrader_class(whole: Class, wheel: tuple[str, bytes]) -> Path:
    """An nbgrader course with our release, in which everybody has handed in."""
    root = whole.place / "nbgrader"
    _released(whole.course, root, wheel, "nbgrader")
    done = _run(root, "nbgrader", "generate_assignment", SLUG)
    assert done.returncode == 0, done.stderr
    for student, answers in whole.work.items():
        folder = Path(shutil.copytree(root / "release" / SLUG, root / "submitted" / student / SLUG))
        _fill(
            folder / NOTEBOOK, answers, lambda cell, slug: cell["metadata"].get("nbgrader", {}).get("grade_id") == slug
        )
        (folder / "timestamp.txt").write_text("2026-11-20 12:00:00 UTC", "utf-8")
    return root


def _autograde(whole: Class, root: Path) -> Points:
    """`nbgrader autograde` on everybody; who fails, fails alone, and makes the command fail in the end."""
    done = _run(root, "nbgrader", "autograde", SLUG, TIMEOUT, AUTOGRADER_COURSE=str(whole.course.root))
    found = _from_gradebook(whole, root)
    graded = {path.parent.name for path in root.glob(f"autograded/*/{SLUG}")}
    assert (done.returncode == 0) == (graded == set(whole.work)), done.stderr
    return {student: points if student in graded else dict.fromkeys(points) for student, points in found.items()}


def _push(whole: Class, root: Path) -> Points:
    """`collect --from nbgrader`, `grade` and `nbgrader push`: what nbgrader's gradebook has then."""
    course = whole.copy("by-nbgrader")
    _collected(whole, course, root, "nbgrader")
    assert not push(course, SLUG, root).left
    return _from_gradebook(whole, root)


def _from_gradebook(whole: Class, root: Path) -> Points:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return whole.points({
            each.student.id: {grade.name.removeprefix("test_"): grade.auto_score for grade in each.notebooks[0].grades}
            for each in gradebook.assignment_submissions(SLUG)
        })  # fmt: skip


def _otter_class(whole: Class, wheel: tuple[str, bytes]) -> Path:
    """The archive that `otter assign` makes of our release; everybody's notebook lies in a folder of their own."""
    folder = _released(whole.course, whole.place / "otter", wheel, "otter")
    done = _run(folder, "otter", "assign", "--no-run-tests", NOTEBOOK, "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    for student, answers in whole.work.items():
        (whole.place / "otters" / student).mkdir(parents=True)
        handed_in = Path(shutil.copy(folder / "dist/student" / NOTEBOOK, whole.place / "otters" / student))
        _fill(handed_in, answers, lambda cell, slug: f'NotImplementedError("{SLUG}.{slug}")' in _source(cell))
    (archive,) = (folder / "dist/autograder").glob("*.zip")
    return archive


def _otter_run(whole: Class, archive: Path, student: str) -> dict[str, float | None]:
    """`otter run` on one notebook; nothing where it ends with an error."""
    folder = whole.place / "otters" / student
    done = _run(folder, "otter", "run", "-a", str(archive), "-o", str(whole.place / "otters" / student), NOTEBOOK)
    if done.returncode != 0:
        return {}
    tests = json.loads((folder / "results.json").read_text("utf-8"))["tests"]
    return {test["name"]: test["score"] for test in tests if "score" in test}


def _otter_collected(whole: Class) -> Points:
    """`collect` and `grade` on the notebooks that otter handed out."""
    inbox = whole.place / "otters-inbox"
    for student in whole.work:
        (inbox / student).mkdir(parents=True)
        shutil.copy(whole.place / "otters" / student / NOTEBOOK, inbox / student)
    return _collected(whole, whole.copy("by-otter"), inbox)


def _gradescope(whole: Class, upload: Path, container: Callable[..., Any]) -> Points:
    """`run_autograder` in a container laid out as Gradescope's, on a file for each exercise."""
    jobs = {
        student: {
            "files": {f"{slug}.py": source for slug, source in answers.items()},
            "metadata": results_json.metadata({"sid": student}),
        }
        for student, answers in whole.work.items()
    }
    found: dict[str, dict[str, float | None]] = {}
    for student, run in container(upload, jobs)["runs"].items():
        with suppress(results_json.Refused):
            found[student] = {**results_json.by_exercise(results_json.read(run["results"]))}
    return whole.points(found)


def _fill(notebook: Path, answers: Mapping[str, str], belongs: Callable[[Any, str], bool]) -> None:
    """Puts each answer into the one cell that is for it."""
    data = json.loads(notebook.read_bytes())
    for slug, source in answers.items():
        (cell,) = [cell for cell in data["cells"] if cell["cell_type"] == "code" and belongs(cell, slug)]
        cell["source"] = source
    notebook.write_text(json.dumps(data), "utf-8")


def _source(cell: Mapping[str, Any]) -> str:
    source: str | Iterable[str] = cell["source"]
    return "".join(source)


def _run(folder: Path, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What came of a command of this environment, activated or not: nbgrader calls alembic by its name."""
    tools = Path(sys.executable).parent
    variables = {
        **os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "JUPYTER_PLATFORM_DIRS": "1",
        "OMP_NUM_THREADS": "1", **environment,
    }  # fmt: skip
    return subprocess.run(
        [str(tools / command[0]), *command[1:]], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
