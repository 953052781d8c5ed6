"""Side by side: 20 notebooks in our sandbox, and some of them through nbgrader and otter-grader, on the same tests.

    python -m bench.peers [--submissions 20] [--peers 5]

Four exercises of `self_attention` in a course made for it. Each tool gets the same answers in a notebook of its own
kind. Ours grades all of them before, between and after the peers, for a machine is not always equally fast. The peers'
tests are the hidden suites, run in the student's kernel as the peers do it (see bench/plain_tests.py): what a release's
own cells do, which is to ask our sandbox, would take them longer. Peers grade fewer submissions, as each takes seconds.
Every command runs as it does by default, which for ours is on all cores, and for theirs on one.
Prints a table, the commands, and whether all give the same points; writes bench/results/peers.json.
"""

import argparse
import ast
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from autograder.authoring.made_up_class import made_up_class
from autograder.model.points import to_number
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.collect import collect
from autograder.workflow.demo import answers_to
from autograder.workflow.grade import grade
from autograder.workflow.release import release
from bench.plain_tests import ASSIGNMENT, COURSE

BENCH = Path(__file__).resolve().parent
SOURCE, SLUG = "self_attention", "four"
EXERCISES = ("similarity_scores", "attention_weights", "scaled_dot_product_attention", "split_heads")
KINDS = ("right", "one mistake", "two mistakes", "other right ways")
"""Of made-up students: the others leave out or break something, which peers take longer for."""
TO_REACH = {"nbgrader": 100, "otter": 200}
Notebooks = Mapping[str, Mapping[str, str]]
"""Student to exercise to source."""


@dataclass(frozen=True)
class Timed:
    """One way to grade: the seconds of each submission, the seconds of all with what is paid once, and the points."""

    command: str
    seconds: Sequence[float]
    whole: float
    points: Mapping[str, float]

    @property
    def median(self) -> float:
        """Seconds a submission."""
        return statistics.median(self.seconds)


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--peers", type=int, default=5, help="how many of them the peers grade")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        root = Path(folder)
        course = _course(root / "course")
        work = _work(course, options.submissions)
        few = dict(list(work.items())[: options.peers])
        os.environ |= {COURSE: str(course.root), ASSIGNMENT: SLUG, "OMP_NUM_THREADS": "1"}
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic
        os.environ["PYTHONPATH"] = os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")])
        ours, peers = [_ours(course, root / "ours", work)], {}
        for name, peer in {"nbgrader": _nbgrader, "otter": _otter}.items():
            peers[name] = peer(course, root / name, few)
            ours.append(_ours(_as_new(course, root / f"after-{name}"), root / f"ours-after-{name}", work))
        seconds = [each for way in ours for each in way.seconds]
        ways = {"ours": replace(ours[0], seconds=seconds), **peers}
    _report(ways)


def _course(root: Path) -> Course:
    """A course of these exercises and nothing else."""
    source = find_course(BENCH)
    (root / "assignments" / SLUG / "checks").mkdir(parents=True)
    shutil.copytree(source.given, root / "assignments" / "given")
    (root / "course.toml").write_text(f'title = "Bench"\nassignments = ["{SLUG}"]\n')
    folder = source.assignment_folder(SOURCE)
    head, *tables = re.split(r"(?m)^(?=\[\[exercise\]\])", (folder / "assignment.toml").read_text("utf-8"))
    chosen = [table for table in tables if re.search(r'^slug = "(\w+)"', table, re.MULTILINE)[1] in EXERCISES]  # type: ignore[index]
    head = re.sub(r"(?m)^after = .*\n", "", head)
    (root / "assignments" / SLUG / "assignment.toml").write_text("".join([head, *chosen]), "utf-8")
    (root / "assignments" / SLUG / "handout.md").write_text("# Four exercises\n\nWrite the four functions.\n")
    places = {
        folder / "checks": "assignments/four/checks", source.suite_folder(SOURCE): "autograder/suites/four",
        source.stub_folder(SOURCE): "student_stubs/four", source.solution_folder(SOURCE): "solutions/four",
        source.solution_folder(SOURCE) / "variants": "solutions/four/variants",
    }  # fmt: skip
    for origin, place in places.items():
        (root / place).mkdir(parents=True, exist_ok=True)
        for path in origin.glob("*.py"):
            if path.stem.removeprefix("test_") in EXERCISES:
                text = path.read_text("utf-8").replace(f"{SOURCE}.{path.stem}", f"{SLUG}.{path.stem}")
                (root / place / path.name).write_text(text, "utf-8")
    return find_course(root)


