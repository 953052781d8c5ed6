"""How far a student is."""

from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.store.answers import Answer, State, read_answers
from autograder.store.bundle import open_bundles
from autograder.store.progress import Progress


@dataclass(frozen=True)
class Standing:
    """One exercise, and how far it is in words."""

    exercise: Exercise
    says: str
    done: bool
    """All public checks passed on the file as it is."""


@dataclass(frozen=True)
class Status:
    """One assignment, exercise by exercise."""

    assignment: Assignment
    exercises: tuple[Standing, ...]


def status(start: Path) -> list[Status]:
    """How far each assignment around or below the folder is, in the order of the course.

    Raises:
        InputError: there is none.
    """
    found = []
    for bundle in open_bundles(start):
        progress = Progress.load(bundle.files)
        found.append(Status(bundle.assignment, tuple(_standing(answer, progress) for answer in read_answers(bundle))))
    return sorted(found, key=lambda each: each.assignment.place)


def _standing(answer: Answer, progress: Progress) -> Standing:
    last = progress.checks.get(answer.exercise.slug)
    if answer.state in (State.MISSING, State.BROKEN):
        problem = f" ({answer.problem})" if answer.problem else ""
        return Standing(answer.exercise, f"{answer.state}{problem}", False)
    if answer.problem:
        return Standing(answer.exercise, answer.problem, False)
    if answer.state is State.STUB or last is None:
        return Standing(answer.exercise, str(answer.state), False)
    is_quiz = answer.exercise.kind is Kind.QUIZ  # of whose answers nobody knows here which are right
    passed = f"{last.passed} of {last.checks} {'questions answered' if is_quiz else 'checks passed'}"
    if not progress.current(answer.exercise.slug, answer.data):
        return Standing(answer.exercise, f"edited since {passed}", False)
    return Standing(answer.exercise, passed, not is_quiz and last.passed == last.checks)
