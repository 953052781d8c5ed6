"""Breaks a command at each of its writes in turn, and writes what was wrong afterwards.

`python -m tests.faults.session SCENARIO HOW FOLDER` leaves `report.json` in the folder. It runs in a process of its
own, which is warm (torch is imported) and has one thread, so that a broken command is a fork and takes a moment.
"""

import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.cli.main import run as run_command
from autograder.errors import AutograderError
from autograder.store import gradebook as gradebook_module
from autograder.store.course import find_course
from autograder.store.gradebook import Gradebook
from autograder.store.submissions import SubmissionStore

from . import tracer

MINI = Path(__file__).parents[1] / "mini_course"
SLUG = "counting"
RIGHT, WRONG = "def double(number): return 2 * number\n", "def double(number): return number * number\n"
TALLY = (MINI / "solutions/counting/Tally.py").read_text()
KILLED = -9
State = dict[str, Any]


def build_roster(course: Path) -> list[str]:
    """Nothing is there yet, no gradebook either."""
    (course / "roster.csv").write_text("student_id,name,email,section\nada,Ada,,\nbob,Bob,,\n")
    return ["roster", "import", "roster.csv"]


def build_collect(course: Path) -> list[str]:
    """One student hands in again, one for the first time, and one something that cannot be read."""
    _hand_in(course, "ada", WRONG)
    for student, answer in {"ada": RIGHT, "bob": WRONG}.items():
        (course / "inbox" / student).mkdir(parents=True)
        (course / "inbox" / student / "double.py").write_text(answer)
    (course / "inbox" / "carl.zip").write_bytes(b"PK\x03\x04")
    return ["collect", SLUG, "inbox"]


def build_grade(course: Path) -> list[str]:
    """Two students, one right and one wrong; nobody was ever graded."""
    for student, answer in {"ada": RIGHT, "bob": WRONG}.items():
        _hand_in(course, student, answer)
    return ["grade", SLUG, "--jobs", "1", "--isolation", "trusted", "--trust-submissions"]


def build_feedback(course: Path) -> list[str]:
    """Two students were graded."""
    command = build_grade(course)
    assert tracer.run(lambda: _command(course, command, course.parent / "output"), course).status == 0
    return ["feedback", SLUG]


SCENARIOS: dict[str, Callable[[Path], list[str]]] = {
    "roster": build_roster, "collect": build_collect, "grade": build_grade, "feedback": build_feedback,
}  # fmt: skip


def main(scenario: str, how: str, folder: Path) -> None:
    """One run that nothing disturbs, then one for each write (or lock) that it was seen to make."""
    import autograder.cli.grading
    import autograder.cli.instructor
    import autograder.workflow.collect
    import autograder.workflow.feedback
    import autograder.workflow.grade
    import autograder.workflow.roster  # noqa: F401

    gradebook_module.LOCK_SECONDS = 0
    spawned = multiprocessing.get_context
    multiprocessing.get_context = lambda method=None: spawned("fork")  # type: ignore[assignment, return-value]
    prepared, output = folder / "prepared", folder / "output"
    shutil.copytree(MINI, prepared)
    command = SCENARIOS[scenario](prepared)
    course = _fresh(prepared)
    whole = tracer.run(lambda: _command(course, command, output), course, how)
    code, right = whole.status, state(course)
    problems = []
    for place, write in enumerate(whole.seen):
        course = _fresh(prepared)
        before = state(course)
        broken = tracer.run(lambda: _command(course, command, output), course, how, place)  # noqa: B023
        says = output.read_text()
        found = list(_wrong_after(broken.status, code, says, before, state(course), right))
        between = state(course)
        again = tracer.run(lambda: _command(course, command, output), course)  # noqa: B023
        found += list(_wrong_again(again.status, code, between, state(course), right))
        problems += [f"{place} {write}: {problem} ({broken.status}: {says.strip()[-300:]})" for problem in found]
    (folder / "report.json").write_text(json.dumps({"writes": whole.seen, "problems": problems, "code": code}))