def _as_new(course: Course, place: Path) -> Course:
    """The course before anything was collected; graders know about it what they found out before."""
    place.mkdir()
    for name in ("course.toml", "assignments", "autograder", "student_stubs", "solutions", ".autograder/memory"):
        copy = shutil.copytree if (course.root / name).is_dir() else shutil.copy
        copy(course.root / name, place / name)
    return find_course(place)


def _work(course: Course, size: int) -> Notebooks:
    """The same made-up students for everybody: right in many ways, and wrong in typical ways."""
    exercises = find_assignment(course, SLUG).coded
    answers = [answers_to(course, SLUG, exercise, slow=False) for exercise in exercises]
    students = (
        each
        for each in made_up_class(answers, 8 * size)
        if each.kind in KINDS and _fit_together([each.files[exercise.file] for exercise in exercises])
    )
    return {
        student.person.id: {exercise.slug: student.files[exercise.file] for exercise in exercises}
        for student, _ in zip(students, range(size), strict=False)
    }


def _fit_together(sources: Sequence[str]) -> bool:
    """Whether answers that were written as files mean the same in the one namespace of a notebook."""
    statements = [statement for source in sources for statement in ast.parse(source).body]
    defined = [each.name for each in statements if isinstance(each, (ast.FunctionDef, ast.ClassDef))]
    siblings = [each for each in statements if isinstance(each, ast.ImportFrom) and each.module in EXERCISES]
    return not siblings and len(defined) == len(set(defined))


def _filled(released: Path, answers: Mapping[str, str]) -> bytes:
    """A released notebook with the answers in the place of the stubs."""
    notebook = json.loads(released.read_bytes())
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        for slug, source in answers.items():
            if cell["cell_type"] == "code" and f"def {slug}(" in text:
                cell["source"] = source
    return json.dumps(notebook).encode()


def _ours(course: Course, place: Path, work: Notebooks) -> Timed:
    """Collected, then graded, as `autograder grade` does it."""
    released = release(course, SLUG, place / "out", audited=False, format_name="notebook").folder / f"{SLUG}.ipynb"
    for student, answers in work.items():
        (place / "inbox" / student).mkdir(parents=True)
        (place / "inbox" / student / released.name).write_bytes(_filled(released, answers))
    collect(course, SLUG, [place / "inbox"], "")
    times = [time.perf_counter()]
    report = grade(course, SLUG, progress=lambda done, _: times.append(time.perf_counter()) if done else None)
    points = {result.student: to_number(result.points) for result in report.results}
    command = f"autograder grade {SLUG}   # isolation {report.isolation}, {os.cpu_count()} cores"
    each = (times[-1] - times[1]) / (len(points) - 1)  # two graders may be done at once, so that no gap tells anything
    return Timed(command, [each], times[-1] - times[0], points)


def _otter(course: Course, place: Path, work: Notebooks) -> Timed:
    """`otter run` on each, which is a process each time."""
    folder = release(course, SLUG, place, audited=False, format_name="otter").folder
    _run(folder, "otter", "assign", "--no-run-tests", f"{SLUG}.ipynb", "dist")
    (archive,) = (folder / "dist" / "autograder").glob("*.zip")
    _in_their_kernel(archive)
    seconds, points = [], {}
    for student, answers in work.items():
        (place / student).mkdir()
        (place / student / f"{SLUG}.ipynb").write_bytes(_filled(folder / "dist" / "student" / f"{SLUG}.ipynb", answers))
        seconds.append(_run(place / student, "otter", "run", "--no-logo", "-a", str(archive), f"{SLUG}.ipynb"))
        tests = json.loads((place / student / "results.json").read_text())["tests"]
        points[student] = sum(test["score"] for test in tests if "score" in test)
    return Timed(f"otter run -a {archive.name} {SLUG}.ipynb", seconds, sum(seconds), points)


