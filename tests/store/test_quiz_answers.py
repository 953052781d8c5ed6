"""A student's file of letters: written, read back, and read when it is not as it should be."""

import ast

import pytest

from autograder.errors import InputError
from autograder.model.quiz import Option, Question, Quiz
from autograder.store.quiz_answers import QuizAnswers, quiz_file, read_quiz_answers, reordered

QUIZ = Quiz(
    tuple(
        Question(f"q{number:02}", f"What is {number}? " * 12, tuple(Option(f"{word} {number}") for word in "wxyz"))
        for number in (1, 2, 3)
    )
)


@pytest.mark.parametrize("order", ["", "ada", 'o"d\\d', "Łukasz'"])
def test_what_is_written_is_read_back(order: str) -> None:
    """Order and letters survive the file, whatever the student is called."""
    answers = QuizAnswers(order, {"q01": "b", "q03": "d"})
    text = quiz_file(QUIZ, answers)
    ast.parse(text)
    assert read_quiz_answers(text, QUIZ) == answers
    assert max(len(line) for line in text.splitlines()) <= 120


def test_options_stand_in_the_file_as_their_letters_say() -> None:
    """The comments show the options in the order that the letters refer to."""
    first = QUIZ.questions[0].ordered("ada").options[0].text
    assert f"#   a  {first}\n" in quiz_file(QUIZ, QuizAnswers("ada"))


def test_letters_may_be_large_and_have_blanks() -> None:
    """`" B "` is b; an empty text is no answer and no problem."""
    read = read_quiz_answers('answers = {"q01": " B ", "q02": ""}', QUIZ)
    assert (read.letters, read.problems) == ({"q01": "b"}, ())


def test_unknown_questions_and_letters_are_reported() -> None:
    """What is no answer is told, one sentence each; the others count."""
    text = 'answers = {"q01": "a", "q9": "b", 7: "a", "q02": "e", "q03": 2, **{}}'.replace(", **{}", "")
    read = read_quiz_answers(text, QUIZ)
    assert read.letters == {"q01": "a"}
    assert read.problems == (
        "There is no question 'q9'.",
        "There is no question 7.",
        "q02: 'e' is no option, write one of a, b, c, d.",
        "q03: 2 is no option, write one of a, b, c, d.",
    )


def test_long_and_invisible_text_is_cut_and_spelt_out() -> None:
    """A problem shows no more than the beginning of what a student wrote, safe for a terminal."""
    read = read_quiz_answers(f'answers = {{"q01": "\\x1b[2J{"x" * 500}"}}', QUIZ)
    assert len(read.problems[0]) < 90 and "\x1b" not in read.problems[0]


def test_other_lines_are_not_looked_at_and_told() -> None:
    """Nothing in the file runs; a line that tries to answer in another way is named."""
    read = read_quiz_answers('answers = {"q01": "a"}\nanswers["q02"] = "b"\nraise SystemExit', QUIZ)
    assert read.letters == {"q01": "a"}
    assert read.problems == ("Line 2 is not looked at: only `answers` and `order` are.",)


def test_what_python_warns_of_is_not_printed(recwarn: pytest.WarningsRecorder) -> None:
    """A text with an odd backslash is read, and nothing of it reaches anybody's terminal."""
    assert read_quiz_answers('answers = {"q01": "\\q"}', QUIZ).problems
    assert not recwarn.list


@pytest.mark.parametrize(
    "text",
    [
        "", "answers = {", "answers = None", "answers = dict(q01='a')", "answers = {'q01': open('x')}", "print(1)",
        "answers: dict", "answers = {[]: 1}", "answers = " + "[" * 5000, "\0", "answers = {'q01': 'a'}\norder = 3",
        "answers = {'q01': " + "-" * 3000 + "1}", "a = answers = {}",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(text: str) -> None:
    """Anything else than a dict of plain text is told in a line with what to do, and never a traceback."""
    with pytest.raises(InputError) as error:
        read_quiz_answers(text, QUIZ)
    assert "\n" not in str(error.value) and error.value.hint


def test_changing_the_order_keeps_the_choices() -> None:
    """Letters written in one order become the letters of the same options in another one, and back."""
    before = QuizAnswers("", {"q01": "c", "q02": "a"})
    after = reordered(before, QUIZ, "ada")
    for question in QUIZ.questions[:2]:
        chosen = question.lettered()[before.letters[question.id]]
        assert question.ordered("ada").lettered()[after.letters[question.id]] == chosen
    assert reordered(after, QUIZ, "") == before
