"""A long day of grading: many submissions, one in five hostile, in one `grade` call, and what is left of it.

    python -m bench.soak [--submissions 2000] [--jobs 2]

The course and the hostile submissions are those of `tests/attacks`. Every honest student must have full marks, and no
hostile one more than the catalogue says; no process, descriptor or file may be left, and nothing that lives all day may
grow.
Prints numbers; exit code 1 when something is wrong.
"""

import argparse
import ctypes
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from multiprocessing import resource_tracker
from pathlib import Path

from autograder.model.result import Result
from autograder.store.course import Course, find_course
from autograder.store.gradebook import Gradebook
from autograder.store.submissions import SubmissionStore
from autograder.workflow.grade import grade
from tests.attacks.hostile.attack import Attack
from tests.attacks.hostile.catalogue import ATTACKS
from tests.attacks.hostile.session import LEFT, PATIENCE, SET_CHILD_SUBREAPER, SHARED, descriptors, processes_below

COURSE = Path(__file__).resolve().parents[1] / "tests/attacks/course"
SLUG = "target"
HOSTILE_IN = 5
EARLY, LATE = 0.1, 0.9
"""Parts of the work, after which what lives is looked at."""
COME_AND_GO = 8
"""Descriptors of the workers that happen to be open when a grader is looked at; hundreds would be a leak."""
GROWTH_MIB = 64
"""So much may a process grow: what is imported late, and what memory allocators keep."""


@dataclass(frozen=True)
class Living:
    """A process at some moment."""

    mib: float
    descriptors: int
    grader: bool


def main() -> None:
    """Grades, compares, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--submissions", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans come to us, where they are counted
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        temporary = Path(folder, "temporary")
        temporary.mkdir()
        os.environ["TMPDIR"] = str(temporary)  # of all that we start
        sys.exit(1 if Soak(Path(folder), options.submissions).run(options.jobs) else 0)


class Soak:
    """One class and one `grade` call."""

    def __init__(self, folder: Path, submissions: int) -> None:
        self._folder = folder
        self._course = _course(folder / "course")
        attacks = random.Random(5).sample(ATTACKS, len(ATTACKS))
        self._hostile = {
            f"s{number:05}": attack
            for number, attack in zip(range(0, submissions, HOSTILE_IN), cycle(attacks), strict=False)
        }
        self._students = [f"s{number:05}" for number in range(submissions)]
        self._seen: dict[float, dict[int, Living]] = {}

    def run(self, jobs: int) -> list[str]:
        """Grades the class; prints the numbers and gives what is wrong."""
        self._hand_in()
        resource_tracker.ensure_running()  # of Python's own, it stays as long as we do
        before, processes, begin = descriptors(), _below(), time.monotonic()
        report = grade(self._course, SLUG, jobs=jobs, progress=self._look)
        seconds = time.monotonic() - begin
        time.sleep(PATIENCE)
        results = {result.student: result for result in report.results}
        honest = [student for student in self._students if student not in self._hostile]
        right = sum(results[student].points == results[student].max_points for student in honest if student in results)
        odd = [f"{who}: {attack.id}" for who, attack in self._hostile.items() if not _contained(attack, results[who])]
        grown, descriptors_more, replaced = self._growth()
        numbers = {
            "honest submissions": len(honest),
            "honest ones without full marks": len(honest) - right,
            "hostile submissions": len(self._hostile),
            "hostile ones that got more than their honest part earns": len(odd),
            "submissions that could not be graded": report.ungraded,
            "graders that were replaced": replaced,
            "processes left": len(_below() - processes),
            "descriptors left": descriptors() - before,
            "files left": len(self._files_left()),
        }
        print(f"{len(self._students)} submissions in {seconds:.0f} s, {jobs} graders, isolation {report.isolation}")
        print(*(f"  {value:6}  {name}" for name, value in numbers.items()), sep="\n")
        print(f"  {descriptors_more:6}  descriptors that a process gained at most, from 10 % to 90 % of the work")
        print(f"  {grown:6.1f}  MiB that a process grew at most, from 10 % to 90 % of the work")
        print(f"  {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f}  MiB that a process had at most")
        wrong = [name for name, value in numbers.items() if value > 0 and not name.endswith("submissions")]
        wrong += ["descriptors grew"] if descriptors_more > COME_AND_GO else []
        wrong += ["memory grew"] if grown > GROWTH_MIB else []
        print(*(f"  ! {what}" for what in [*wrong, *odd]), sep="\n")
        return wrong

    def _hand_in(self) -> None:
        honest = {path.name: path.read_bytes() for path in (COURSE / "solutions" / SLUG).glob("*.py")}
        store = SubmissionStore(self._course.submissions)
        with Gradebook(self._course.database_url) as gradebook:
            for student in self._students:
                files = _files(self._hostile[student]) if student in self._hostile else honest
                sha256 = store.add(SLUG, student, files)
                gradebook.add_submission(SLUG, student, sha256, datetime.now(UTC))

    def _look(self, done: int, total: int) -> None:
        for part in (EARLY, LATE):
            if done >= part * total and part not in self._seen:
                self._seen[part] = _living()

    def _growth(self) -> tuple[float, int, int]:
        """MiB and descriptors that a process gained at most, and how many graders were replaced."""
        early, late = self._seen[EARLY], self._seen[LATE]
        both = [(early[number], late[number]) for number in early.keys() & late.keys()]
        grown = max(after.mib - before.mib for before, after in both)
        more = max(after.descriptors - before.descriptors for before, after in both)
        return grown, more, sum(process.grader for number, process in early.items() if number not in late)

    def _files_left(self) -> Sequence[Path]:
        left = list((self._folder / "temporary").iterdir())
        return [*left, *(path for folder in SHARED for path in Path(folder).glob(f"{LEFT}-{os.getpid()}*"))]


def _course(folder: Path) -> Course:
    """The course, with little patience, for there are hundreds of endless loops."""
    shutil.copytree(COURSE, folder)
    manifest = folder / "assignments" / SLUG / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("call_seconds = 1.5", "call_seconds = 1.0"))
    return find_course(folder)


def _files(attack: Attack) -> Mapping[str, bytes]:
    source = attack.source if isinstance(attack.source, bytes) else attack.source.encode(errors="surrogatepass")
    own = {b"{grader}": str(os.getpid()).encode(), LEFT.encode(): f"{LEFT}-{os.getpid()}".encode()}
    for placeholder, value in own.items():
        source = source.replace(placeholder, value)
    beside = {name: text if isinstance(text, bytes) else text.encode() for name, text in attack.files.items()}
    return {f"{attack.exercise}.py": source, **beside}


def _contained(attack: Attack, result: Result) -> bool:
    exercise = next(each for each in result.exercises if each.exercise == attack.exercise)
    earned = exercise.max_points if attack.points is None else attack.points  # None: a person decides
    return result.points == exercise.points <= earned  # less, where a busy machine made it too slow


def _below() -> set[int]:
    return set(processes_below(os.getpid()))


def _living() -> dict[int, Living]:
    """What lives below us, and we ourselves, by number."""
    found = {}
    for number in [os.getpid(), *_below()]:
        process = Path(f"/proc/{number}")
        try:
            kib = int((process / "status").read_text().partition("VmRSS:")[2].split()[0])
            grader = b"multiprocessing.spawn" in (process / "cmdline").read_bytes()
            found[number] = Living(kib / 1024, len(list((process / "fd").iterdir())), grader)
        except (OSError, IndexError):  # it ended meanwhile
            continue
    return found


if __name__ == "__main__":
    main()
