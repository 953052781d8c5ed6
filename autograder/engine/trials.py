"""All known answers to one exercise, tried on its hidden suite in this process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from autograder.engine.corpus import Corpus
from autograder.engine.diagnosis import Known, Transcript, alike, diagnose, known_by, transcript
from autograder.engine.garbage import garbage_backends
from autograder.engine.outcomes import outcome_of
from autograder.engine.suites import Suites, SuiteTest, TestRun
from autograder.model.points import Points
from autograder.model.result import Outcome
from autograder.testing.compare import measured
from autograder.testing.proxy import Backend
from autograder.testing.variants import Variant

SEED = 20_261


@dataclass(frozen=True)
class Trial:
    """What became of one answer."""

    points: Points
    lost: Mapping[str, Outcome]
    """The tests that it did not pass."""
    named: tuple[str, ...]
    """The misconceptions that the diagnosis names."""


@dataclass(frozen=True)
class Trials:
    """What became of all answers to one exercise."""

    suite_points: Points
    check_points: Points
    checks_lost: Sequence[str]
    """Public checks that the reference does not pass."""
    reference: Trial
    stub: Trial
    trivial: Mapping[str, Trial]
    misconceptions: Mapping[str, Trial]
    combinations: Mapping[tuple[str, ...], Trial]
    """By the misconceptions that are combined; where several answer alike, the first of them."""
    alternatives: Mapping[str, Trial]
    declared: Mapping[str, Sequence[str]]
    """The tests that each alternative may lose."""


class Errors:
    """How far right and wrong answers were off, test by test, in units of the tolerance."""

    def __init__(self) -> None:
        self.right: dict[str, float] = {}
        self.wrong: dict[str, float] = {}

    def add(self, test: str, errors: Sequence[float], passed: bool, right: bool) -> None:
        """The errors that one test saw in one answer; of a wrong one, the error that it failed by counts."""
        if right and passed and errors:
            self.right[test] = max([self.right.get(test, 0.0), *errors])
        elif not right and not passed and errors and errors[-1] > 1:
            self.wrong[test] = min(self.wrong.get(test, errors[-1]), errors[-1])


class Bench:
    """One exercise's hidden suite, ready to try answers on."""

    def __init__(self, corpus: Corpus, suites: Suites) -> None:
        self.corpus = corpus
        self.errors = Errors()
        self.checks: list[SuiteTest] = []
        self.tests: list[SuiteTest] = []
        self._suites = suites
        for test in suites.tests(corpus.exercise.slug):
            public = Path(test.function.__code__.co_filename).parent.name == "checks"
            (self.checks if public else self.tests).append(test)

    def run(self, test: SuiteTest, backend: Backend, seed: int = SEED, right: bool = False) -> TestRun:
        """One test on one answer, which is a right one or not."""
        with measured() as errors:
            run = self._suites.run(test, backend, self.corpus.reference, seed)
        self.errors.add(test.name, errors, run.error is None, right)
        return run

    def runs(self, backend: Backend, seed: int = SEED, right: bool = False) -> list[TestRun]:
        """All hidden tests on one answer."""
        return [self.run(test, backend, seed, right) for test in self.tests]

    def trials(self, stub: str) -> Trials:
        """The stub, trivial answers, the reference and all variants."""
        torch.manual_seed(SEED)
        reference = self.runs(self.corpus.reference_backend(), right=True)
        runs = {each.id: self.runs(self.corpus.backend(each), right=each.right) for each in self.corpus.variants}
        combined = self._combined()
        right, wrong = ([each for each in self.corpus.variants if each.right is kind] for kind in (True, False))
        combinations = [each for each in self.corpus.combinations if each.id in combined]
        known = self._known([*wrong, *combinations], {**runs, **combined}, reference)
        return Trials(
            suite_points=sum(test.points for test in self.tests),
            check_points=sum(check.points for check in self.checks),
            checks_lost=self._checks_lost(),
            reference=_trial(reference, known),
            stub=_trial(self._stub_runs(stub), known),
            trivial={name: _trial(self.runs(each), known) for name, each in garbage_backends(self.corpus)},
            misconceptions={variant.id: _trial(runs[variant.id], known) for variant in wrong},
            combinations={
                tuple(part.id for part in variant.parts): _trial(combined[variant.id], known)
                for variant in combinations
            },
            alternatives={variant.id: _trial(runs[variant.id], known) for variant in right},
            declared={variant.id: variant.loses for variant in right},
        )

    def _known(
        self, wrong: Sequence[Variant], runs: Mapping[str, Sequence[TestRun]], reference: Sequence[TestRun]
    ) -> list[Known]:
        found = (known_by(variant, runs[variant.id], reference) for variant in wrong)
        return [known for known in found if known is not None]

    def _combined(self) -> dict[str, list[TestRun]]:
        """The combinations that can be told from those before them."""
        found: dict[str, list[TestRun]] = {}
        seen: list[Transcript] = []
        for variant in self.corpus.combinations:
            runs = self.runs(self.corpus.backend(variant))
            answers = transcript(runs)
            if not any(alike(answers, other) for other in seen):
                found[variant.id] = runs
                seen.append(answers)
        return found

    def _checks_lost(self) -> list[str]:
        done = [self.run(check, self.corpus.reference_backend()) for check in self.checks]
        return [run.test.name for run in done if run.error is not None]

    def _stub_runs(self, stub: str) -> list[TestRun]:
        backend = self.corpus.written(stub)
        backend.start()
        return self.runs(backend)


def _trial(runs: Sequence[TestRun], known: Sequence[Known]) -> Trial:
    lost = {run.test.name: outcome_of(run) for run in runs if run.error is not None}
    points = sum(run.test.points for run in runs if run.error is None)
    return Trial(points, lost, tuple(diagnosis.id for diagnosis in diagnose(runs, known)) if lost else ())
