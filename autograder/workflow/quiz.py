"""A quiz, answered in the terminal: question by question, in the student's own order, each answer kept at once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.model.assignment import Kind
from autograder.model.quiz import Question, Quiz
from autograder.store.bundle import open_bundle
from autograder.store.notebook_answers import unpacked
from autograder.store.quiz_answers import QuizAnswers, quiz_file, read_quiz_answers, reordered
from autograder.workflow.submit import student_id
from autograder.workflow.writing import write_if_changed


@dataclass
class QuizSession:
    """A student's file of answers, as it is being filled in."""

    path: Path
    quiz: Quiz
    answers: QuizAnswers

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions as this student sees them."""
        return self.quiz.ordered(self.answers.order).questions

    def given(self, question: Question) -> str:
        """The letter that was answered; empty where none was."""
        return self.answers.letters.get(question.id, "")

    def answer(self, question: Question, letter: str) -> None:
        """Keeps an answer, in the file."""
        letters = {**self.answers.letters, question.id: letter}
        self.answers = QuizAnswers(self.answers.order, letters)
        self.save()

    def save(self) -> None:
        """Writes the file, with the options in this student's order."""
        write_if_changed(self.path, quiz_file(self.quiz, self.answers).encode())


def open_quiz(start: Path, target: str | None, student: str | None, ask: Callable[[], str] | None) -> QuizSession:
    """The quiz of the assignment around or below the folder, with the answers that are there already.

    The order of the options is this student's. Letters that were written by hand, in another order, become those of the
    same options.

    Raises:
        InputError: there is no quiz here, it is in a notebook, nobody says who the student is, or the file cannot be
            read.
    """
    bundle, exercises = open_bundle(start, target)
    exercise = next((exercise for exercise in exercises if exercise.kind is Kind.QUIZ), None)
    if exercise is None:
        raise InputError(f"There is no quiz in {target or bundle.assignment.slug}:", "see autograder status.")
    path, quiz = bundle.path(exercise), bundle.quiz(exercise)
    found = unpacked(bundle.own(), bundle.assignment)
    if not path.is_file() and exercise.file in found.files:  # a file beside it would be left out by who hands in that
        raise InputError(f"The quiz is in {found.notebook}:", "write the letters into its cell there.")
    before = read_quiz_answers(_text(path), quiz) if path.is_file() else QuizAnswers()
    if before.problems:
        raise InputError(f"{path.name}: {before.problems[0]}", "Correct it first, so that no answer is lost.")
    session = QuizSession(path, quiz, reordered(before, quiz, student_id(bundle, student, ask)))
    session.save()
    return session


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8 text:", "save it as UTF-8.") from None
