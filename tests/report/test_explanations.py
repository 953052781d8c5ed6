"""When students read why an option is right or wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult
from autograder.report.explanations import LATER, as_shown

DUE = datetime(2026, 12, 1, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(seconds=1), DUE
QUIZ = Exercise("quiz", "Quiz", 100, 1, 5, ("quiz",), (), kind=Kind.QUIZ)
CODE = Exercise("code", "Code", 100, 1, 5, ("code",), ("a", "b", "c"))
ASSIGNMENT = Assignment("limits", "Limits", "All of it.", (QUIZ, CODE), due=DUE)


def graded(slug: str) -> ExerciseResult:
    """An exercise with a diagnosis and a message."""
    test = TestResult("q01", "Which?", Outcome.PASSED, 50, 100, "Because.")
    return ExerciseResult(
        slug, Outcome.FAILED, 50, 100, "A note.", diagnosis=(Diagnosis("q02", "Not so."),), tests=(test,)
    )


RESULT = Result("limits", "ada", "", "", "full", 1, "2026-11-30T00:00:00Z", 0.1, (graded("quiz"), graded("code")))


def test_before_the_due_date_points_are_shown_and_no_reasons() -> None:
    """The quiz keeps its points and notes; explanations, of right and of wrong options, are left out."""
    quiz, code = as_shown(ASSIGNMENT, RESULT, BEFORE, DUE).exercises
    assert (quiz.points, quiz.message, quiz.diagnosis) == (50, f"A note.\n{LATER}", ())
    assert [(test.outcome, test.message) for test in quiz.tests] == [(Outcome.PASSED, "")]
    assert code == graded("code")


def test_from_the_due_date_on_everything_is_explained() -> None:
    """The result is shown as it is, and also where there is no due date."""
    assert as_shown(ASSIGNMENT, RESULT, AFTER, DUE) == RESULT
    assert as_shown(ASSIGNMENT, RESULT, BEFORE, None) == RESULT


def test_who_has_an_extension_reads_it_later() -> None:
    """Each student's own due date is what counts."""
    assert as_shown(ASSIGNMENT, RESULT, AFTER, DUE + timedelta(seconds=1)) != RESULT


def test_a_manifest_may_ask_for_explanations_at_once() -> None:
    """With `explanations = "on_submission"` nothing is held back."""
    at_once = replace(ASSIGNMENT, exercises=(replace(QUIZ, explained_at_once=True), CODE))
    assert as_shown(at_once, RESULT, BEFORE, DUE) == RESULT
