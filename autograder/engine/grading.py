"""A submission becomes a result: exercise by exercise, test by test."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType

from autograder.engine.corpus import Corpus
from autograder.engine.diagnosis import Known, diagnose, known_misconceptions
from autograder.engine.judging import Judge, Judgement
from autograder.engine.material import Material, Submission
from autograder.engine.memory import Memory
from autograder.engine.naming import all_quiet, imported_modules, uses_of, watched_calls
from autograder.engine.outcomes import UNWRITTEN, exercise_outcome, outcome_of, safe_message, unwritten
from autograder.engine.place import Place, Room, Worker
from autograder.engine.rehearsal import rehearsed
from autograder.engine.source import SourceProblem, read_sources
from autograder.engine.suites import Suites, SuiteTest, TestRun
from autograder.engine.verdicts import Verdicts
from autograder.engine.written import judge_written
from autograder.errors import Fault, SandboxFault
from autograder.model.assignment import Exercise, Kind
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult
from autograder.sandbox.script import Part, Script
from autograder.store.notebook_answers import unpacked
from autograder.testing.proxy import Backend

AHEAD = 2
"""Workers that play while another one is heard: two cores have enough to do, and code that never ends takes no more."""


class Grader:
    """Grades submissions to one assignment, one after the other, in one place."""

    def __init__(
        self, material: Material, suites: Suites, place: Place, seed: int, memory: Memory | None = None, start: int = 0
    ) -> None:
        """Graders that start together, each with another exercise, share what they find out through their memory.

        With a negative `start`, counted from the last exercise, they go backwards.
        """
        self._material = material
        self._suites = suites
        self._place = place
        self._seed = seed
        self._corpora = {
            exercise.slug: Corpus(exercise, material.solutions / exercise.file, material.given_sources)
            for exercise in material.assignment.coded
        }
        self._memory = memory or Memory()
        self._verdicts: defaultdict[str, Verdicts] = defaultdict(Verdicts)
        self._opened = 0
        self._quizzes = material.quizzes
        slugs = deque(self._corpora if start >= 0 else reversed(self._corpora))
        slugs.rotate(-start if start >= 0 else start + 1)
        self._slugs = tuple(slugs)
        self.unfit = {slug: problem for slug in self._slugs if (problem := self._problem(slug))}
        """Exercises whose reference does not take full points with these inputs: they stay ungraded."""

    def learn(self) -> None:
        """Finds out beforehand what it will need for many submissions."""
        for slug in self._slugs:
            with suppress(Exception):  # it goes wrong again when it is needed, and somebody is there to hear of it
                self._known(slug)
                self._script(self._corpora[slug].exercise, pays=True)

    def open(self, submission: Submission) -> "OpenSubmission":
        """Starts the submission's room and its first worker, and returns at once."""
        self._opened += 1
        files = unpacked(submission.files, self._material.assignment)
        sources, problems = read_sources(files.files, self._material.assignment, files.problems)
        room = self._place.open({**sources, **self._material.given_sources}, self._material.assignment.limits)
        return OpenSubmission(self, replace(submission, files=files.files), room, sources, problems, files.where)

    def grade(self, submission: Submission) -> Result:
        """The result of one submission."""
        return self.open(submission).result()

    def ungraded(self, submission: Submission, says: str) -> Result:
        """The result of a submission that cannot be graded, through our own fault."""
        exercises = self._material.assignment.exercises
        unjudged = (_unjudged(each, self._suites.tests(each.slug), Outcome.UNGRADED, says) for each in exercises)
        return self.result(submission, tuple(unjudged), 0.0)

    def result(self, submission: Submission, exercises: tuple[ExerciseResult, ...], duration_s: float) -> Result:
        """The exercises' results together, with what they were graded with."""
        assignment = self._material.assignment
        return Result(
            assignment=assignment.slug,
            student=submission.student,
            submission_sha256=submission.sha256,
            receipt=self._material.receipt(submission.student, submission.sha256, self._seed),
            isolation=self._place.isolation,
            seed=self._seed,
            graded_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            duration_s=round(duration_s, 4),
            exercises=tuple(
                replace(found, bonus=exercise.bonus)
                for exercise, found in zip(assignment.exercises, exercises, strict=True)
            ),
        )

    def diagnose(self, slug: str, runs: Sequence[TestRun]) -> tuple[Diagnosis, ...]:
        """The misconceptions behind these answers; an exercise's misconceptions run when the first is asked for."""
        return diagnose(runs, self._known(slug))

    def _known(self, slug: str) -> Sequence[Known]:
        corpus = self._corpora[slug]
        return self._memory.known(
            slug, lambda: known_misconceptions(corpus, lambda backend: self._run_all(slug, backend))
        )

    def ensemble(self, room: Room, exercises: Sequence[Exercise]) -> dict[str, Worker]:
        """One process for all exercises whose workers can play a script; none if that is less than two."""
        scripts = {exercise: self._script(exercise) for exercise in exercises}
        played = {exercise: script for exercise, script in scripts.items() if script.tests}
        parts = [Part(each.slug, watched_calls(each.banned), script, False) for each, script in played.items()]
        workers = room.ensemble(parts) if len(parts) > 1 else ()
        return {part.module: worker for part, worker in zip(parts, workers, strict=False)}

    def another(self, room: Room, exercise: Exercise, replaced: Mapping[str, str]) -> Worker | None:
        """The exercise once more, in the process that it shares with others; None if it does not."""
        script = self._script(exercise)
        return _ready(room.another(Part(exercise.slug, (), script), replaced)) if script.tests else None

    def worker(
        self, room: Room, exercise: Exercise, replaced: Mapping[str, str] = MappingProxyType({}), first: bool = True
    ) -> Worker:
        """A worker for one exercise alone. The first of a submission plays a script."""
        watched = () if replaced else watched_calls(exercise.banned)  # given modules may call what students may not
        return room.worker(exercise.slug, replaced, watched, self._script(exercise) if first else None)

    def _script(self, exercise: Exercise, pays: bool = False) -> Script:
        """What workers can play. Finding out takes two runs of the suite, which pays from the second submission on."""
        if exercise.capstone or not self._place.plays:  # the calls of a capstone take long, and hang on one another
            return Script()
        find = partial(self._rehearsed, exercise) if pays or self._opened > 1 else None
        return self._memory.script(exercise.slug, find)

    def run(self, slug: str, test: SuiteTest, backend: Backend) -> TestRun:
        """One test of an exercise on one backend."""
        return self._suites.run(test, backend, self._corpora[slug].reference, self._seed)

    def _rehearsed(self, exercise: Exercise) -> Script:
        slug = exercise.slug
        room = self._place.open(self._corpora[slug].files, self._material.assignment.limits)
        try:
            return rehearsed(
                self._suites.tests(slug), lambda test, backend: self.run(slug, test, backend),
                lambda script: room.worker(slug, script=script),
            )  # fmt: skip
        finally:
            room.close()

    def _problem(self, slug: str) -> str:
        return self._memory.problem(slug, lambda: self._self_check(slug))

    def _run_all(self, slug: str, backend: Backend) -> list[TestRun]:
        return [self.run(slug, test, backend) for test in self._suites.tests(slug)]

    def _self_check(self, slug: str) -> str:
        exercise = self._corpora[slug].exercise
        worth = sum(test.points for test in self._suites.tests(slug))
        if worth != exercise.points:
            return f"{slug}: the suite is worth {worth / 100:g} points, the manifest says {exercise.points / 100:g}"
        runs = self._run_all(slug, self._corpora[slug].reference_backend())
        failed = [f"{run.test.name} ({run.error!r})" for run in runs if run.error is not None]
        return f"{slug}: the reference itself fails {', '.join(failed)}" if failed else ""


