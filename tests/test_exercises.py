"""Every exercise of every assignment: right answers take full points, wrong ones are named, garbage earns nothing.

All answers to an exercise run through its hidden suite in this process. An assignment's suites are collected once, for
those of its exercises that were selected, e.g. with `-k self_attention/split_heads`.
"""

import copy
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from autograder.authoring.stubs import stub
from autograder.engine.corpus import Corpus
from autograder.engine.diagnosis import diagnose, known_misconceptions
from autograder.engine.local import LocalBackend
from autograder.engine.outcomes import outcome_of
from autograder.engine.suites import Suites, SuiteTest, TestRun, with_suites
from autograder.model.assignment import Assignment, Exercise
from autograder.model.points import Points
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import load_course_assignments
from autograder.testing.proxy import Backend

COURSE = find_course(Path(__file__).parent)
GIVEN = {f"given/{path.name}": path.read_text("utf-8") for path in sorted(COURSE.given.glob("*.py"))}
SEED = 20_261


@dataclass(frozen=True)
class Case:
    """One exercise of one assignment."""

    assignment: Assignment
    exercise: Exercise


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
    alternatives: Mapping[str, Trial]
    declared: Mapping[str, Sequence[str]]
    """The tests that each alternative may lose."""


ASSIGNMENTS = load_course_assignments(COURSE)
each_exercise = pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            Case(assignment, exercise),
            id=f"{assignment.slug}/{exercise.slug}",
            marks=[pytest.mark.slow] * exercise.capstone,
        )
        for assignment in ASSIGNMENTS
        for exercise in assignment.exercises
    ],
)


@pytest.fixture(scope="module")
def tried(request: pytest.FixtureRequest) -> Callable[[Case], Trials]:
    """The trials of a case; the first one asked for tries all selected cases of its assignment."""
    calls = [getattr(item, "callspec", None) for item in request.session.items if item.path == request.path]
    selected = list(dict.fromkeys(call.params["case"] for call in calls if call))
    done: dict[Case, Trials] = {}

    def trials(case: Case) -> Trials:
        if case not in done:
            done.update(_all_tried([other for other in selected if other.assignment == case.assignment]))
        return done[case]

    return trials


@each_exercise
def test_suite_and_checks_are_worth_the_exercise(case: Case, tried: Callable[[Case], Trials]) -> None:
    """The hidden suite and the public checks are each worth the points that the manifest promises."""
    trials = tried(case)
    assert (trials.suite_points, trials.check_points) == (case.exercise.points, case.exercise.points)


@each_exercise
def test_reference_takes_full_points(case: Case, tried: Callable[[Case], Trials]) -> None:
    """The reference passes every hidden test and every public check."""
    trials = tried(case)
    assert (trials.reference.lost, trials.checks_lost) == ({}, [])


@each_exercise
def test_alternatives_take_full_points(case: Case, tried: Callable[[Case], Trials]) -> None:
    """Every other right way passes every hidden test, but for those that it declares to lose."""
    trials = tried(case)
    lost = {name: set(trial.lost) - set(trials.declared[name]) for name, trial in trials.alternatives.items()}
    assert {name: tests for name, tests in lost.items() if tests} == {}


@each_exercise
def test_misconceptions_lose_points_and_are_named_first(case: Case, tried: Callable[[Case], Trials]) -> None:
    """Every typical mistake fails a hidden test, and the diagnosis names that very mistake before any other."""
    misconceptions = tried(case).misconceptions.items()
    assert {name: trial for name, trial in misconceptions if not trial.lost or trial.named[:1] != (name,)} == {}


@each_exercise
def test_trivial_answers_earn_nothing(case: Case, tried: Callable[[Case], Trials]) -> None:
    """An argument handed back, or zeros, ones or noise of the right shape, get no points at all."""
    assert {name: trial for name, trial in tried(case).trivial.items() if trial.points} == {}


@each_exercise
def test_stub_is_not_attempted(case: Case, tried: Callable[[Case], Trials]) -> None:
    """The stub as it is handed out gets no points, and every test says that it is not written yet."""
    trial = tried(case).stub
    assert (trial.points, set(trial.lost.values())) == (0, {Outcome.NOT_ATTEMPTED})


def _all_tried(cases: Sequence[Case]) -> dict[Case, Trials]:
    """All answers to exercises of one assignment, tried."""
    slug = cases[0].assignment.slug
    folders = COURSE.suite_folder(slug), COURSE.assignment_folder(slug) / "checks"
    done: dict[Case, Trials] = {}

    def body(suites: Suites) -> None:
        done.update({case: _all_answers_tried(case, suites) for case in cases})

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in grading: what a wrong answer calls may be deprecated
        with_suites([folder / f"test_{case.exercise.file}" for folder in folders for case in cases], body)
    return done


