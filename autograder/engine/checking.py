"""Public checks on a student's files in whatever place they are to run, or on what is defined in a running kernel."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from autograder.engine.diagnosis import Known, diagnose
from autograder.engine.judging import Judge, Judgement
from autograder.engine.local import LocalBackend
from autograder.engine.naming import syntax_problem, uses_of
from autograder.engine.outcomes import UNWRITTEN, exercise_outcome, open_message, outcome_of, unwritten
from autograder.engine.place import Place, Worker
from autograder.engine.suites import Suites, SuiteTest, TestRun
from autograder.errors import StudentError
from autograder.model.assignment import Exercise, Limits
from autograder.model.result import ExerciseResult, Outcome, TestResult
from autograder.testing.proxy import Backend

SEED = 0
"""Public checks use the same inputs everywhere."""
UNDEFINED = "`{name}` is not defined: run the cell that defines it, then this one again."
OURS = "`{name}` is ours at the moment, of {module}: run the cell with your own again, then this one."
NOT_ALLOWED = "The task does not allow what is named below; handed in like this, it waits for a person."


def check_exercise(
    exercise: Exercise, siblings: Collection[str], limits: Limits, suites: Suites, files: Mapping[str, str],
    known: Sequence[Known], where: Callable[[str, int], str], place: Place,
) -> ExerciseResult:  # fmt: skip
    """The public checks of one exercise, with everything that may help.

    `siblings` are the slugs of the assignment; `where` says for people where a file's line is.

    Raises:
        SandboxFault: the place is gone.
    """
    worth = sum(test.points for test in suites.tests(exercise.slug))
    if exercise.file not in files:
        return ExerciseResult(exercise.slug, Outcome.NOT_ATTEMPTED, 0, worth, f"There is no {exercise.file} here.")
    if says := syntax_problem(exercise.file, files[exercise.file]):
        return ExerciseResult(exercise.slug, Outcome.ERROR, 0, worth, says)
    room = place.open(files, limits)
    try:
        return _checked(exercise, siblings, limits, suites, lambda: room.worker(exercise.slug), files, known, where)
    finally:
        room.close()


def check_live(
    exercise: Exercise, siblings: Collection[str], limits: Limits, suites: Suites, namespace: Mapping[str, Any],
    files: Mapping[str, str], known: Sequence[Known], where: Callable[[str, int], str],
) -> ExerciseResult:  # fmt: skip
    """The public checks of one exercise on what its names mean in a namespace, such as a kernel's, at this moment.

    `files` is the source of it, as far as it is known.
    """
    worth = sum(test.points for test in suites.tests(exercise.slug))
    missing = [name for name in exercise.defines if name not in namespace]
    if missing:
        outcome = Outcome.NOT_ATTEMPTED if len(missing) == len(exercise.defines) else Outcome.ERROR
        return ExerciseResult(exercise.slug, outcome, 0, worth, UNDEFINED.format(name=missing[0]))
    for name in exercise.defines:
        module = getattr(namespace[name], "__module__", None)
        if isinstance(module, str) and module.startswith("given."):
            return ExerciseResult(exercise.slug, Outcome.ERROR, 0, worth, OURS.format(name=name, module=module))
    names = SimpleNamespace(**namespace)
    fresh: Callable[[], Worker] = lambda: LocalBackend.of(names, limits.call_seconds, heard=True)  # noqa: E731
    return _checked(exercise, siblings, limits, suites, fresh, files, known, where)


def _checked(
    exercise: Exercise, siblings: Collection[str], limits: Limits, suites: Suites, fresh: Callable[[], Worker],
    files: Mapping[str, str], known: Sequence[Known], where: Callable[[str, int], str],
) -> ExerciseResult:  # fmt: skip
    tests = suites.tests(exercise.slug)
    worth = sum(test.points for test in tests)

    def run(test: SuiteTest, backend: Backend) -> TestRun:
        return suites.run(test, backend, None, SEED)

    judgement = Judge(exercise, limits, run, fresh).judge(tests, fresh())
    if judgement.outcome is not None:
        return ExerciseResult(exercise.slug, judgement.outcome, 0, worth, _own_words(judgement))
    results = tuple(_test_result(one) for one in judgement.runs)
    outcome, says = exercise_outcome(results), ""
    if name := unwritten(judgement.runs, exercise.slug, siblings):
        outcome, says = Outcome.ERROR, UNWRITTEN.format(name=name)
    flags = uses_of(exercise.banned, files, exercise.slug, where)
    if flags and outcome is not Outcome.NOT_ATTEMPTED:
        outcome, says = Outcome.FLAGGED, NOT_ALLOWED
    return ExerciseResult(
        exercise.slug, outcome, sum(result.points for result in results), worth, says, flags,
        diagnosis=diagnose(judgement.runs, known) if outcome is not Outcome.PASSED else (), tests=results,
    )  # fmt: skip


def _own_words(judgement: Judgement) -> str:
    """Why the file could not be loaded: on their own machine students may read all of it."""
    return f"{judgement.says} {judgement.cause.text}" if isinstance(judgement.cause, StudentError) else judgement.says


def _test_result(run: TestRun) -> TestResult:
    outcome = outcome_of(run)
    points = run.test.points if outcome is Outcome.PASSED else 0
    message = "" if outcome is Outcome.NOT_ATTEMPTED else open_message(run)  # which the exercise says for all of them
    return TestResult(run.test.name, run.test.says, outcome, points, run.test.points, message)
