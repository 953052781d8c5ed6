"""What outcomes are called where a quiz was checked: nobody there knows which answers are right."""

from io import StringIO

import pytest
from rich.console import Console

from autograder.model.assignment import Assignment, Exercise, Kind
from autograder.model.result import ExerciseResult, Outcome, Result, TestResult
from autograder.report.notebook import as_html
from autograder.report.terminal import print_result

QUIZ = Exercise("quiz", "Which is right?", 200, 1, 5, (), (), kind=Kind.QUIZ)
ASSIGNMENT = Assignment("limits", "Limits", "All of it.", (QUIZ,))
ONE = TestResult("q1", "q1: Is it?", Outcome.PASSED, 0, 0)
TWO = TestResult("q2", "q2: And this?", Outcome.PASSED, 0, 0)
ALL = ExerciseResult("quiz", Outcome.PASSED, 0, 0, tests=(ONE, TWO))
PART = ExerciseResult(
    "quiz", Outcome.FAILED, 0, 0, tests=(ONE, TestResult("q2", "q2: And this?", Outcome.NOT_ATTEMPTED, 0, 0))
)
GRADED = ExerciseResult("quiz", Outcome.PASSED, 200, 200, tests=(TestResult("q1", "q1: Is it?", Outcome.PASSED, 2, 2),))


def shown(exercise: ExerciseResult) -> tuple[str, str]:
    """On a terminal, and in a notebook."""
    result = Result("limits", "", "", "", "trusted", 0, "", 0.0, (exercise,))
    console = Console(file=StringIO(), width=80, color_system=None)
    print_result(console, ASSIGNMENT, result)
    return console.file.getvalue(), as_html(ASSIGNMENT, result)  # type: ignore[attr-defined]


def test_an_answer_that_was_only_read_does_not_look_right() -> None:
    """It is answered, and no tick says more."""
    for text in shown(ALL):
        assert text.count("answered") >= 3 and "●" in text
        assert "✓" not in text and "passed" not in text


def test_a_quiz_that_is_not_finished_does_not_look_wrong() -> None:
    """Nor does a cross."""
    terminal, notebook = shown(PART)
    assert "partly answered" in terminal and "1 of 2 questions answered" in notebook
    for text in (terminal, notebook):
        assert "✗" not in text and "not right yet" not in text and "not written yet" in text


@pytest.mark.parametrize("mark", ["✓", "passed"])
def test_a_graded_quiz_looks_like_any_exercise(mark: str) -> None:
    """There somebody knows."""
    assert all(mark in text and "answered" not in text for text in shown(GRADED))
