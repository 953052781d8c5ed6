"""Grading a class with the real command: whatever is killed, nothing is lost and nothing is done twice."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import InputError
from autograder.model.result import Outcome, Result
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.store.submissions import SubmissionStore
from autograder.workflow.grade import grade, starts
from autograder.workflow.material import course_material, course_seed, memory_file

SLUG = "counting"
COMMAND = [str(Path(sys.executable).with_name("autograder")), "grade", SLUG]
PATIENCE = 300
DOUBLE = "def double(number): return 2 * number\n"
SQUARE = "def double(number): return number * number\n"
TALLY = (Path(__file__).parents[1] / "mini_course/solutions/counting/Tally.py").read_text()
STUB = (Path(__file__).parents[1] / "mini_course/student_stubs/counting/double.py").read_text()
SLOW = "import time\ntime.sleep(0.2)\n"
HOSTILE = """
import os, signal, sys, threading
def attempt(action, *args):
    try: action(*args)
    except BaseException: pass
def double(number):
    for process in (-1, 0, 1, os.getppid()): attempt(os.kill, process, signal.SIGKILL)
    for _ in range(100): attempt(os.fork)
    for folder in ("/", "/tmp", "/student", "/site", os.getcwd()):
        attempt(lambda: open(folder + "/sitecustomize.py", "w").write("raise SystemExit"))
    for _ in range(1000): attempt(threading.Thread(target=threading.Event().wait, daemon=True).start)
    print("x" * 10_000_000)
    for descriptor in range(3, 64): attempt(os.write, descriptor, b"\\xff" * 64)
    os._exit(0)
"""


def build(folder: Path, answers: Mapping[str, str], seconds: int = 2) -> Course:
    """A mini course whose students handed in this `double.py` each, and a right `Tally.py`."""
    shutil.copytree(Path(__file__).parents[1] / "mini_course", folder)
    manifest = folder / "assignments/counting/assignment.toml"
    text = manifest.read_text()
    manifest.write_text(text.replace("[[exercise]]", f"[limits]\ncall_seconds = {seconds}\n\n[[exercise]]", 1))
    course = find_course(folder)
    for student, answer in answers.items():
        hand_in(course, student, answer)
    return course


def hand_in(course: Course, student: str, answer: str) -> None:
    """Adds a submission as `collect` does."""
    files = {"double.py": answer.encode(), "Tally.py": TALLY.encode()}
    sha256 = SubmissionStore(course.submissions).add(SLUG, student, files)
    with Gradebook(course.database_url) as gradebook:
        gradebook.add_submission(SLUG, student, sha256, datetime.now(UTC))


def start(course: Course, *options: str) -> "subprocess.Popen[str]":
    """The command, running."""
    return subprocess.Popen(
        [*COMMAND, *options], cwd=course.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def finished(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command that has ended by itself."""
    out, err = process.communicate(timeout=PATIENCE)
    if "No sandbox" in err:
        pytest.skip(f"no sandbox on this machine: {err.strip()}")
    return process.returncode, out, err


def graded(course: Course, *options: str) -> list[Result]:
    """The results that one run of the command made, from its JSON."""
    code, out, err = finished(start(course, "--json", *options))
    assert (code, err) == (0, "")
    return [Result.from_dict(item) for item in json.loads(out)]


def rows(course: Course) -> list[tuple[str, str]]:
    """Student and receipt of every result in the gradebook's table, read past the package."""
    with sqlite3.connect(f"file:{course.root}/gradebook.sqlite3?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT student, receipt FROM results ORDER BY id").fetchall()
    connection.close()
    return found


def current(course: Course) -> dict[str, Result]:
    """What the gradebook says of each student."""
    with Gradebook(course.database_url) as gradebook:
        return {result.student: result for result in gradebook.current_results(SLUG)}


def untimed(result: Result) -> dict[str, Any]:
    """A result without what differs from run to run."""
    data = result.to_dict()
    for item in (data, *(test for exercise in data["exercises"] for test in exercise["tests"])):
        item.pop("duration_s")
    del data["graded_at"]
    return data


