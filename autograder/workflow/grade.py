"""Grades what is new: processes grade, this one alone writes to the gradebook."""

import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from multiprocessing.connection import Connection, wait
from typing import Any
from urllib.parse import quote

from autograder.errors import AutograderError, Fault, InputError
from autograder.model.policy import Attempts
from autograder.model.result import Result
from autograder.store.course import Course
from autograder.store.gradebook import Gradebook
from autograder.store.manifest import find_policy
from autograder.store.submissions import SubmissionStore
from autograder.workflow.grader_process import Orders, Task, serve
from autograder.workflow.material import course_material, course_seed, memory_file
from autograder.workflow.works import works_of
from autograder.workflow.writing import write_if_changed

AHEAD = 2
"""Tasks given to a process at a time: the one it judges and the one whose workers it starts meanwhile."""
MANY = 8
"""From so many submissions on, graders learn what typical mistakes answer before they meet one."""
TRIES = 2
"""How often a submission is given out before it counts as ungraded, should its grader process die: the second time
alone, so that it takes no other one with it."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class GradeReport:
    """What `grade` did."""

    results: list[Result]
    """The results it made."""
    skipped: int
    """Submissions that were graded already."""
    ungraded: int
    """Submissions that could not be graded, through no fault of the student's."""
    isolation: str
    faults: tuple[str, ...] = ()
    """Of those that took their graders with them, who and why, one line each."""


def grade(
    course: Course, slug: str, *, student: str | None = None, jobs: int | None = None, isolation: str = "auto",
    trust: bool = False, progress: Progress = lambda done, total: None,
) -> GradeReport:  # fmt: skip
    """Grades every student's newest submission that has no result of the same receipt yet; all, if the best counts.

    Raises:
        InputError: there is no such assignment or student, or isolation is too weak and `trust` is not given.
    """
    if isolation in ("process", "trusted") and not trust:
        raise InputError(
            f"Isolation {isolation} does not keep submissions from your files:",
            "add --trust-submissions if you trust every one of them.",
        )
    material, seed = course_material(course, slug), course_seed(course, slug)
    memory = memory_file(course, material, seed)
    orders = Orders(material, SubmissionStore(course.submissions), seed, isolation, trust, memory)
    with Gradebook(course.database_url) as gradebook:
        best = find_policy(course, slug).attempts is Attempts.BEST
        rows = gradebook.all_submissions(slug) if best else gradebook.latest_submissions(slug)
        known = list(dict.fromkeys(Task(row.student, row.sha256) for row in rows if student in (None, row.student)))
        if student is not None and not known:
            raise InputError(f"Nothing was collected from {student!r} for {slug}:", "see autograder collect.")
        tasks = [
            task for task in known
            if _is_due(gradebook, slug, task.student, material.receipt(task.student, task.sha256, seed))
        ]  # fmt: skip
        pool = _Pool(replace(orders, many=len(tasks) >= MANY), tasks, min(jobs or os.cpu_count() or 1, len(tasks)))
        results = []
        progress(0, len(tasks))
        for result in pool.run():
            gradebook.add_result(result)
            results.append(result)
            progress(len(results), len(tasks))
        works = works_of(course, gradebook, material.assignment).values()
        _write_files(course, (work.result for work in works if work.result))
    ungraded = sum(result.ungraded for result in results) + len(tasks) - len(results)
    return GradeReport(
        sorted(results, key=lambda result: result.student), len(known) - len(tasks), ungraded, pool.isolation,
        tuple(pool.faults),
    )  # fmt: skip


def starts(exercises: int, graders: int) -> list[int]:
    """With which exercise each grader begins to find out what all of them need: in pairs that go to meet each other,
    one forwards, one backwards (negative, from the last one)."""
    pairs = (graders + 1) // 2
    forwards = [exercises * number // pairs for number in range(pairs)]
    return [start for pair in forwards for start in (pair, -1 - pair)][:graders]


def _is_due(gradebook: Gradebook, slug: str, student: str, receipt: str) -> bool:
    before = gradebook.result_by_receipt(slug, student, receipt)
    return before is None or before.ungraded


def _write_files(course: Course, results: Iterable[Result]) -> None:
    """`results/<assignment>/<student>.json`, for whoever reads files rather than the gradebook."""
    for result in results:
        path = course.root / "results" / result.assignment / f"{quote(result.student, safe=' @+')}.json"
        write_if_changed(path, (json.dumps(result.to_dict(), indent=1) + "\n").encode())


@dataclass
class _Grader:
    """A grader process and what it was given."""

    connection: Connection
    process: Any
    waiting: list[Task]
    """What it may still be given."""
    tasks: list[Task] = field(default_factory=list)
    dismissed: bool = False
    ready: bool = False
    died_of: str = "its grader process ended"


class _Pool:
    """Grader processes and the tasks that they share."""

    def __init__(self, orders: Orders, tasks: list[Task], jobs: int) -> None:
        self.isolation = orders.isolation
        self.faults: list[str] = []
        self._orders = orders
        self._waiting = list(reversed(tasks))
        self._tries = dict.fromkeys(tasks, 0)
        self._starts = cycle(starts(len(orders.material.assignment.coded), jobs))
        self._graders = [self._hire(self._waiting) for _ in range(jobs)]

    def run(self) -> Iterator[Result]:
        """The results as they come in."""
        try:
            while self._graders:
                for connection in wait([grader.connection for grader in self._graders]):
                    grader = next(grader for grader in self._graders if grader.connection is connection)
                    yield from self._hear(grader)
        finally:
            for grader in self._graders:
                grader.process.kill()

    def _hire(self, tasks: list[Task]) -> _Grader:
        """A new grader process, which takes its tasks from the end of the list."""
        ours, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")  # a fork would share our threads and our gradebook
        process = context.Process(target=serve, args=(theirs, self._orders, next(self._starts)), daemon=True)
        process.start()
        theirs.close()
        grader = _Grader(ours, process, tasks)
        for _ in range(AHEAD):
            self._give(grader)
        return grader

    def _give(self, grader: _Grader) -> None:
        """The next task; when there is none, tells the grader so, once."""
        if grader.dismissed:
            return
        task = grader.waiting.pop() if grader.waiting else None
        grader.dismissed = task is None
        if task is not None:
            grader.tasks.append(task)
            self._tries[task] += 1
        try:
            grader.connection.send(task)
        except OSError:
            return  # it died; that is heard of when we listen to it

    def _hear(self, grader: _Grader) -> Iterator[Result]:
        try:
            message = grader.connection.recv()
        except (EOFError, OSError):
            self._bury(grader)
            return
        if isinstance(message, Fault) and grader.ready:
            grader.died_of = str(message)
            return
        if isinstance(message, AutograderError):
            raise message
        if isinstance(message, str):
            self.isolation, grader.ready = message, True
            return
        result = Result.from_dict(message)
        done = Task(result.student, result.submission_sha256)
        grader.tasks = [task for task in grader.tasks if task != done]
        self._give(grader)
        yield result

    def _bury(self, grader: _Grader) -> None:
        """A grader ended. When it was not done, new ones take over what it had and what is left."""
        self._graders.remove(grader)
        grader.process.join()
        again = [[task] for task in grader.tasks if self._tries[task] < TRIES]
        self.faults += [f"{task.student}: {grader.died_of}" for task in grader.tasks if [task] not in again]
        left = [self._waiting] if self._waiting and not grader.dismissed else []
        self._graders += [self._hire(tasks) for tasks in [*again, *left]]
