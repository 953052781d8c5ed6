"""A result as Gradescope's `results.json`: what its students see, and when.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from autograder.model.assignment import Assignment, Exercise, Kind, Shown
from autograder.model.points import text, to_number, total
from autograder.model.policy import Policy, lateness
from autograder.model.result import ExerciseResult, Outcome, Result, TestResult
from autograder.model.text import lines, one_line
from autograder.report.arithmetic import lateness_words
from autograder.report.outcomes import LOOKS
from autograder.store.gradescope_submission import Handed

RIGHT = (Outcome.PASSED, Outcome.CARRIED)
LONGEST = 10_000
"""Characters of one output."""
VISIBLE = str(Shown.AT_ONCE)
WHEN = {
    Shown.AT_ONCE: "",
    Shown.AFTER_DUE: "What came of the hidden tests is shown after the due date.",
    Shown.AFTER_PUBLISHED: "What came of the hidden tests is shown when the grades are published.",
}
NOT_GRADED = (
    "This could not be graded, and it is not a score. The fault is ours, not yours: what you handed in is kept. "
    "Please tell your instructor, who can run the autograder again."
)


def graded(
    assignment: Assignment, result: Result, checks: Mapping[str, ExerciseResult], handed: Handed,
    receipts: Mapping[str, str], problem: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The whole document; `checks` are the public checks by exercise, `receipts` those of all who handed it in.

    `problem` is why there was nothing to grade in what was handed in.
    """
    found = {each.exercise: each for each in result.exercises}
    tests: list[dict[str, Any]] = []
    for place, exercise in enumerate(assignment.exercises, start=1):
        if exercise.slug in checks:
            tests.append(_public(place, exercise, checks[exercise.slug]))
        tests += _hidden(place, exercise, found[exercise.slug], _visibility(assignment, exercise))
    refused = f"There is nothing to grade in what you handed in: {problem}" if problem else ""
    late, waiting = _late_lines(assignment, handed), _waiting_lines(assignment, result)
    said = [refused, WHEN[assignment.hidden_tests], *late, *waiting]
    return {
        "score": to_number(result.points), "execution_time": result.duration_s,
        **_output([*said, *_receipt_lines(result, receipts)]),
        "test_output_format": "text", "test_name_format": "text", "visibility": VISIBLE, "stdout_visibility": "hidden",
        "tests": tests, "extra_data": {"autograder": _extra(assignment, result, handed, receipts)},
    }  # fmt: skip


def not_graded(says: str = NOT_GRADED) -> dict[str, Any]:
    """The document when there is no score to tell: neither `score` nor `tests`, one of which a score needs."""
    return {
        **_output([says]), "visibility": VISIBLE, "stdout_visibility": "hidden",
        "extra_data": {"autograder": {"ungraded": True}},
    }  # fmt: skip


def _visibility(assignment: Assignment, exercise: Exercise) -> str:
    """When it is shown; before the due date, nobody is told why an option of a quiz is right."""
    early = exercise.kind is Kind.QUIZ and not exercise.explained_at_once
    at_once = assignment.hidden_tests is Shown.AT_ONCE
    return str(Shown.AFTER_DUE if early and at_once else assignment.hidden_tests)


def _public(place: int, exercise: Exercise, result: ExerciseResult) -> dict[str, Any]:
    """One entry without points for the public checks of an exercise."""
    said = [*_about(result), *(line for test in result.tests for line in _test_lines(test))]
    return {
        "number": str(place), "name": _name(exercise, "public checks"), **_status(result.outcome), **_output(said),
        "tags": [exercise.slug, "public"], "visibility": VISIBLE,
    }  # fmt: skip


def _hidden(place: int, exercise: Exercise, result: ExerciseResult, visibility: str) -> Iterator[dict[str, Any]]:
    """An entry for each hidden test; one for the whole exercise where its points are not the sum of theirs."""
    if exercise.kind is Kind.RESPONSES:
        yield _read_by_a_person(place, exercise, result)
    elif result.points != total(test.points for test in result.tests) or result.outcome is Outcome.FLAGGED:
        said = [*_about(result), *(f"{LOOKS[test.outcome].symbol} {test.says}" for test in result.tests)]
        yield _scored(f"{place}.1", exercise, "hidden tests", result, said, visibility)
    elif not result.tests:
        yield _scored(f"{place}.1", exercise, "hidden tests", result, _about(result), visibility)
    else:
        wrong = (number for number, test in enumerate(result.tests) if test.outcome not in RIGHT)
        first = next(wrong, 0)
        for number, test in enumerate(result.tests):
            said = [*(_about(result) if number == first else []), test.message]
            yield _scored(f"{place}.{number + 1}", exercise, test.says, test, said, visibility)


