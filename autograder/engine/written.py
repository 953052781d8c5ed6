"""What students write rather than program, letters and words: it is read as text, and nothing of it ever runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.model.quiz import Question, Quiz
from autograder.model.result import Diagnosis, ExerciseResult, Outcome, TestResult
from autograder.store.quiz_answers import QuizAnswers, read_quiz_answers
from autograder.store.responses import answered, sections, shortcoming, words

MAX_BYTES = 1 << 18
"""Of one file."""


def judge_written(
    assignment: Assignment, exercise: Exercise, data: bytes | None, keys: Mapping[str, Quiz]
) -> ExerciseResult:
    """The result of a quiz, by its key, or of free responses."""
    return _read(assignment, exercise, data, lambda text: _judge_quiz(exercise, keys[exercise.slug], text))


def check_written(
    assignment: Assignment, exercise: Exercise, data: bytes | None, quizzes: Mapping[str, Quiz]
) -> ExerciseResult:
    """Whether all is answered, and can be read: what a student can know without a key or a reader."""
    return replace(
        _read(assignment, exercise, data, lambda text: _check_quiz(exercise, quizzes[exercise.slug], text)),
        max_points=0,
    )


def _read(
    assignment: Assignment, exercise: Exercise, data: bytes | None, quiz: Callable[[str], ExerciseResult]
) -> ExerciseResult:
    if data is None:
        says = f"There is no {exercise.file}."
        return ExerciseResult(exercise.slug, Outcome.NOT_ATTEMPTED, 0, exercise.points, says)
    try:
        text = _text(data)
        return quiz(text) if exercise.kind is Kind.QUIZ else _judge_responses(assignment, exercise, text)
    except InputError as error:
        return ExerciseResult(exercise.slug, Outcome.ERROR, 0, exercise.points, f"{exercise.file}: {error}")


def _judge_quiz(exercise: Exercise, key: Quiz, text: str) -> ExerciseResult:
    """Each question is worth the same; of a wrong answer the explanation is a diagnosis, of a right one a message."""
    answers = read_quiz_answers(text, key)
    worth = exercise.points // len(key.questions)
    questions = key.ordered(answers.order).questions
    tests = tuple(_question_result(question, answers, worth) for question in questions)
    return ExerciseResult(
        exercise.slug, _outcome(tests), sum(test.points for test in tests), exercise.points,
        message="\n".join(answers.problems), diagnosis=tuple(_wrong_choices(questions, answers)), tests=tests,
    )  # fmt: skip


def _check_quiz(exercise: Exercise, quiz: Quiz, text: str) -> ExerciseResult:
    """Whether every question has an answer that can be read; which are right, nobody knows here."""
    answers = read_quiz_answers(text, quiz)
    tests = tuple(
        TestResult(question.id, f"{question.id}: {question.asks}", _given(question, answers), 0, 0)
        for question in quiz.questions
    )
    left = sum(test.outcome is not Outcome.PASSED for test in tests)
    says = f"{left} of {len(tests)} questions have no answer yet." if left else "All questions are answered."
    message = "\n".join([*answers.problems, f"{says} Which answers are right, you learn when they are graded."])
    return ExerciseResult(exercise.slug, _outcome(tests), 0, 0, message, tests=tests)


def _judge_responses(assignment: Assignment, exercise: Exercise, text: str) -> ExerciseResult:
    """Whether there is something for a person to read, and whether it is as long as asked; never what it says."""
    found = sections(text, assignment.headings)
    tests = tuple(_prompt_result(prompt, answer) for prompt, answer in answered(exercise.prompts, found))
    if all(test.outcome is Outcome.NOT_ATTEMPTED for test in tests):
        return ExerciseResult(exercise.slug, Outcome.NOT_ATTEMPTED, 0, exercise.points, tests=tests)
    return ExerciseResult(exercise.slug, Outcome.TO_REVIEW, 0, exercise.points, tests=tests)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES >> 10} KiB:", "hand in your own words only.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"it is not UTF-8 text (byte {error.start + 1}):", "save it as UTF-8.") from None


def _outcome(tests: tuple[TestResult, ...]) -> Outcome:
    found = {test.outcome for test in tests}
    return found.pop() if len(found) == 1 else Outcome.FAILED


def _given(question: Question, answers: QuizAnswers) -> Outcome:
    return Outcome.PASSED if question.id in answers.letters else Outcome.NOT_ATTEMPTED


def _question_result(question: Question, answers: QuizAnswers, worth: int) -> TestResult:
    letter = answers.letters.get(question.id, "")
    outcome = Outcome.PASSED if letter == question.right else Outcome.FAILED if letter else Outcome.NOT_ATTEMPTED
    right = outcome is Outcome.PASSED
    says = question.lettered()[letter].says if right else ""
    return TestResult(question.id, f"{question.id}: {question.asks}", outcome, worth if right else 0, worth, says)


def _wrong_choices(questions: tuple[Question, ...], answers: QuizAnswers) -> Iterator[Diagnosis]:
    """Every wrong option is a misconception, named by its text, since its letter differs from student to student."""
    for question in questions:
        letter = answers.letters.get(question.id, "")
        if letter and letter != question.right:
            option = question.lettered()[letter]
            yield Diagnosis(question.id, f"{question.id}, “{option.text}” {option.says}")


def _prompt_result(prompt: Prompt, answer: str) -> TestResult:
    lacks = shortcoming(prompt, answer)
    count = words(answer)
    outcome = Outcome.NOT_ATTEMPTED if not count else Outcome.FAILED if lacks else Outcome.PASSED
    message = lacks if count else ""
    length = f", {count} word{'' if count == 1 else 's'}" if count else ""
    says = f"There is an answer under `{prompt.slug}`{length}."
    return TestResult(prompt.slug, says, outcome, 0, 0, message)