def state(course: Path) -> State:
    """All that the course holds, without times and what is random."""
    found = find_course(course)
    if not (course / "gradebook.sqlite3").exists():
        return {"rows": [], "results": [], "people": [], "files": {}, "pages": {}}
    store = SubmissionStore(found.submissions)
    with Gradebook(found.database_url) as gradebook, gradebook._engine.begin() as connection:
        rows = [list(row) for row in connection.exec_driver_sql("SELECT student, sha256 FROM submissions ORDER BY id")]
        results = [
            [student, _untimed(json.loads(data))]
            for student, data in connection.exec_driver_sql("SELECT student, data FROM results ORDER BY id")
        ]
        people = [list(row) for row in connection.exec_driver_sql("SELECT person, name FROM people ORDER BY id")]
        troubles = [list(row) for row in connection.exec_driver_sql("SELECT student, reason FROM problems")]
    for student, sha256 in rows:
        store.read(SLUG, student, sha256)
    files = {path.name: _untimed(json.loads(path.read_text())) for path in (course / "results").rglob("*.json")}
    pages = {path.name: path.read_text() for path in (course / "feedback").rglob("*.html")}
    return {"rows": rows, "results": results, "people": people, "problems": troubles, "files": files, "pages": pages}


def _wrong_after(code: int, right_code: int, says: str, before: State, after: State, right: State) -> Any:
    """What is wrong with a broken run: lost, graded wrongly, or not told of."""
    for kind in ("rows", "results", "people"):
        if after[kind][: len(before[kind])] != before[kind]:
            yield f"{kind} were lost"
    if strange := [each for each in after["results"] if each not in right["results"] and not _ungraded(each[1])]:
        yield f"graded wrongly: {strange}"
    if strange := [
        name for name, data in after["files"].items() if data != right["files"][name] and not _ungraded(data)
    ]:
        yield f"wrong files: {strange}"
    if code == right_code and _core(after) != _core(right):
        yield "reported as done, and it is not"
    if code not in (right_code, 3, KILLED) and "cannot be opened (unable to open" not in says:
        yield f"exit code {code}"
    if code in (2, 3) and (says.count("\n") != 1 or not says.startswith("autograder: ") or "internal fault" in says):
        yield "not told in one plain line"
    if "Traceback" in says:
        yield "a traceback was shown"


def _wrong_again(code: int, right_code: int, between: State, after: State, right: State) -> Any:
    """What is wrong once the command ran again without a fault."""
    if code != right_code:
        yield f"exit code {code} the second time"
    if _core(after) != _core(right):
        yield f"not the same in the end: {after} instead of {right}"
    for kind in ("rows", "results", "people"):
        if after[kind][: len(between[kind])] != between[kind]:
            yield f"{kind} were lost the second time"


def _core(state: State) -> State:
    """What has to be the same in the end; results in any order, and graded ones only."""
    graded = sorted((each for each in state["results"] if not _ungraded(each[1])), key=lambda each: str(each[0]))
    return {**state, "results": graded}


def _ungraded(data: Any) -> bool:
    return any(exercise["outcome"] == "ungraded" for exercise in data["exercises"])


def _untimed(data: Any) -> Any:
    for item in (data, *(test for exercise in data["exercises"] for test in exercise["tests"])):
        item.pop("duration_s")
    return {key: value for key, value in data.items() if key not in ("graded_at", "receipt", "seed")}


def _fresh(prepared: Path) -> Path:
    course = prepared.with_name("course")
    shutil.rmtree(course, ignore_errors=True)
    return Path(shutil.copytree(prepared, course))


def _hand_in(course: Path, student: str, answer: str) -> None:
    files = {"double.py": answer.encode(), "Tally.py": TALLY.encode()}
    found = find_course(course)
    sha256 = SubmissionStore(found.submissions).add(SLUG, student, files)
    with Gradebook(found.database_url) as gradebook:
        gradebook.add_submission(SLUG, student, sha256, datetime(2026, 11, 23, tzinfo=UTC))


def _command(course: Path, command: list[str], output: Path) -> int:
    """The exit code of a command, run in this process; what it says on standard error goes to a file."""
    os.chdir(course)
    for descriptor, path in ((1, os.devnull), (2, str(output))):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    code = run_command(command)
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    except AutograderError as error:
        sys.exit(f"{error}")