def until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Waits until something holds while the command runs."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None:
            finished(process)
            pytest.fail("the command ended first")
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def below(process: int, word: str) -> list[int]:
    """The living processes below this one whose command line holds the word."""
    parents = {}
    for path in Path("/proc").iterdir():
        try:
            if path.name.isdigit() and (command := (path / "cmdline").read_bytes()):
                parents[int(path.name)] = (int((path / "stat").read_text().rpartition(")")[2].split()[1]), command)
        except OSError:
            continue

    def descends(number: int) -> bool:
        return number in parents and (parents[number][0] == process or descends(parents[number][0]))

    return [number for number, (_, command) in parents.items() if word.encode() in command and descends(number)]


CLASS = {
    "ada": DOUBLE, "bob": STUB, "carl": SQUARE, "dora": "def double(n): return (\n",
    "eve": HOSTILE, "frank": "while True: pass", "grace": "def double(number): return number << 1\n",
}  # fmt: skip
OUTCOMES = {
    "ada": Outcome.PASSED, "bob": Outcome.NOT_ATTEMPTED, "carl": Outcome.FAILED, "dora": Outcome.ERROR,
    "frank": Outcome.TIMEOUT, "grace": Outcome.PASSED,
}  # fmt: skip


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, list[Result]]:
    """A class with hostile students in it, graded once by two graders."""
    course = build(tmp_path_factory.mktemp("first") / "course", CLASS)
    return course, graded(course, "--jobs", "2")


def test_the_command_prints_the_results_it_made(first_run: tuple[Course, list[Result]]) -> None:
    """One JSON document, by student; the same is in the gradebook and in a file for each student."""
    course, results = first_run
    assert [result.student for result in results] == sorted(CLASS)
    assert current(course) == {result.student: result for result in results}
    for result in results:
        assert json.loads((course.root / "results/counting" / f"{result.student}.json").read_text()) == result.to_dict()


def test_every_student_has_the_right_outcome(first_run: tuple[Course, list[Result]]) -> None:
    """A hostile submission and one that hangs cost themselves points, and nobody else."""
    results = {result.student: result for result in first_run[1]}
    assert {student: results[student].exercises[0].outcome for student in OUTCOMES} == OUTCOMES
    assert results["eve"].exercises[0].outcome in (Outcome.FLAGGED, Outcome.CRASHED)
    assert results["eve"].exercises[0].points == 0
    assert {(result.exercises[1].outcome, result.exercises[1].points) for result in results.values()} == {
        (Outcome.PASSED, 300)
    }
    assert [diagnosis.id for diagnosis in results["carl"].exercises[0].diagnosis] == ["squared"]


def test_what_was_graded_is_not_graded_again(first_run: tuple[Course, list[Result]]) -> None:
    """Another run makes no result and no row, until somebody hands in again."""
    course, _ = first_run
    before = rows(course)
    assert len(before) == len(CLASS)
    report = grade(course, SLUG)
    assert (report.results, report.skipped, report.ungraded) == ([], len(CLASS), 0)
    assert rows(course) == before


def test_alone_or_in_company_the_result_is_the_same(first_run: tuple[Course, list[Result]], tmp_path: Path) -> None:
    """Only one student, or one of many shared by two graders: the same to the letter, but for times."""
    course, results = first_run
    again = build(tmp_path / "course", CLASS)
    shutil.copytree(course.root / ".autograder", again.root / ".autograder", dirs_exist_ok=True)
    (alone,) = graded(again, "--jobs", "1", "--student", "carl")
    (company,) = (result for result in results if result.student == "carl")
    assert untimed(alone) == untimed(company)


def test_a_new_submission_is_graded_and_an_old_one_kept(first_run: tuple[Course, list[Result]], tmp_path: Path) -> None:
    """Only the student who handed in again is graded; the gradebook shows the new result and keeps the old row."""
    course = find_course(Path(shutil.copytree(first_run[0].root, tmp_path / "course")))
    hand_in(course, "bob", DOUBLE)
    (result,) = graded(course)
    assert (result.student, result.exercises[0].outcome) == ("bob", Outcome.PASSED)
    assert current(course)["bob"] == result
    assert [student for student, _ in rows(course)].count("bob") == 2


