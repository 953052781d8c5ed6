"""Letters and words are read, and never run: what becomes of them."""

import pytest

from autograder.engine.written import check_written, judge_written
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.model.quiz import Option, Question, Quiz
from autograder.model.result import ExerciseResult, Outcome

OPTIONS = (Option("wrong", "Why not."), Option("right", "Why.", right=True), Option("odd", "Why not this."))
KEY = Quiz(tuple(Question(f"q{number:02}", f"Question {number}?", OPTIONS) for number in range(1, 5)))
QUIZ = Exercise("concept_quiz", "Quiz", 200, 1, 5, ("concept_quiz",), (), kind=Kind.QUIZ)
PROMPTS = (Prompt("one"), Prompt("two", number=True), Prompt("ticket", completion=True))
RESPONSES = Exercise("discussion", "Discussion", 600, 3, 45, ("discussion",), (), kind=Kind.RESPONSES, prompts=PROMPTS)
OTHER = Exercise("more", "More", 200, 3, 45, ("more",), (), kind=Kind.RESPONSES, prompts=(Prompt("three"),))
ASSIGNMENT = Assignment("limits", "Limits", "All of it.", (QUIZ, RESPONSES, OTHER))
LONG = "word " * 70


def judged(text: str) -> ExerciseResult:
    """What a quiz's file of that text earns."""
    return judge_written(ASSIGNMENT, QUIZ, text.encode(), {QUIZ.slug: KEY})


def answers(letters: str, order: str = "") -> str:
    """A file with these letters, in the order of the questions; a dot is no answer."""
    given = {f"q{number:02}": letter for number, letter in enumerate(letters, start=1) if letter != "."}
    return f"order = {order!r}\nanswers = {given!r}\n"


def written(exercise: Exercise, text: str) -> ExerciseResult:
    """What becomes of a file of responses."""
    return judge_written(ASSIGNMENT, exercise, text.encode(), {})


def test_every_right_letter_earns_its_share() -> None:
    """All right is passed; each wrong or missing one costs its question and nothing else."""
    assert (judged(answers("bbbb")).outcome, judged(answers("bbbb")).points) == (Outcome.PASSED, 200)
    result = judged(answers("ba.b"))
    assert (result.outcome, result.points, result.max_points) == (Outcome.FAILED, 100, 200)
    assert [test.outcome for test in result.tests] == [
        Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ATTEMPTED, Outcome.PASSED,
    ]  # fmt: skip


def test_a_wrong_option_is_a_named_misconception() -> None:
    """Its explanation is the diagnosis, by the option's words; of a right one the explanation stands with the test."""
    result = judged(answers("ab.."))
    assert [(each.id, each.says) for each in result.diagnosis] == [("q01", "q01, “wrong” Why not.")]
    assert [test.message for test in result.tests] == ["", "Why.", "", ""]


@pytest.mark.parametrize("student", ["ada", "s001", "Łukasz"])
def test_letters_refer_to_the_order_in_the_file(student: str) -> None:
    """With the order of a student, the letters of that order are the right ones."""
    right = "".join(question.right for question in KEY.ordered(student).questions)
    assert judged(answers(right, student)).points == 200


def test_the_same_letter_everywhere_is_a_lottery_ticket() -> None:
    """Guessing may earn what it hits, and no answer at all earns nothing."""
    assert judged(answers("bbbb")).points == 200
    assert (judged(answers("....")).points, judged(answers("....")).outcome) == (0, Outcome.NOT_ATTEMPTED)


def test_unknown_questions_and_letters_are_told_and_the_rest_counts() -> None:
    """A message says what could not be read; what could be read earns its points."""
    result = judged('answers = {"q01": "b", "q02": "x", "q99": "a"}')
    assert result.points == 50
    assert "q02: 'x' is no option" in result.message and "no question 'q99'" in result.message


@pytest.mark.parametrize("data", [b"\xff\xfe", b"answers = 3", b"x" * 300_000, b"answers = {", b"\0"])
def test_a_quiz_that_cannot_be_read_is_an_error_of_theirs(data: bytes) -> None:
    """It is told in a line and earns nothing; nothing is raised."""
    result = judge_written(ASSIGNMENT, QUIZ, data, {QUIZ.slug: KEY})
    assert (result.outcome, result.points) == (Outcome.ERROR, 0)
    assert result.message.startswith("concept_quiz.py: ")


def test_nothing_in_the_file_runs() -> None:
    """Code beside the answers is neither run nor in their way."""
    result = judged("raise SystemExit\n" + answers("bbbb"))
    assert (result.points, result.message) == (200, "Line 1 is not looked at: only `answers` and `order` are.")


def test_what_was_not_handed_in_is_not_attempted() -> None:
    """A missing file is told by name."""
    assert judge_written(ASSIGNMENT, QUIZ, None, {QUIZ.slug: KEY}).message == "There is no concept_quiz.py."
    assert judge_written(ASSIGNMENT, RESPONSES, None, {}).outcome is Outcome.NOT_ATTEMPTED


def test_a_check_knows_no_key() -> None:
    """At home it is told which questions have no answer, and not which answers are right."""
    quiz = Quiz.from_public(KEY.to_public())
    result = check_written(ASSIGNMENT, QUIZ, answers("abc.").encode(), {QUIZ.slug: quiz})
    assert [test.outcome for test in result.tests] == [Outcome.PASSED] * 3 + [Outcome.NOT_ATTEMPTED]
    assert (result.points, result.max_points, result.diagnosis) == (0, 0, ())
    assert "1 of 4 questions have no answer yet" in result.message


def test_responses_wait_for_a_person() -> None:
    """What is there is to be reviewed, whatever its length; its points are neither given nor lost."""
    result = written(RESPONSES, f"## one: x\n\n{LONG}\n\n## two: y\n\n{LONG}\n\n## ticket\n\nYes.\n")
    assert (result.outcome, result.points, result.max_points) == (Outcome.TO_REVIEW, 0, 600)
    assert [(test.outcome, test.message) for test in result.tests] == [
        (Outcome.PASSED, ""), (Outcome.FAILED, "Quote a number that you computed yourself."), (Outcome.PASSED, ""),
    ]  # fmt: skip
    assert [test.max_points for test in result.tests] == [0, 0, 0]


def test_words_are_told() -> None:
    """Each heading's test says how many words there are, and which one is empty."""
    result = written(RESPONSES, "## one: x\n\nOne word more.\n\n## two: y\n\n")
    assert [test.says for test in result.tests] == [
        "There is an answer under `one`, 3 words.", "There is an answer under `two`.",
        "There is an answer under `ticket`.",
    ]  # fmt: skip
    assert [test.outcome for test in result.tests] == [Outcome.FAILED, Outcome.NOT_ATTEMPTED, Outcome.NOT_ATTEMPTED]


def test_headings_alone_are_not_attempted() -> None:
    """The file as it was handed out gives nobody anything to read."""
    result = written(RESPONSES, "# Your responses\n\n## one: x\n\n## two: y\n\n## ticket: z\n")
    assert (result.outcome, result.points) == (Outcome.NOT_ATTEMPTED, 0)


def test_exercises_share_one_file_and_no_words() -> None:
    """An answer ends where the next heading of the assignment begins, also one of another exercise."""
    text = f"## ticket: z\n\n## three: w\n\n{LONG}\n"
    assert written(RESPONSES, text).outcome is Outcome.NOT_ATTEMPTED
    assert written(OTHER, text).outcome is Outcome.TO_REVIEW