def _all_answers_tried(case: Case, suites: Suites) -> Trials:
    corpus = Corpus(case.exercise, COURSE.solution_folder(case.assignment.slug) / case.exercise.file, GIVEN)
    checks: list[SuiteTest] = []
    tests: list[SuiteTest] = []
    for test in suites.tests(case.exercise.slug):
        (checks if Path(test.function.__code__.co_filename).parent.name == "checks" else tests).append(test)

    def runs(backend: Backend, of: Sequence[SuiteTest] = tests) -> list[TestRun]:
        return [suites.run(test, backend, corpus.reference, SEED) for test in of]

    known = known_misconceptions(corpus, runs)

    def tried(backend: Backend) -> Trial:
        done = runs(backend)
        lost = {run.test.name: outcome_of(run) for run in done if run.error is not None}
        points = sum(run.test.points for run in done if run.error is None)
        return Trial(points, lost, tuple(diagnosis.id for diagnosis in diagnose(done, known)) if lost else ())

    right, wrong = ([variant for variant in corpus.variants if variant.right is kind] for kind in (True, False))
    return Trials(
        suite_points=sum(test.points for test in tests),
        check_points=sum(check.points for check in checks),
        checks_lost=[run.test.name for run in runs(corpus.reference_backend(), checks) if run.error is not None],
        reference=tried(corpus.reference_backend()),
        stub=tried(_stub_backend(case, corpus)),
        trivial={name: tried(backend) for name, backend in _trivial_backends(corpus)},
        misconceptions={variant.id: tried(corpus.backend(variant)) for variant in wrong},
        alternatives={variant.id: tried(corpus.backend(variant)) for variant in right},
        declared={variant.id: variant.loses for variant in right},
    )


def _stub_backend(case: Case, corpus: Corpus) -> LocalBackend:
    text = stub(corpus.source, f"{case.assignment.slug}.{case.exercise.slug}")
    backend = LocalBackend({case.exercise.file: text, **GIVEN}, case.exercise.slug)
    backend.start()
    return backend


Fill = Callable[[Tensor], Tensor]
"""Garbage of a tensor's shape and dtype."""


def _noise(tensor: Tensor) -> Tensor:
    if tensor.dtype.is_floating_point:
        return torch.rand_like(tensor)
    return (tensor.long() + torch.randint_like(tensor.long(), 1, 9)).to(tensor.dtype)


TRIVIAL: dict[str, Fill | None] = {
    "argument": None,
    "zeros": torch.zeros_like,
    "ones": torch.ones_like,
    "noise": _noise,
}


def _trivial_backends(corpus: Corpus) -> Iterator[tuple[str, LocalBackend]]:
    """Answers that anyone could give, in the place of everything that the exercise asks for."""
    if corpus.exercise.capstone:
        return  # what it asks for is trained for seconds at each call
    for name, fill in TRIVIAL.items():
        garbage = {defined: _trivial(getattr(corpus.reference, defined), fill) for defined in corpus.exercise.defines}
        yield name, LocalBackend.of(SimpleNamespace(**{**vars(corpus.reference), **garbage}))


def _trivial(right: Any, fill: Fill | None) -> Any:
    """Answers with an argument, or with the right types and shapes filled anew; in a class, each method does."""
    if isinstance(right, type):
        methods = {name: method for name, method in vars(right).items() if callable(method) and name[0] != "_"}
        return type(right.__name__, (right,), {name: _trivial(method, fill) for name, method in methods.items()})

    def answer(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        if fill is None:
            return next((argument for argument in given if isinstance(argument, Tensor)), given[0] if given else None)
        if any(isinstance(argument, nn.Module) for argument in given):
            args, kwargs = copy.deepcopy((args, kwargs))  # what the right answer does to a network is not garbage
        return _filled(right(*args, **kwargs), fill)

    return answer


def _filled(value: Any, fill: Fill) -> Any:
    """The value with every number in it replaced."""
    match value:
        case Tensor():
            return fill(value.detach())
        case nn.Module():
            value.load_state_dict({name: fill(tensor) for name, tensor in value.state_dict().items()})
            return value
        case bool() | int() | float():
            return type(value)(fill(torch.tensor(value)).item())
        case list() | tuple():
            return type(value)(_filled(item, fill) for item in value)
        case dict():
            return {key: _filled(item, fill) for key, item in value.items()}
        case str():
            return ""
    return value
