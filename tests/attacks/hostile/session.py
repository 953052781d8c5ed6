"""Grades every attack between two honest submissions, in one session of the grader, and writes what came of it.

`python -m tests.attacks.hostile.session ENVIRONMENT FOLDER CANARY` leaves `report.json` in the folder. The canary then
stands in the arguments, the environment, the memory, the gradebook and beside the tests: no worker must ever send it.
"""

import ctypes
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.attacks.hostile.attack import Attack
from tests.attacks.hostile.catalogue import ATTACKS
from tests.attacks.hostile.environments import ENVIRONMENTS

HERE = Path(__file__).parents[1]
SET_CHILD_SUBREAPER = 36
PATIENCE = 2.0
"""Seconds within which a closed room must be gone."""
LEFT = "left-by-a-submission"
SHARED = ("/tmp", "/var/tmp", "/dev/shm")
"""Folders of the machine where everybody may write."""


def main(name: str, folder: Path, canary: str) -> None:
    """Enters the environment, grades all attacks, writes the report."""
    environment = next(each for each in ENVIRONMENTS if each.name == name)
    os.environ["GRADER_TOKEN"] = canary
    course = shutil.copytree(HERE / "course", folder / "course")
    (course / "autograder/suites/target/notes.txt").write_text(canary)
    (folder / "report.json").touch()
    if os.getuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534) if "user" in name else None
    libc = ctypes.CDLL(None)
    libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans of the sandbox come to us, where they are counted
    try:
        environment.enter()
    except OSError as error:
        report: dict[str, Any] = {"problem": f"{name}: {error}"}
    else:
        report = Session(course, folder / "work", canary).run(environment.asked, environment.level)
    (folder / "report.json").write_text(json.dumps(report))


class Tap:
    """Keeps every byte that workers send, on their sockets and on their output."""

    def __init__(self) -> None:
        import socket

        from autograder.sandbox import zygote
        from autograder.sandbox.line import Line

        self.received: list[bytes] = []
        self.kept = 0
        tap, read = self.received, os.read

        class TappedSocket(socket.socket):
            def recv(self, *args: int) -> bytes:
                data = super().recv(*args)
                tap.append(data)
                return data

        class TappedLine(Line):
            def __init__(line, rpc: socket.socket, *rest: Any) -> None:  # noqa: N805
                super().__init__(TappedSocket(fileno=rpc.detach()), *rest)

            def close(line) -> None:  # noqa: N805
                self.kept = max(self.kept, len(line.text))
                super().close()

        def tapped_read(descriptor: int, size: int) -> bytes:
            data = read(descriptor, size)
            tap.append(data)
            return data

        zygote.Line = TappedLine  # type: ignore[misc]
        os.read = tapped_read

    def take(self) -> bytes:
        """What came since the last time."""
        data = b"".join(self.received)
        self.received.clear()
        return data


class Session:
    """One grader with one sandbox."""

    def __init__(self, root: Path, work: Path, canary: str) -> None:
        from autograder.model.person import Person
        from autograder.store.course import find_course
        from autograder.store.gradebook import Gradebook
        from autograder.workflow.material import course_material

        self._canary = canary
        self._work = work
        self._course = find_course(root)
        self._material = course_material(self._course, "target")
        self._tap = Tap()
        self._descriptors = self._processes = 0
        self._left = f"{LEFT}-{os.getpid()}"
        with Gradebook(self._course.database_url) as gradebook:
            gradebook.import_people([Person("secret", canary)])

    def run(self, asked: str, level: str) -> dict[str, Any]:
        """What came of each attack that concerns the level."""
        from autograder.engine.grading import Grader
        from autograder.engine.suites import Suites, with_suites
        from autograder.errors import InputError
        from autograder.workflow.places import open_place

        try:
            self._place = open_place(asked, trust=True)
        except InputError as error:
            return {"problem": str(error)}
        reports: dict[str, Any] = {}
        time.sleep(PATIENCE / 4)  # the room in which the sandbox was tried ends meanwhile
        self._processes = len(list(processes_below(os.getpid())))

        def body(suites: Suites) -> None:
            self._grader = Grader(self._material, suites, self._place, seed=4711)
            assert not self._grader.unfit, self._grader.unfit
            assert all(self._honest(exercise.slug) for exercise in self._material.assignment.exercises)
            self._descriptors = descriptors()
            reports.update({attack.id: self._attack(attack) for attack in ATTACKS if level in attack.levels})

        try:
            with_suites(self._material.suite_files, body)
        finally:
            self._place.close()
        left = [Path(folder, self._left) for folder in SHARED if Path(folder, self._left).exists()]
        for path in left:
            path.unlink()
        return {"isolation": self._place.isolation, "attacks": reports, "left": len(left), "kept": self._tap.kept}

    def _attack(self, attack: Attack) -> dict[str, Any]:
        source = attack.source if isinstance(attack.source, bytes) else _surrogates(attack.source)
        source = source.replace(b"{grader}", str(os.getpid()).encode()).replace(LEFT.encode(), self._left.encode())
        self._tap.take()
        begin = time.monotonic()
        result, page = self._grade({f"{attack.exercise}.py": source, **attack.files})
        seconds = time.monotonic() - begin
        exercise = next(each for each in result.exercises if each.exercise == attack.exercise)
        shown = json.dumps(result.to_dict()) + page
        sent = self._tap.take()
        return {
            "points": exercise.points, "outcome": exercise.outcome, "message": exercise.message,
            "tests": [[test.outcome, test.message] for test in exercise.tests], "seconds": round(seconds, 3),
            "others": sum(each.points for each in result.exercises) - exercise.points,
            "canary": self._canary.encode() in sent or self._canary in shown,
            "loud": "LOUD" in shown, "sent": len(sent), "text": sent[-300:].decode(errors="replace"),
            "processes": self._left_processes(), "descriptors": descriptors() - self._descriptors,
            "honest": self._honest(attack.exercise),
        }  # fmt: skip

    def _honest(self, slug: str) -> bool:
        """Whether a right answer to the exercise gets full marks."""
        result, _ = self._grade({f"{slug}.py": (self._material.solutions / f"{slug}.py").read_bytes()})
        exercise = next(each for each in result.exercises if each.exercise == slug)
        return bool(exercise.points == exercise.max_points and exercise.outcome == "passed")

    def _grade(self, files: Any) -> tuple[Any, str]:
        """The result of a folder with these files, and the page that the student gets."""
        from autograder.engine.material import Submission
        from autograder.model.person import Person
        from autograder.report.feedback import student_page
        from autograder.store.archive import read_submission
        from autograder.store.submissions import submission_sha256

        shutil.rmtree(self._work, ignore_errors=True)
        for name, content in files.items():
            path = self._work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        received = read_submission(self._work)
        result = self._grader.grade(Submission("eve", submission_sha256(received), received))
        return result, student_page(self._material.assignment, result, Person("eve", "Eve"))

    def _left_processes(self) -> int:
        """How many more processes there are below us than at the start, once the room had time to end."""
        until = time.monotonic() + PATIENCE
        while (more := len(list(processes_below(os.getpid()))) - self._processes) > 0 and time.monotonic() < until:
            time.sleep(0.01)
        return more


def descriptors() -> int:
    """The open descriptors of this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def processes_below(root: int) -> Iterator[int]:
    """The living processes that descend from one."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if not path.name.isdigit():
            continue
        try:
            state, parent, *_ = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if state not in "ZX":
            children.setdefault(int(parent), []).append(int(path.name))
    todo = [root]
    while todo:
        found = children.get(todo.pop(), [])
        yield from found
        todo += found


def _surrogates(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
