"""Public checks for students: on their own files, on their own machine, without a sandbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.answer_key import from_json
from autograder.engine.checking import SEED, check_exercise
from autograder.engine.diagnosis import Known
from autograder.engine.local import LocalPlace
from autograder.engine.outcomes import UNWRITTEN
from autograder.engine.suites import Suites, with_suites
from autograder.engine.written import check_written
from autograder.errors import InputError
from autograder.model.assignment import Exercise, Kind
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.store.bundle import MISCONCEPTIONS, Bundle, open_bundle
from autograder.store.notebook_answers import Unpacked, unpacked
from autograder.store.progress import Progress

MEANWHILE = "Write it, or take ours meanwhile: `from {module} import {names}`."


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
    own = unpacked(bundle.own(), bundle.assignment)
    results = {each.slug: _check_written(bundle, each, own) for each in exercises if each.kind is not Kind.CODE}
    if coded:
        results |= {result.exercise: result for result in _check_coded(bundle, coded, own, progress)}
    found = [replace(results[exercise.slug], bonus=exercise.bonus) for exercise in exercises]
    _remember(bundle, exercises, own, found)
    result = Result(bundle.assignment.slug, "", "", "", "trusted", SEED, "", 0.0, tuple(found))
    return CheckReport(bundle, (result,))


def _check_coded(
    bundle: Bundle, exercises: Sequence[Exercise], own: Unpacked, progress: Callable[[int, int], None]
) -> list[ExerciseResult]:
    paths = [path for exercise in exercises if (path := bundle.checks / f"test_{exercise.file}").is_file()]
    if not paths:
        raise InputError(f"There are no checks in {bundle.checks}:", "unpack the assignment again.")
    found: list[ExerciseResult] = []

    def body(suites: Suites) -> None:
        files, known = _files(bundle, own), known_mistakes(bundle)
        limits, slugs = bundle.assignment.limits, [each.slug for each in bundle.assignment.exercises]
        for done, each in enumerate(exercises):
            progress(done, len(exercises))
            if each.slug in own.problems:
                found.append(ExerciseResult(each.slug, Outcome.ERROR, 0, 0, own.problems[each.slug]))
            else:
                mistakes = known.get(each.slug, [])
                result = check_exercise(each, slugs, limits, suites, files, mistakes, own.where, LocalPlace())
                found.append(replace(result, message=_with_ours(bundle, each, result.message)))

    with_suites(paths, body)
    return found


def _with_ours(bundle: Bundle, exercise: Exercise, message: str) -> str:
    """The message; where a sibling that is not written yet stops the answer, with the given one, if it may be used."""
    for other in bundle.assignment.coded:
        if message == UNWRITTEN.format(name=other.slug) and (bundle.given / f"{other.given}.py").is_file():
            module = f"given.{other.given}"
            if not {module, *(f"{module}.{name}" for name in other.defines)}.intersection(exercise.banned):
                return f"{message} {MEANWHILE.format(module=module, names=', '.join(other.defines))}"
    return message


def _check_written(bundle: Bundle, exercise: Exercise, own: Unpacked) -> ExerciseResult:
    quizzes = {exercise.slug: bundle.quiz(exercise)} if exercise.kind is Kind.QUIZ else {}
    return check_written(bundle.assignment, exercise, own.files.get(exercise.file), quizzes)


def _files(bundle: Bundle, own: Unpacked) -> dict[str, str]:
    """The code of the answers, of files and of the notebook, and the given modules."""
    code = {name: _text(bundle.files / name, data) for name, data in own.files.items() if name.endswith(".py")}
    return {**code, **{f"given/{path.name}": _text(path, path.read_bytes()) for path in bundle.given.glob("*.py")}}


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start + 1}):", "save it as UTF-8.") from None


def known_mistakes(bundle: Bundle) -> dict[str, list[Known]]:
    """The answers of typical mistakes to the checks, by exercise, as far as the release knows them."""
    path = bundle.checks / MISCONCEPTIONS
    return from_json(path.read_text("utf-8")) if path.is_file() else {}


def _remember(
    bundle: Bundle, exercises: tuple[Exercise, ...], own: Unpacked, found: list[ExerciseResult]
) -> None:  # fmt: skip
    kept = Progress.load(bundle.files)
    for exercise, result in zip(exercises, found, strict=True):
        passed = sum(test.outcome is Outcome.PASSED for test in result.tests)
        kept.record_check(exercise.slug, own.files.get(exercise.file), passed, len(result.tests))
    kept.save()
