"""What one student's work costs to grade: seconds of CPU for each assignment, the sandbox included, capstones apart.

    python bench/course.py [--isolation full]

Hands in right solutions to every exercise of the course, so that no test is cut short: for capstones the reference,
else the alternatives in turn, of five students, of whom the median counts; to graders that have seen two submissions,
as in a class. All on one core. Prints a table and writes bench/results/course.json.
"""

import argparse
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.grading import Grader
from autograder.engine.material import Material, Submission
from autograder.engine.suites import Suites, with_suites
from autograder.model.assignment import Exercise
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import RemoteRoom, Zygote
from autograder.store.course import find_course
from autograder.store.manifest import load_course_assignments
from autograder.workflow.demo import answers_to
from autograder.workflow.material import course_material

BENCH = Path(__file__).resolve().parent
HEART = ("generative_loss", "gan", "self_attention", "vision_transformer")
SEED, STUDENTS = 7, 5


@dataclass(frozen=True)
class Cost:
    """What one part of the course costs."""

    assignment: str
    exercises: int
    capstones: int
    grader: float
    sandbox: float
    right: bool
    """Whether every exercise got full points: otherwise the times mean nothing."""

    @property
    def seconds(self) -> float:
        """Of CPU, all together."""
        return self.grader + self.sandbox


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--isolation", default="full")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # side by side, two halves of a core count time twice
    course = find_course(BENCH)
    costs: list[Cost] = []
    for assignment in load_course_assignments(course):
        material = course_material(course, assignment.slug)
        small = [exercise for exercise in assignment.coded if not exercise.capstone]
        large = [exercise for exercise in assignment.coded if exercise.capstone]
        costs += [_cost(material, part, options.isolation) for part in (small, large) if part]
    _report(costs)


def _cost(material: Material, exercises: Sequence[Exercise], isolation: str) -> Cost:
    part = replace(material, assignment=replace(material.assignment, exercises=tuple(exercises)))
    found: list[Cost] = []
    with_suites(part.suite_files, lambda suites: found.append(_graded(part, suites, isolation)))
    return found[0]


def _graded(material: Material, suites: Suites, isolation: str) -> Cost:
    exercises = material.assignment.exercises
    reference = {path.name: path.read_bytes() for path in material.solutions.glob("*.py")}
    capstones = sum(each.capstone for each in exercises)
    students = [reference] if capstones else _in_other_ways(material, reference)
    with _Meter(isolation) as meter:
        grader = Grader(material, suites, meter.place, SEED)  # which also imports whatever the suites need
        for _ in range(0 if capstones else 2):
            grader.grade(Submission("first", "", reference))
        costs = [_one(grader, meter, files) for files in students]
    grader_s, sandbox_s, _ = sorted(costs, key=lambda cost: cost[0] + cost[1])[len(costs) // 2]
    right = all(cost[2] for cost in costs)
    return Cost(material.assignment.slug, len(exercises), capstones, grader_s, sandbox_s, right)


def _one(grader: Grader, meter: "_Meter", files: Mapping[str, bytes]) -> tuple[float, float, bool]:
    """Seconds of one submission, in the grader and in the sandbox, and whether all of it was right."""
    before, outside = time.process_time(), meter.seconds
    result = grader.grade(Submission("ada", "", files))
    right = all(each.points == each.max_points for each in result.exercises)
    return time.process_time() - before, meter.seconds - outside, right


def _in_other_ways(material: Material, reference: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    """The work of some students who get everything right in another way, where one is known."""
    students = []
    for number in range(STUDENTS):
        files = dict(reference)
        for exercise in material.assignment.coded:
            ways = list(answers_to(find_course(BENCH), material.assignment.slug, exercise, slow=False).right.values())
            if ways:
                files[exercise.file] = ways[number % len(ways)].encode()
        students.append(files)
    return students


class _Meter:
    """A sandbox, and the seconds of CPU that its processes have taken: the workers', the rooms' and its own."""

    def __init__(self, isolation: str) -> None:
        self.place = Zygote(isolation)
        self._seconds = _spent(self._tree())
        """By process, as it was when last looked at: a killed worker can be seen in the tree once more."""
        self._before = sum(self._seconds.values())
        self._closes = RemoteBackend.close, RemoteRoom.close

    @property
    def seconds(self) -> float:
        """Of CPU, all processes together, each of them once."""
        return sum(self._seconds.values()) - self._before

    def __enter__(self) -> "_Meter":
        close_worker, close_room = self._closes

        def close_worker_measured(worker: RemoteBackend) -> None:
            if worker._line.pidfd is not None:
                self._seconds |= _spent([_pid(worker._line.pidfd)])
            close_worker(worker)

        def close_room_measured(room: RemoteRoom) -> None:
            self._seconds |= _spent(self._tree())
            close_room(room)

        RemoteBackend.close = close_worker_measured  # type: ignore[method-assign]
        RemoteRoom.close = close_room_measured  # type: ignore[method-assign]
        return self

    def __exit__(self, *error: object) -> None:
        RemoteBackend.close, RemoteRoom.close = self._closes  # type: ignore[method-assign]
        self.place.close()

    def _tree(self) -> list[int]:
        """The zygote's processes, and those of rooms that are open."""
        return _below(self.place._process.pid)


def _below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = map(int, children.read_text().split()) if children.exists() else ()
    return [pid, *(each for child in below for each in _below(child))]


def _pid(pidfd: int) -> int:
    lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def _spent(pids: Sequence[int]) -> dict[int, float]:
    """Seconds of CPU of these very processes: fields 11 and 12 after the name, ticks in user mode and in the kernel."""
    spent = {}
    for pid in pids:
        with suppress(OSError):  # it has ended
            ticks = map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])
            spent[pid] = sum(ticks) / os.sysconf("SC_CLK_TCK")
    return spent


def _report(costs: Sequence[Cost]) -> None:
    print(f"{'one student, all right':<28} {'exercises':>9} {'grader':>8} {'sandbox':>8} {'CPU':>8}")
    for cost in costs:
        name = f"{cost.assignment}{', capstone' if cost.capstones else ''}{'' if cost.right else ' (NOT RIGHT)'}"
        print(f"{name:<28} {cost.exercises:>9} {cost.grader:8.2f} {cost.sandbox:8.2f} {cost.seconds:8.2f}")
    small, large = [cost for cost in costs if not cost.capstones], [cost for cost in costs if cost.capstones]
    heart = sum(cost.seconds for cost in small if cost.assignment in HEART)
    print(f"{', '.join(HEART)} without capstones: {heart:.2f} s (to reach: 3 at most)")
    print(f"all without capstones: {sum(cost.seconds for cost in small):.2f} s (to reach: 5 at most)")
    print(f"the capstones: {sum(cost.seconds for cost in large):.2f} s (to reach: 20 at most)")
    out = BENCH / "results" / "course.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps([vars(cost) for cost in costs], indent=1) + "\n")


if __name__ == "__main__":
    main()
