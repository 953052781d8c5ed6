"""From what happened in a test to an outcome and a sentence that is safe to show."""

import re
from collections.abc import Collection, Sequence

from autograder.engine.suites import TestRun
from autograder.errors import (
    Fault,
    InvalidReply,
    Mismatch,
    StudentCrash,
    StudentError,
    StudentFailure,
    StudentTimeout,
)
from autograder.model.result import Outcome, TestResult
from autograder.testing.compare import KINDS

STUB = re.compile(r"NotImplementedError: \w+\.(\w+)")
"""What a stub raises: its assignment and exercise."""
UNWRITTEN = "Your answer calls `{name}`, which is not written yet."
SENTENCES = {
    StudentTimeout: "Your code took longer than it may.",
    StudentCrash: "Your code ended its process (an exit, a crash, or too much memory).",
    InvalidReply: "Your code's process sent an invalid reply; a person will look at it.",
}


def outcome_of(run: TestRun) -> Outcome:
    """The outcome of one test."""
    match run.error:
        case None:
            return Outcome.PASSED
        case StudentError() as error if "NotImplementedError" in error.types:
            return Outcome.NOT_ATTEMPTED
        case StudentFailure() as failure:
            return failure_outcome(failure)
        case Fault():
            return Outcome.UNGRADED
        case AssertionError():
            return Outcome.FAILED
    # The reference passes this test with these inputs, so the suite stumbled over what the student returned.
    return Outcome.FAILED if run.observations else Outcome.UNGRADED


def failure_outcome(failure: StudentFailure) -> Outcome:
    """The outcome of something that the student's code did."""
    outcomes = {StudentTimeout: Outcome.TIMEOUT, StudentCrash: Outcome.CRASHED, InvalidReply: Outcome.FLAGGED}
    return outcomes.get(type(failure), Outcome.ERROR)


def safe_message(run: TestRun) -> str:
    """What may be said of a hidden test: our own words only."""
    match run.error:
        case None:
            return ""
        case StudentFailure() as failure:
            return failure_sentence(failure)
        case Fault():
            return "This could not be graded through no fault of yours; it will be graded again."
        case Mismatch() as mismatch:
            return KINDS[mismatch.kind]
        case AssertionError():
            return KINDS["values"]
    return KINDS["type"]


def failure_sentence(failure: StudentFailure) -> str:
    """Our own words for what the student's code did."""
    if isinstance(failure, StudentError):
        if "NotImplementedError" in failure.types:
            return "Not written yet."
        return f"Your code raised {_article(failure.name)}."
    return SENTENCES[type(failure)]


def open_message(run: TestRun) -> str:
    """What is said of a public check: everything, one line each."""
    match run.error:
        case StudentError() as error:
            return error.text
        case Mismatch() as mismatch:
            fields = {"expected": mismatch.expected, "got": mismatch.got, "perhaps": mismatch.perhaps}
            lines = [f"{name} {text}" for name, text in fields.items() if text]
            return "\n".join([KINDS[mismatch.kind], *lines, *([f"next {mismatch.next}"] if mismatch.next else [])])
        case AssertionError() as error:
            return str(error) or KINDS["values"]
        case StudentFailure() | Fault() | None:
            return safe_message(run)
        case error:  # the check stumbled over what the student returned, or autograd over what it did
            return f"{KINDS['type']}\ngot {type(error).__name__}: {error}"


def unwritten(runs: Sequence[TestRun], exercise: str, names: Collection[str]) -> str:
    """The other one of these exercises that stops the answer because it is still a stub; empty if none does.

    The label is the student's own claim, so that only a name that we know is ever repeated.
    """
    errors = (run.error for run in runs if isinstance(run.error, StudentError))
    labels = (STUB.match(error.text) for error in errors if "NotImplementedError" in error.types)
    found = {label[1] for label in labels if label}
    return next((name for name in names if name in found), "") if exercise not in found else ""


def exercise_outcome(tests: Sequence[TestResult]) -> Outcome:
    """The outcome of the whole exercise."""
    found = {test.outcome for test in tests}
    for outcome in (Outcome.UNGRADED, Outcome.FLAGGED, Outcome.CRASHED, Outcome.TIMEOUT):
        if outcome in found:
            return outcome
    if found == {Outcome.PASSED}:
        return Outcome.PASSED
    if found <= {Outcome.NOT_ATTEMPTED}:
        return Outcome.NOT_ATTEMPTED
    return Outcome.ERROR if found <= {Outcome.ERROR, Outcome.NOT_ATTEMPTED} else Outcome.FAILED


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