class OpenSubmission:
    """A submission whose workers are starting; `result()` judges it."""

    def __init__(
        self, grader: Grader, submission: Submission, room: Room, sources: Mapping[str, str],
        problems: Mapping[str, SourceProblem], where: Callable[[str, int], str],
    ) -> None:  # fmt: skip
        self._grader = grader
        self._submission = submission
        self._room = room
        self._sources = sources
        self._problems = problems
        self._where = where
        self._todo = [e for e in grader._material.assignment.coded if self._runs(e)]
        self._ahead: dict[str, Worker] = {}
        self._full: set[str] = set()
        """Exercises that lost nothing."""
        self._start_together()
        self._start_ahead()

    def result(self) -> Result:
        """Judges every exercise and closes the room."""
        grader, begin = self._grader, time.perf_counter()
        try:
            exercises = tuple(self._exercise(exercise) for exercise in grader._material.assignment.exercises)
        finally:
            self.close()
        return grader.result(self._submission, exercises, time.perf_counter() - begin)

    def close(self) -> None:
        """Ends the workers and the room."""
        for worker in self._ahead.values():
            worker.close()
        self._ahead.clear()
        self._room.close()

    def _runs(self, exercise: Exercise) -> bool:
        """Whether there is code to run for the exercise."""
        return exercise.file in self._sources and exercise.slug not in self._grader.unfit

    def _start_together(self) -> None:
        """Starts one process for what may share one: code that leaves no trace in it."""
        if all_quiet(self._sources):
            with suppress(SandboxFault):  # as below
                self._ahead |= self._grader.ensemble(self._room, self._todo)
            self._todo = [exercise for exercise in self._todo if exercise.slug not in self._ahead]

    def _start_ahead(self) -> None:
        """Starts the workers of the next exercises while the current one is judged."""
        while self._todo and len(self._ahead) < AHEAD:
            exercise = self._todo.pop(0)
            with suppress(SandboxFault):  # told of when the exercise's turn comes, and it asks again
                self._ahead[exercise.slug] = self._grader.worker(self._room, exercise)

    def _exercise(self, exercise: Exercise) -> ExerciseResult:
        if exercise.kind is not Kind.CODE and exercise.slug not in self._problems:
            assignment, data = self._grader._material.assignment, self._submission.files.get(exercise.file)
            return judge_written(assignment, exercise, data, self._grader._quizzes)
        tests = self._grader._suites.tests(exercise.slug)
        if exercise.slug in self._grader.unfit:
            return _unjudged(exercise, tests, Outcome.UNGRADED, "Our tests have a fault; this will be graded again.")
        if exercise.slug in self._problems:
            problem = self._problems[exercise.slug]
            return _unjudged(exercise, tests, problem.outcome, problem.says)
        first = _ready(self._ahead.pop(exercise.slug, None))
        self._start_ahead()
        result = self._judged(exercise, tests, first)
        if result.points < exercise.points and result.outcome not in (Outcome.UNGRADED, Outcome.FLAGGED):
            result = self._carried(exercise, tests, result)
        result = self._without_banned(exercise, result)
        if result.points == exercise.points:
            self._full.add(exercise.slug)
        return result

    def _judged(
        self, exercise: Exercise, tests: Sequence[SuiteTest], first: Worker | None = None,
        replaced: Mapping[str, str] = MappingProxyType({}),
    ) -> ExerciseResult:  # fmt: skip
        grader, slug = self._grader, exercise.slug
        judge = Judge(
            exercise, grader._material.assignment.limits, lambda test, backend: grader.run(slug, test, backend),
            lambda: grader.worker(self._room, exercise, replaced, first=False), grader._verdicts[slug],
        )  # fmt: skip
        try:
            judgement = judge.judge(tests, first or grader.worker(self._room, exercise, replaced))
        except Fault as fault:
            says = f"Not graded, through no fault of yours: {fault.message}"
            return _unjudged(exercise, tests, Outcome.UNGRADED, says)
        return self._scored(exercise, tests, judgement)

    def _scored(self, exercise: Exercise, tests: Sequence[SuiteTest], judgement: Judgement) -> ExerciseResult:
        if judgement.outcome is not None:
            return _unjudged(exercise, tests, judgement.outcome, judgement.says)
        results = tuple(_test_result(run) for run in judgement.runs)
        outcome, says = exercise_outcome(results), ""
        if name := unwritten(judgement.runs, exercise.slug, self._grader._corpora):
            outcome, says = Outcome.ERROR, UNWRITTEN.format(name=name)
        wrong = outcome not in (Outcome.PASSED, Outcome.UNGRADED, Outcome.NOT_ATTEMPTED)
        return ExerciseResult(
            exercise.slug, outcome,
            points=0 if outcome in (Outcome.UNGRADED, Outcome.FLAGGED) else sum(test.points for test in results),
            max_points=exercise.points, message=says,
            flags=(*_flags(outcome), *(f"calls {name} while it runs" for name in sorted(judgement.seen))),
            diagnosis=self._grader.diagnose(exercise.slug, judgement.runs) if wrong else (),
            tests=results,
        )  # fmt: skip

    def _carried(self, exercise: Exercise, tests: Sequence[SuiteTest], result: ExerciseResult) -> ExerciseResult:
        """Once more with given modules in place of the sibling files that are not right: an error is paid for once."""
        assignment = self._grader._material.assignment
        siblings = imported_modules(self._sources, exercise.slug)
        stand_ins = {
            other.file: f"from given.{other.given} import *\n"
            for other in assignment.coded
            if other.given and other.slug in siblings - self._full and other.slug != exercise.slug
        }
        if not stand_ins:
            return result
        another = self._grader.another(self._room, exercise, stand_ins)
        again = self._judged(exercise, tests, another, stand_ins)
        if again.points <= result.points:
            return result
        names = ", ".join(name.removesuffix(".py") for name in stand_ins)
        says = f"Graded with ours in the place of your {names}. What is wrong there costs points there, not here."
        outcome = Outcome.CARRIED if again.outcome is Outcome.PASSED else again.outcome
        return replace(again, outcome=outcome, message=says)

    def _without_banned(self, exercise: Exercise, result: ExerciseResult) -> ExerciseResult:
        flags = (*result.flags, *uses_of(exercise.banned, self._sources, exercise.slug, self._where))
        if not flags or result.outcome is Outcome.UNGRADED:
            return result
        says = result.message or "This uses what the task does not allow; a person will look at it."
        return replace(result, outcome=Outcome.FLAGGED, points=0, message=says, flags=flags)


def _ready(worker: Worker | None) -> Worker | None:
    """The worker when its turn has come; None if what another exercise did has ended their process before."""
    if worker is not None and not worker.ready():
        worker.close()
        return None
    return worker


def _test_result(run: TestRun) -> TestResult:
    outcome = outcome_of(run)
    return TestResult(
        run.test.name, run.test.says, outcome,
        points=run.test.points if outcome is Outcome.PASSED else 0,
        max_points=run.test.points, message=safe_message(run), duration_s=round(run.duration_s, 4),
    )  # fmt: skip


def _unjudged(exercise: Exercise, tests: Sequence[SuiteTest], outcome: Outcome, says: str) -> ExerciseResult:
    """A result for an exercise whose tests could not run at all."""
    results = tuple(TestResult(test.name, test.says, outcome, 0, test.points) for test in tests)
    return ExerciseResult(exercise.slug, outcome, 0, exercise.points, says, _flags(outcome), tests=results)


def _flags(outcome: Outcome) -> tuple[str, ...]:
    """What a person should look at when the worker itself gave rise to it."""
    return ("invalid reply",) if outcome is Outcome.FLAGGED else ()
