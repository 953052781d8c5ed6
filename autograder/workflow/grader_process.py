"""A process that grades: it gets submissions from `workflow.grade`, and gives results back."""

import gc
import os
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.engine.grading import Grader, OpenSubmission
from autograder.engine.material import Material, Submission
from autograder.engine.memory import Memory
from autograder.engine.place import Place
from autograder.engine.suites import Suites, with_suites
from autograder.errors import AutograderError, Fault, SandboxFault
from autograder.store.submissions import SubmissionStore
from autograder.workflow.places import open_place


@dataclass(frozen=True)
class Task:
    """A submission to grade."""

    student: str
    sha256: str


@dataclass(frozen=True)
class Orders:
    """What all submissions of a run have in common."""

    material: Material
    store: SubmissionStore
    seed: int
    isolation: str
    trust: bool
    memory: Path
    """See `engine.memory`."""
    many: bool = False
    """Whether there are so many submissions that it pays to learn beforehand what most of them will need."""


def serve(connection: Connection, orders: Orders, start: int) -> None:
    """Grades tasks from the connection until it is told None or closed; answers with results as dicts.

    Graders of one run `start` with different exercises when they find out what all of them need. The first answer is
    the isolation level, or the error that keeps it from grading at all. An error of ours that nobody foresaw is the
    last answer: the process ends with it, and whoever asked gives the tasks to another one.
    """
    try:
        with_suites(orders.material.suite_files, lambda suites: _GraderProcess(connection, orders, suites, start).run())
    except AutograderError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return  # whoever asked is gone; what was graded is stored already
    except Exception as error:
        if os.environ.get("AUTOGRADER_DEBUG") == "1":
            traceback.print_exc()
        says = " ".join(f"{type(error).__name__}: {error}".split())
        with suppress(OSError):
            connection.send(Fault(f"internal fault: {says}", "(AUTOGRADER_DEBUG=1 shows the traceback)"))


class _GraderProcess:
    def __init__(self, connection: Connection, orders: Orders, suites: Suites, start: int) -> None:
        self._connection = connection
        self._orders = orders
        self._suites = suites
        self._memory = Memory(orders.memory)
        self._start = start
        self._restart()
        if orders.many:
            self._grader.learn()
        gc.freeze()  # what there is by now stays, and need not be looked through for garbage again and again
        connection.send(self._place.isolation)

    def run(self) -> None:
        """One submission is judged while the next one's workers start."""
        try:
            submission = self._next()
            ahead = self._opened(submission)
            while submission is not None and ahead is not None:
                following = self._next()
                current, ahead = ahead, self._opened(following)
                result = current.result()
                if result.ungraded and not self._grader.unfit:
                    if ahead is not None:
                        ahead.close()
                    self._restart()
                    result, ahead = self._grader.grade(submission), self._opened(following)
                self._connection.send(result.to_dict())
                submission = following
        finally:
            self._place.close()

    def _restart(self) -> None:
        if hasattr(self, "_place"):
            self._place.close()
        self._place: Place = open_place(self._orders.isolation, self._orders.trust)
        self._grader = Grader(
            self._orders.material, self._suites, self._place, self._orders.seed, self._memory, self._start
        )

    def _next(self) -> Submission | None:
        slug = self._orders.material.assignment.slug
        while (task := self._connection.recv()) is not None:
            try:
                files = self._orders.store.read(slug, task.student, task.sha256)
                return Submission(task.student, task.sha256, files)
            except Fault as fault:  # it was lost or changed; the others' were not
                ungraded = self._grader.ungraded(Submission(task.student, task.sha256, {}), fault.message)
                self._connection.send(ungraded.to_dict())
        return None

    def _opened(self, submission: Submission | None) -> OpenSubmission | None:
        if submission is None:
            return None
        try:
            return self._grader.open(submission)
        except SandboxFault:
            self._restart()
            return self._grader.open(submission)