def test_a_submission_that_was_damaged_stops_nobody_else(tmp_path: Path) -> None:
    """It is ungraded until it is restored; then it is graded, and nobody else again."""
    course = build(tmp_path / "course", {"a": DOUBLE, "b": DOUBLE, "c": DOUBLE})
    (file,) = (course.submissions / SLUG / "b").rglob("double.py")
    file.write_text(DOUBLE + "# changed")
    code, out, _ = finished(start(course, "--jobs", "1"))
    assert code == 1 and "3 graded, 0 were graded already, 1 could not be graded" in out
    assert {student: result.points for student, result in current(course).items()} == {"a": 500, "b": 0, "c": 500}
    assert "is not what was received" in current(course)["b"].exercises[0].message
    file.write_text(DOUBLE)
    (result,) = graded(course)
    assert (result.student, result.points) == ("b", 500) and current(course)["b"] == result


@pytest.mark.slow
def test_a_submission_on_a_failing_disk_stops_nobody_else(tmp_path: Path) -> None:
    """A file whose bytes the system cannot read leaves its student ungraded."""
    course = build(tmp_path / "course", {"a": DOUBLE, "b": DOUBLE})
    (file,) = (course.submissions / SLUG / "a").rglob("double.py")
    file.unlink()
    file.symlink_to("/proc/self/mem")  # which begins with an error of input and output
    code, _, _ = finished(start(course, "--jobs", "1"))
    assert code == 1 and {student: result.points for student, result in current(course).items()} == {"a": 0, "b": 500}
    assert "cannot be read (Input/output error)" in current(course)["a"].exercises[0].message


@pytest.mark.slow
def test_an_error_that_nobody_foresaw_is_told_in_one_line(tmp_path: Path) -> None:
    """A grader stumbles over one submission: the others are graded, that one is not, and no traceback is shown."""
    course = build(tmp_path / "course", {"a": DOUBLE, "b": SQUARE, "c": DOUBLE})
    memory = memory_file(course, course_material(course, SLUG), course_seed(course, SLUG))
    memory.parent.mkdir(parents=True)
    memory.write_text(json.dumps({"fit": {"double": True, "Tally": True}, "known": {"double": 5}}))
    code, out, err = finished(start(course, "--jobs", "1"))
    assert code == 1 and "2 graded, 0 were graded already, 1 could not be graded" in out
    assert err.startswith("autograder: b: internal fault: TypeError") and err.count("\n") == 1
    assert {student: result.points for student, result in current(course).items()} == {"a": 500, "c": 500}
    suite = course.suite_folder(SLUG) / "test_double.py"
    spoilt = "from autograder.workflow import grader_process\ngrader_process.Memory = None\n"
    suite.write_text(spoilt + suite.read_text())
    code, _, err = finished(start(course, "--jobs", "1"))
    assert code == 3 and err.startswith("autograder: internal fault: TypeError") and err.count("\n") == 1


def test_wrong_usage_is_told(first_run: tuple[Course, list[Result]]) -> None:
    """No such assignment, no such student, no protection without consent."""
    course, _ = first_run
    with pytest.raises(InputError, match="nothing_like_it"):
        grade(course, "nothing_like_it")
    with pytest.raises(InputError, match="Nothing was collected from 'zoe'"):
        grade(course, SLUG, student="zoe")
    for isolation in ("trusted", "process"):
        with pytest.raises(InputError, match="--trust-submissions"):
            grade(course, SLUG, isolation=isolation)


def test_a_class_without_submissions_is_no_error(tmp_path: Path) -> None:
    """There is nothing to do, and no process is started for it."""
    report = grade(build(tmp_path / "course", {}), SLUG)
    assert (report.results, report.skipped, report.ungraded) == ([], 0, 0)


def test_trusted_grading_prints_nothing_of_the_students(tmp_path: Path) -> None:
    """What code prints in the grader's own process stays out of the JSON."""
    course = build(tmp_path / "course", {"ada": "print('loading')\ndef double(n):\n print(n)\n return 2 * n\n"})
    code, out, _ = finished(start(course, "--json", "--isolation", "trusted", "--trust-submissions"))
    (result,) = json.loads(out)
    assert code == 0 and (result["points"], result["isolation"]) == (5, "trusted")