def _in_their_kernel(archive: Path) -> None:
    """The archive with the suites themselves in the place of the calls that ask our sandbox."""
    with ZipFile(archive) as before:
        files = {name: before.read(name) for name in before.namelist()}
    for name in [name for name in files if name.startswith("tests/")]:
        text = files[name].decode().replace("autograder.workflow.in_otter import hidden", "plain_tests import hidden")
        text = re.sub(r"def (hidden_\d+)\(\)", r"def \1(env)", text)
        files[name] = re.sub(r"(    hidden\(.*)\)", r"\1, env)", text).encode()
    with ZipFile(archive, "w") as after:
        for name, content in files.items():
            after.writestr(name, content)


def _nbgrader(course: Course, place: Path, work: Notebooks) -> Timed:
    """`nbgrader autograde` on all of them, which is one process; each is done when its notebook is written."""
    from nbgrader.api import Gradebook

    released = release(course, SLUG, place / "out", audited=False, format_name="nbgrader").folder
    shutil.copytree(released, place / "source" / SLUG)
    notebook = place / "source" / SLUG / f"{SLUG}.ipynb"
    notebook.write_bytes(_with_suites_of_its_own(notebook.read_bytes()))
    (place / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
    _run(place, "nbgrader", "generate_assignment", SLUG)
    for student, answers in work.items():
        shutil.copytree(place / "release" / SLUG, place / "submitted" / student / SLUG)
        handed_in = place / "submitted" / student / SLUG / f"{SLUG}.ipynb"
        handed_in.write_bytes(_filled(handed_in, answers))
    whole = _run(place, "nbgrader", "autograde", SLUG, "--create")
    done = sorted(path.stat().st_mtime for path in place.glob(f"autograded/*/{SLUG}/{SLUG}.ipynb"))
    with Gradebook(f"sqlite:///{place}/gradebook.db") as gradebook:
        points = {each.student.id: each.score for each in gradebook.assignment_submissions(SLUG)}
    return Timed(f"nbgrader autograde {SLUG}", _between(done) or [whole], whole, points)


def _with_suites_of_its_own(notebook: bytes) -> bytes:
    """The source with the suites themselves in the place of the calls that ask our sandbox."""
    found = json.loads(notebook)
    for cell in found["cells"]:
        call = re.search(rf'points\("{SLUG}/(\w+)"\)', "".join(cell["source"]))
        if call:
            body = f'import plain_tests; plain_tests.points("{call[1]}", globals())'
            cell["source"] = f"### BEGIN HIDDEN TESTS\n{body}\n### END HIDDEN TESTS"
    return json.dumps(found).encode()


def _run(folder: Path, *command: str) -> float:
    """The seconds that a command takes."""
    begin = time.perf_counter()
    done = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return time.perf_counter() - begin


def _between(times: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


def _report(ways: Mapping[str, Timed]) -> None:
    ours = ways["ours"]
    print(f"{'':<10} {'notebooks':>9} {'s a submission (median)':>24} {'start included':>15} {'over ours':>10}")
    for name, way in ways.items():
        each = way.whole / len(way.points)
        print(f"{name:<10} {len(way.points):>9} {way.median:24.3f} {each:15.3f} {way.median / ours.median:9.0f}x")
    for name, way in ways.items():
        print(f"  {name:<10} {way.command}")
    print("ours, in turns with theirs:", ", ".join(f"{seconds:.3f}" for seconds in ours.seconds))
    for name, least in TO_REACH.items():
        print(f"{name} over ours: {ways[name].median / ours.median:.0f} (to reach: {least} at least)")
    for name, way in ways.items():
        for student, points in way.points.items():
            if points != ours.points[student]:
                print(f"NOT THE SAME POINTS: {name} gives {student} {points}, we give {ours.points[student]}")
    out = BENCH / "results" / "peers.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({name: vars(way) for name, way in ways.items()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