def _scored(
    number: str, exercise: Exercise, says: str, result: ExerciseResult | TestResult, said: Sequence[str],
    visibility: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "number": number, "name": _name(exercise, says), "score": to_number(result.points),
        "max_score": to_number(result.max_points), **_status(result.outcome), **_output(said),
        "tags": [exercise.slug], "visibility": visibility,
    }  # fmt: skip


def _read_by_a_person(place: int, exercise: Exercise, result: ExerciseResult) -> dict[str, Any]:
    """An entry without points: they are a manual question's, neither given nor lost here."""
    said = [*_about(result), *(line for test in result.tests for line in (test.says, test.message))]
    return {
        "number": str(place), "name": _name(exercise, "read by a person"), **_output(said),
        "tags": [exercise.slug], "visibility": VISIBLE,
    }  # fmt: skip


def _about(result: ExerciseResult) -> list[str]:
    """What is to be said of the whole exercise, the named mistakes first."""
    said = [f"Probably this: {diagnosis.says}" for diagnosis in result.diagnosis]
    if result.outcome not in (Outcome.PASSED, Outcome.FAILED):
        said.append(LOOKS[result.outcome].means)
    return [*said, result.message, *(f"To be looked at: {flag}" for flag in result.flags)]


def _test_lines(test: TestResult) -> list[str]:
    return [f"{LOOKS[test.outcome].symbol} {test.says}", *(f"    {line}" for line in test.message.split("\n") if line)]


def _name(exercise: Exercise, says: str) -> str:
    return one_line(f"{exercise.full_title}: {says}")


def _status(outcome: Outcome) -> dict[str, str]:
    """Passed or failed; nothing where a person decides."""
    return {"status": "passed" if outcome in RIGHT else "failed"} if outcome.settled else {}


def _output(said: Sequence[str]) -> dict[str, str]:
    """Plain text, which Gradescope shows as it is."""
    shown = "\n".join(lines("\n".join(filter(None, said))))
    return {"output": shown if len(shown) <= LONGEST else f"{shown[:LONGEST]} …", "output_format": "text"}


def _late_lines(assignment: Assignment, handed: Handed) -> list[str]:
    """How late it was for whom, by the time when Gradescope took it; one line if it is the same for all."""
    late = {each.id: _late(handed.at, each.due or assignment.due) for each in handed.submitters}
    over = {each.id for each in handed.submitters if _late(handed.at, each.late_due)}
    said = {id: f"{words}{', and after the late due date' * (id in over)}" for id, words in late.items() if words}
    if len(said) == len(late) and len(set(said.values())) == 1:
        return [f"Handed in {next(iter(said.values()))}."]
    return [f"{id}: handed in {words}." for id, words in said.items()]


def _late(at: datetime | None, due: datetime | None) -> str:
    """How late it was; what that costs, if anything, is for the course to say."""
    rules = Policy()
    return lateness_words(lateness(rules, due, at), rules)


def _waiting_lines(assignment: Assignment, result: Result) -> list[str]:
    """What a person has yet to read."""
    titles = {exercise.slug: exercise.title for exercise in assignment.exercises}
    waiting = [titles[each.exercise] for each in result.exercises if each.outcome is Outcome.TO_REVIEW]
    points = text(result.awaited_points)
    return [f"A person reads {', '.join(waiting)}: {points} points, neither given nor lost yet."] if waiting else []


def _receipt_lines(result: Result, receipts: Mapping[str, str]) -> list[str]:
    if len(receipts) <= 1:
        return [f"Isolation {result.isolation}, receipt {result.receipt}."]
    return [f"Isolation {result.isolation}.", *(f"Receipt of {id}: {receipt}." for id, receipt in receipts.items())]


def _extra(
    assignment: Assignment, result: Result, handed: Handed, receipts: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    """For programs: what the verdict depends on, and when it was handed in. Nothing that hidden tests gave away."""
    return {
        "assignment": result.assignment, "submission": handed.id, "submission_sha256": result.submission_sha256,
        "isolation": result.isolation, "graded_at": result.graded_at, "receipts": dict(receipts),
        "created_at": handed.at.isoformat() if handed.at else None,
        "late_seconds": {
            each.id: max(0, int((handed.at - due).total_seconds())) if handed.at and due else None
            for each in handed.submitters
            for due in (each.due or assignment.due,)
        },
        "to_review": [each.exercise for each in result.exercises if each.outcome is Outcome.TO_REVIEW],
    }  # fmt: skip
