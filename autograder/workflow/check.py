"""Public checks for students: on their own files, on their own machine, without a sandbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.answer_key import from_json
from autograder.engine.checking import SEED, check_exercise
from autograder.engine.diagnosis import Known
from autograder.engine.suites import Suites, with_suites
from autograder.engine.written import check_written
from autograder.errors import InputError
from autograder.model.assignment import Exercise, Kind
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.store.bundle import MISCONCEPTIONS, Bundle, open_bundle
from autograder.store.progress import Progress


@dataclass(frozen=True)
class CheckReport:
    """What the checks found, for each assignment."""

    bundle: Bundle
    results: tuple[Result, ...]


def check(
    folder: Path, target: str | None, progress: Callable[[int, int], None] = lambda done, total: None
) -> CheckReport:
    """Runs the public checks of the exercises that the target means, and remembers how they ended.

    Raises:
        InputError: there is no such exercise here, or it has no checks.
    """
    bundle, exercises = open_bundle(folder, target)
    coded = [exercise for exercise in exercises if exercise.kind is Kind.CODE]
    results = {each.slug: _check_written(bundle, each) for each in exercises if each.kind is not Kind.CODE}
    if coded:
        results |= {result.exercise: result for result in _check_coded(bundle, coded, progress)}
    found = [replace(results[exercise.slug], bonus=exercise.bonus) for exercise in exercises]
    _remember(bundle, exercises, found)
    result = Result(bundle.assignment.slug, "", "", "", "trusted", SEED, "", 0.0, tuple(found))
    return CheckReport(bundle, (result,))


def _check_coded(
    bundle: Bundle, exercises: Sequence[Exercise], progress: Callable[[int, int], None]
) -> list[ExerciseResult]:
    paths = [path for exercise in exercises if (path := bundle.checks / f"test_{exercise.file}").is_file()]
    if not paths:
        raise InputError(f"There are no checks in {bundle.checks}:", "unpack the assignment again.")
    found: list[ExerciseResult] = []

    def body(suites: Suites) -> None:
        files, known = _files(bundle), _known(bundle)
        limits, slugs = bundle.assignment.limits, [each.slug for each in bundle.assignment.exercises]
        for done, each in enumerate(exercises):
            progress(done, len(exercises))
            found.append(check_exercise(each, slugs, limits, suites, files, known.get(each.slug, [])))

    with_suites(paths, body)
    return found


def _check_written(bundle: Bundle, exercise: Exercise) -> ExerciseResult:
    path = bundle.path(exercise)
    quizzes = {exercise.slug: bundle.quiz(exercise)} if exercise.kind is Kind.QUIZ else {}
    return check_written(bundle.assignment, exercise, path.read_bytes() if path.is_file() else None, quizzes)


def _files(bundle: Bundle) -> dict[str, str]:
    own = {path.name: _text(path) for path in bundle.files.glob("*.py")}
    return {**own, **{f"given/{path.name}": _text(path) for path in bundle.given.glob("*.py")}}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start + 1}):", "save it as UTF-8.") from None


def _known(bundle: Bundle) -> dict[str, list[Known]]:
    path = bundle.checks / MISCONCEPTIONS
    return from_json(path.read_text("utf-8")) if path.is_file() else {}


def _remember(bundle: Bundle, exercises: tuple[Exercise, ...], found: list[ExerciseResult]) -> None:
    kept = Progress.load(bundle.files)
    for exercise, result in zip(exercises, found, strict=True):
        passed = sum(test.outcome is Outcome.PASSED for test in result.tests)
        kept.record_check(exercise.slug, bundle.path(exercise), passed, len(result.tests))
    kept.save()
