"""Every exercise of every assignment: right answers take full points, wrong ones are named, garbage earns nothing.

All answers to an exercise run through its hidden suite in this process. An assignment's suites are collected once, for
those of its exercises that were selected, e.g. with `-k self_attention/split_heads`.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.authoring.stubs import stub
from autograder.engine.corpus import Corpus
from autograder.engine.suites import Suites, with_suites
from autograder.engine.trials import Bench, Trials
from autograder.model.assignment import Assignment, Exercise
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import load_course_assignments

COURSE = find_course(Path(__file__).parent)
GIVEN = {f"given/{path.name}": path.read_text("utf-8") for path in sorted(COURSE.given.glob("*.py"))}


@dataclass(frozen=True)
class Case:
    """One exercise of one assignment."""

    assignment: Assignment
    exercise: Exercise


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
        for exercise in assignment.coded
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
def test_two_misconceptions_in_one_answer_are_both_named(case: Case, tried: Callable[[Case], Trials]) -> None:
    """Where the variants name combinations: the diagnosis names the two before any other."""
    combinations = tried(case).combinations.items()
    assert {names: trial.named for names, trial in combinations if set(trial.named[:2]) != set(names)} == {}


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
    return Bench(corpus, suites).trials(stub(corpus.source, f"{case.assignment.slug}.{case.exercise.slug}"))
