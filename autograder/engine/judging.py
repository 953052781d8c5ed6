"""One exercise's tests on its workers: a dead worker costs a test, a second death the rest of the exercise."""

import difflib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.engine.outcomes import failure_outcome, failure_sentence
from autograder.engine.place import Worker
from autograder.engine.suites import SuiteTest, TestRun
from autograder.errors import StudentError, StudentFailure, StudentTimeout
from autograder.model.assignment import Exercise, Limits
from autograder.model.result import Outcome
from autograder.testing.proxy import Backend

DEATHS = 2
"""So many workers may die in one exercise; then its other tests get the same outcome without running."""


@dataclass(frozen=True)
class Judgement:
    """The tests' runs; or, when none could run, the outcome of the whole and why."""

    runs: Sequence[TestRun] = ()
    outcome: Outcome | None = None
    says: str = ""
    cause: StudentFailure | None = None
    seen: frozenset[str] = frozenset()
    """Watched calls that the workers saw."""


class Judge:
    """Judges one exercise of one submission."""

    def __init__(
        self,
        exercise: Exercise,
        limits: Limits,
        run: Callable[[SuiteTest, Backend], TestRun],
        fresh: Callable[[], Worker],
    ) -> None:
        self._exercise = exercise
        self._until = time.monotonic() + limits.exercise_seconds
        self._seconds = limits.exercise_seconds
        self._run = run
        self._fresh = fresh
        self._seen: set[str] = set()

    def judge(self, tests: Sequence[SuiteTest], first: Worker | None = None) -> Judgement:
        """Runs all tests, starting with a worker that was started ahead."""
        worker = first or self._fresh()
        try:
            names = worker.start()
        except StudentFailure as failure:
            worker.close()
            return Judgement((), failure_outcome(failure), _load_message(self._exercise, failure), failure)
        missing = [name for name in self._exercise.defines if name not in names]
        if missing:
            worker.close()
            return Judgement(outcome=Outcome.ERROR, says=_missing_message(self._exercise, missing, names))
        return Judgement(self._runs(tests, worker), seen=frozenset(self._seen))

    def _runs(self, tests: Sequence[SuiteTest], worker: Worker) -> list[TestRun]:
        runs: list[TestRun] = []
        deaths: list[StudentFailure] = []
        for test in tests:
            if len(deaths) == DEATHS:
                runs.append(TestRun(test, deaths[-1]))
            elif time.monotonic() > self._until:
                runs.append(TestRun(test, StudentTimeout(self._seconds)))
            else:
                worker.begin_test()
                runs.append(self._run(test, worker))
                if worker.ended is not None:
                    deaths.append(worker.ended)
                    self._dismiss(worker)
                    worker = self._successor(deaths)
        self._dismiss(worker)
        return runs

    def _dismiss(self, worker: Worker) -> None:
        self._seen |= worker.seen
        worker.close()

    def _successor(self, deaths: list[StudentFailure]) -> Worker:
        """A fresh worker in a dead one's place; when it dies while loading, that is a death too."""
        worker = self._fresh()
        if len(deaths) < DEATHS:
            try:
                worker.start()
            except StudentFailure as failure:
                deaths.append(failure)
        return worker


def _load_message(exercise: Exercise, failure: StudentFailure) -> str:
    if isinstance(failure, StudentError):
        return f"{exercise.file} could not be loaded: it raised {failure.name}."
    return f"{exercise.file} could not be loaded. {failure_sentence(failure)}"


def _missing_message(exercise: Exercise, missing: Sequence[str], names: Sequence[str]) -> str:
    wanted = missing[0]
    close = difflib.get_close_matches(wanted, names, n=1)
    perhaps = f" Did you mean to call `{_plain(close[0])}` that?" if close else ""
    return f"{exercise.file} does not define `{wanted}`.{perhaps}"


def _plain(name: str) -> str:
    """A student's name for something, kept short; it is an identifier already."""
    return name[:60] if name.isidentifier() else "?"
