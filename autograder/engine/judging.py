"""One exercise's tests on its workers: a dead worker costs a test, a second death the rest of the exercise."""

import difflib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autograder.engine.outcomes import failure_outcome, failure_sentence
from autograder.engine.place import Worker
from autograder.engine.suites import SuiteTest, TestRun
from autograder.engine.verdicts import Verdict, Verdicts
from autograder.errors import Fault, StudentError, StudentFailure, StudentTimeout
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
        verdicts: Verdicts | None = None,
    ) -> None:
        self._exercise = exercise
        self._until = time.monotonic() + limits.exercise_seconds
        self._seconds = limits.exercise_seconds
        self._run = run
        self._fresh = fresh
        self._verdicts = verdicts or Verdicts()
        self._seen: set[str] = set()

    def judge(self, tests: Sequence[SuiteTest], worker: Worker) -> Judgement:
        """Runs all tests, with this worker as long as it lives."""
        try:
            names = worker.start()
        except StudentFailure as failure:
            worker.close()
            return Judgement((), failure_outcome(failure), _load_message(self._exercise, failure), failure)
        missing = [name for name in self._exercise.defines if name not in names]
        if missing:
            worker.close()
            return Judgement(outcome=Outcome.ERROR, says=_missing_message(self._exercise, missing, names))
        self._seen |= worker.seen
        return Judgement(self._runs(tests, worker), seen=frozenset(self._seen))

    def _runs(self, tests: Sequence[SuiteTest], worker: Worker) -> list[TestRun]:
        """First what the worker has played; then, live, the other tests and those that asked something else."""
        runs: dict[str, TestRun] = {}
        deaths: list[StudentFailure] = []
        for live in (False, True):
            if live and len(runs) < len(tests) and len(deaths) < DEATHS and not worker.recall():
                worker.close()
                worker = self._successor(deaths)
            for test in tests:
                if test.name in runs:
                    continue
                if len(deaths) == DEATHS:
                    runs[test.name] = TestRun(test, deaths[-1])
                elif time.monotonic() > self._until:
                    runs[test.name] = TestRun(test, StudentTimeout(self._seconds))
                elif (run := self._one(test, worker, live)) is not None:
                    runs[test.name] = run
                if worker.ended is not None or worker.spent is not None:
                    deaths += [worker.ended] if worker.ended is not None else []
                    worker.close()
                    worker = self._successor(deaths)
        worker.close()
        return [runs[test.name] for test in tests]

    def _one(self, test: SuiteTest, worker: Worker, live: bool) -> TestRun | None:
        """The test's run; None if it has to be asked live."""
        begin = time.perf_counter()
        answers = worker.begin_test(test.name, live)
        if not live and answers is None and worker.spent is None:
            return None
        verdict = self._verdicts.find(test.name, answers) if answers is not None else None
        if verdict is None:
            run = self._run(test, worker)
            if worker.astray:
                return None
            verdict = Verdict(run, frozenset(worker.seen))
            if answers is not None and worker.ended is None and not isinstance(run.error, Fault):
                self._verdicts.keep(test.name, answers, verdict)
        self._seen |= verdict.seen
        return replace(verdict.run, duration_s=time.perf_counter() - begin)

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
