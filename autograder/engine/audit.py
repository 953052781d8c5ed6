"""One exercise's hidden suite on trial: right answers pass, wrong ones fail, and every test is of use."""

import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from autograder.engine.local import LocalBackend, deadline
from autograder.engine.noise import NOISES, Noise, NoisyBackend, threads
from autograder.engine.search import difference
from autograder.engine.suites import SuiteTest, TestRun
from autograder.engine.trials import Bench, Trial, Trials
from autograder.errors import Mismatch, StudentFailure, StudentTimeout
from autograder.model.audit import Equivalent, ExerciseAudit, Margin, Mutant, Survivor
from autograder.model.points import text

TEST_SECONDS = 5.0
"""For one test of a mutant: a loop that a fault made endless."""
SEARCH_SECONDS = 20.0
"""For the whole search for inputs that tell a survivor from the reference; it stops after 2 s by itself."""
ROOM = 0.5
"""The part of a tolerance that right answers may use up."""
NOTHING_FOUND = "no difference found: equivalent? If so, record it with a reason"


@dataclass(frozen=True)
class Evidence:
    """What is tried beside the exercise's own variants."""

    assignment: str
    stub: str
    mutants: Sequence[Mutant]
    equivalent: Sequence[Equivalent]
    """The verdicts on this exercise's mutants."""


@dataclass
class _Fate:
    """What became of one mutant."""

    mutant: Mutant
    backend: LocalBackend
    killed_by: str | None = None
    """A test, or nothing for one that does not even load."""
    killed: bool = False


def audit_exercise(bench: Bench, evidence: Evidence) -> ExerciseAudit:
    """Tries everything on the exercise's suite."""
    begin = time.perf_counter()
    exercise = bench.corpus.exercise
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in grading: what a wrong answer calls may be deprecated
        trials = bench.trials(evidence.stub)
        noisy = [] if exercise.capstone else list(_noisy_losses(bench))
        fates = list(_fates(bench, evidence.mutants))
        alive = [fate for fate in fates if not fate.killed]
        judged = {fate.mutant.id for fate in alive if _verdict(fate.mutant, evidence)}
        survivors = [_survivor(bench, fate) for fate in alive if fate.mutant.id not in judged]
        idle = _idle(bench, trials, [fate for fate in fates if fate.killed]) if evidence.mutants else []
    return ExerciseAudit(
        assignment=evidence.assignment, exercise=exercise.slug, points=exercise.points, capstone=exercise.capstone,
        mutants=len(fates), killed=len(fates) - len(alive), equivalent=len(judged), survivors=tuple(survivors),
        stale=tuple(_stale(evidence, [fate.mutant for fate in alive])),
        misconceptions=len(trials.misconceptions) + len(trials.combinations), unnamed=tuple(_unnamed(trials)),
        alternatives=len(trials.alternatives), rejected=(*_rejected(trials), *noisy),
        earning=tuple(_earning(trials)), problems=(*_problems(exercise.points, trials), *_tight(bench)),
        margins=tuple(_margins(bench)), idle=tuple(idle), seconds=round(time.perf_counter() - begin, 2),
    )  # fmt: skip


def _fates(bench: Bench, mutants: Sequence[Mutant]) -> Iterator[_Fate]:
    """Runs the suite on each mutant, up to the first test that it fails; what failed the last one is asked first."""
    tests = list(bench.tests)
    for mutant in mutants:
        fate = _Fate(mutant, bench.corpus.written(mutant.source), killed=True)
        with suppress(StudentFailure), deadline(TEST_SECONDS):
            fate.killed = not set(bench.corpus.exercise.defines).issubset(fate.backend.start())
        if not fate.killed and (killer := next((each for each in tests if _is_failed(bench, each, fate)), None)):
            fate.killed, fate.killed_by = True, killer.name
            tests.remove(killer)
            tests.insert(0, killer)
        yield fate


def _survivor(bench: Bench, fate: _Fate) -> Survivor:
    def fresh() -> LocalBackend:
        backend = bench.corpus.written(fate.mutant.source)
        backend.start()
        return backend

    tests = tuple(test.name for test in bench.tests)
    try:
        with deadline(SEARCH_SECONDS):
            differs = difference(bench, fresh) or NOTHING_FOUND
    except StudentTimeout:
        differs = f"on some inputs it does not come back within {SEARCH_SECONDS:.0f} s"
    return Survivor(fate.mutant.id, fate.mutant.description, fate.mutant.diff, tests, differs)


def _verdict(mutant: Mutant, evidence: Evidence) -> Equivalent | None:
    return next((each for each in evidence.equivalent if each.mutant in (mutant.id, mutant.description)), None)