@pytest.fixture
def begin() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts the command; whatever still runs after the test is ended."""
    processes: list[subprocess.Popen[str]] = []

    def begin_one(course: Course, *options: str) -> "subprocess.Popen[str]":
        processes.append(start(course, *options))
        return processes[-1]

    yield begin_one
    for process in processes:
        process.kill()
        process.communicate()


SLOW_CLASS = {
    f"s{number:02}": SLOW + (DOUBLE if number % 3 else SQUARE) for number in range(9)
}  # fmt: skip


def _all_right(results: Mapping[str, Result]) -> bool:
    points = {student: 500 if "2 * number" in answer else 300 for student, answer in SLOW_CLASS.items()}
    return {student: result.points for student, result in results.items()} == points


@pytest.mark.slow
def test_a_killed_command_resumes_where_it_stopped(
    tmp_path: Path, begin: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """SIGKILL before the first result, after some, and nearly at the end: all are graded, and each of them once."""
    course = build(tmp_path / "course", SLOW_CLASS)
    chance = random.Random(5)
    kept: list[tuple[str, str]] = []
    for enough in (0, 1, 6):
        process = begin(course, "--jobs", "2")
        until(lambda: bool(below(process.pid, "multiprocessing")) and len(rows(course)) >= enough, process)  # noqa: B023
        time.sleep(chance.uniform(0, 0.3))
        family = [process.pid, *below(process.pid, "")]
        process.kill()
        process.communicate()
        found = rows(course)
        assert found[: len(kept)] == kept and len(found) >= enough
        kept = found
        assert _gone(family)
    code, out, err = finished(begin(course))
    assert (code, err) == (0, "")
    assert f"{len(SLOW_CLASS) - len(kept)} graded, {len(kept)} were graded already, 0 could not" in out
    found = rows(course)
    assert found[: len(kept)] == kept and sorted(student for student, _ in found) == sorted(SLOW_CLASS)
    assert _all_right(current(course))


def _gone(processes: list[int]) -> bool:
    """Whether they end before long: graders when nobody listens, sandboxes when their grader is gone."""
    deadline = time.monotonic() + 30
    while any(_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.slow
def test_killed_graders_and_sandboxes_are_replaced(
    tmp_path: Path, begin: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """A grader process, and later a sandbox, are killed in the middle: the run goes on, and all results are right."""
    course = build(tmp_path / "course", SLOW_CLASS)
    process = begin(course, "--jobs", "1")
    for enough, word in ((2, "multiprocessing.spawn"), (5, "inside.zygote")):
        until(lambda: len(rows(course)) >= enough and bool(below(process.pid, word)), process)  # noqa: B023
        os.kill(min(below(process.pid, word)), signal.SIGKILL)
    code, out, err = finished(process)
    assert (code, err) == (0, "") and "9 graded, 0 were graded already, 0 could not be graded" in out
    assert sorted(student for student, _ in rows(course)) == sorted(SLOW_CLASS)
    assert _all_right(current(course))


@pytest.mark.slow
def test_a_submission_that_takes_its_grader_with_it_takes_nobody_else(
    tmp_path: Path, begin: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """Its grader dies twice; then it is left ungraded, everybody else has a result, and the exit code says so."""
    guilty = "import time\ndef double(number): time.sleep(1000)\n"
    course = build(tmp_path / "course", {"a": DOUBLE, "b": guilty, "c": DOUBLE, "d": DOUBLE}, seconds=1000)
    process = begin(course, "--jobs", "1")

    def graders() -> list[int]:
        return below(process.pid, "multiprocessing.spawn")

    until(lambda: len(rows(course)) == 1, process)  # a is done; b hangs in its grader, c waits behind it
    os.kill(graders()[0], signal.SIGKILL)
    until(lambda: len(rows(course)) == 3 and len(graders()) == 1, process)  # b hangs again, alone
    os.kill(graders()[0], signal.SIGKILL)
    code, out, _ = finished(process)
    assert code == 1 and "3 graded, 0 were graded already, 1 could not be graded" in out
    assert {student: result.points for student, result in current(course).items()} == {"a": 500, "c": 500, "d": 500}


@pytest.mark.parametrize(("graders", "begin"), [(1, [0]), (2, [0, -1]), (3, [0, -1, 4]), (4, [0, -1, 4, -5])])
def test_graders_go_to_meet_each_other(graders: int, begin: list[int]) -> None:
    """From every starting point one goes forwards and one backwards, towards those of the next starting point."""
    assert starts(8, graders) == begin