def _stale(evidence: Evidence, alive: Sequence[Mutant]) -> Iterator[str]:
    names = {name for mutant in alive for name in (mutant.id, mutant.description)}
    return (each.mutant for each in evidence.equivalent if each.mutant not in names)


def _noisy_losses(bench: Bench) -> Iterator[str]:
    """Right answers that lose a comparison of numbers when these are rounded otherwise."""
    room = dict(bench.errors.right)
    numeric = sorted((test for test in bench.tests if test.name in room), key=lambda test: -room[test.name])
    for noise in NOISES:
        tests = numeric[: noise.tests]
        lost = _lost(bench, bench.corpus.reference_backend(), noise, tests)
        if lost and not noise.coarse:
            yield f"reference, {noise.name}: loses {', '.join(lost)}"
        answerable = [test for test in tests if test.name not in lost]
        for variant in bench.corpus.variants:
            asked = [test for test in answerable if test.name not in variant.loses]
            if variant.right and (lost := _lost(bench, bench.corpus.backend(variant), noise, asked)):
                yield f"{variant.id}, {noise.name}: loses {', '.join(lost)}"


def _lost(bench: Bench, answer: LocalBackend, noise: Noise, tests: Sequence[SuiteTest]) -> list[str]:
    backend = NoisyBackend(answer, noise.change)
    with threads(noise.threads):
        return [test.name for test in tests if _is_rounding(bench.run(test, backend, right=True))]


def _is_rounding(run: TestRun) -> bool:
    """Whether numbers were refused.

    An error is no rounding: `view` asks for a layout, and workers give that one. Nor is another dtype, as a wrong width
    costs its own test, nor time, which on a busy machine depends on everybody else.
    """
    return isinstance(run.error, Mismatch) and run.error.kind not in ("slow", "dtype")


def _unnamed(trials: Trials) -> Iterator[str]:
    for name, trial in trials.misconceptions.items():
        if not trial.lost:
            yield f"{name}: loses no points"
        elif trial.named[:1] != (name,):
            yield f"{name}: {_taken_for(trial)}"
    for names, trial in trials.combinations.items():
        if set(trial.named[: len(names)]) != set(names):
            yield f"{' and '.join(names)}: {_taken_for(trial)}"


def _taken_for(trial: Trial) -> str:
    return f"taken for {' and '.join(trial.named)}" if trial.named else "not named"


def _rejected(trials: Trials) -> Iterator[str]:
    for name, trial in trials.alternatives.items():
        lost = [test for test in trial.lost if test not in trials.declared[name]]
        if lost:
            yield f"{name}: loses {', '.join(lost)}"


def _earning(trials: Trials) -> Iterator[str]:
    answers: Mapping[str, Trial] = {"stub": trials.stub, **trials.trivial}
    return (f"{name}: {text(trial.points)} points" for name, trial in answers.items() if trial.points)


def _problems(points: int, trials: Trials) -> Iterator[str]:
    if trials.reference.lost:
        yield f"the reference loses {', '.join(trials.reference.lost)}"
    if trials.checks_lost:
        yield f"the reference fails the public checks {', '.join(trials.checks_lost)}"
    for what, worth in (("hidden suite is", trials.suite_points), ("public checks are", trials.check_points)):
        if worth != points:
            yield f"the {what} worth {text(worth)} points, the manifest says {text(points)}"


def _tight(bench: Bench) -> Iterator[str]:
    """Tolerances that right answers come too near to, for other machines round otherwise."""
    for test, error in bench.errors.right.items():
        if error > ROOM:
            yield f"{test}: a right answer uses up {error:.2g} of the tolerance; widen it, or it will reject some"


def _rounded(number: float | None) -> float | None:
    """Four digits, and infinity as a number that JSON knows."""
    return None if number is None else float(f"{min(number, 1e300):.4g}")


def _margins(bench: Bench) -> Iterator[Margin]:
    errors = bench.errors
    return (
        Margin(test.name, _rounded(errors.right[test.name]) or 0.0, _rounded(errors.wrong.get(test.name)))
        for test in bench.tests if test.name in errors.right
    )  # fmt: skip


def _idle(bench: Bench, trials: Trials, killed: Sequence[_Fate]) -> Iterator[str]:
    """The tests that neither a misconception nor a mutant fails."""
    useful = {test for trial in trials.misconceptions.values() for test in trial.lost}
    useful |= {fate.killed_by for fate in killed if fate.killed_by}
    loaded = [fate for fate in killed if fate.killed_by]
    unproven = [test for test in bench.tests if test.name not in useful]
    return (test.name for test in unproven if not any(_is_failed(bench, test, fate) for fate in loaded))


def _is_failed(bench: Bench, test: SuiteTest, fate: _Fate) -> bool:
    try:
        with deadline(TEST_SECONDS):
            return bench.run(test, fate.backend).error is not None
    except StudentTimeout:
        return True
