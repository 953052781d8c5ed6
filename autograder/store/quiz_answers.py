"""A student's answers to a quiz: a Python file that is read as text and never run.

It holds `answers = {"q01": "b", …}`, and `order`, the order of the options that these letters refer to.
"""

import ast
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.errors import InputError
from autograder.model.quiz import Question, Quiz
from autograder.model.text import one_line

WIDTH = 116
SHOWN = 20
"""Characters of a student's own text in a message."""
HEAD = '''"""A quiz: {count} questions, one letter for each.

Write the letters here, between the quotation marks, or run `autograder quiz` to be asked in the terminal; it
writes them here for you, with the options in an order of your own. An answer left empty costs what a wrong one
costs.
"""

order = {order!r}  # the order of the options below; the letters refer to it, so leave it as it is

answers = {{
'''


@dataclass(frozen=True)
class QuizAnswers:
    """What a file says."""

    order: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Question to letter, in small letters; those left empty are not in it."""
    problems: tuple[str, ...] = ()
    """What could not be taken for an answer, one sentence each."""


def read_quiz_answers(text: str, quiz: Quiz) -> QuizAnswers:
    """The answers in a file's text.

    Raises:
        InputError: there are none that could be read.
    """
    found: dict[str, object] = {}
    ignored: list[str] = []
    for node in _parsed(text).body:
        name = _assigned(node)
        if name in ("answers", "order"):
            found[name] = _literal(node)
        elif not isinstance(node, ast.Expr):
            ignored.append(f"Line {node.lineno} is not looked at: only `answers` and `order` are.")
    answers = found.get("answers")
    if not isinstance(answers, dict):
        raise InputError('There is no `answers = {"q01": "a", …}` to be read:', "write letters in quotation marks.")
    order = found.get("order", "")
    letters, problems = _sorted_out(answers, quiz)
    if not isinstance(order, str):
        raise InputError("`order` is no text in quotation marks:", "put back what was there.")
    return QuizAnswers(order, letters, (*problems, *ignored[:1]))


def quiz_file(quiz: Quiz, answers: QuizAnswers) -> str:
    """The file with these answers, each question and its options above its letter."""
    head = HEAD.format(count=len(quiz.questions), order=answers.order).replace("order = ''", 'order = ""')
    blocks = (_block(each, answers.letters.get(each.id, "")) for each in quiz.ordered(answers.order).questions)
    return head + "\n".join(blocks) + "}\n"


def reordered(answers: QuizAnswers, quiz: Quiz, order: str) -> QuizAnswers:
    """The same choices in the letters of another order."""
    letters = {}
    for question in quiz.questions:
        if letter := answers.letters.get(question.id):
            chosen = question.ordered(answers.order).lettered()[letter]
            lettered = question.ordered(order).lettered()
            letters[question.id] = next(other for other, option in lettered.items() if option is chosen)
    return QuizAnswers(order, letters)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):  # they would be printed, with the student's text
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError("Python cannot read this file:", "is a quotation mark or a comma missing?") from None


def _assigned(node: ast.stmt) -> str:
    """The name that a statement gives a value, if it does no more than that."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""


def _literal(node: ast.stmt) -> object:
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    try:
        return ast.literal_eval(value) if value else None
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _sorted_out(answers: Mapping[object, object], quiz: Quiz) -> tuple[dict[str, str], list[str]]:
    """The letters that are answers, and a sentence for each thing that is none."""
    known = {question.id: question for question in quiz.questions}
    letters, problems = {}, []
    for key, answer in answers.items():
        question = known.get(key) if isinstance(key, str) else None
        letter = answer.strip().lower() if isinstance(answer, str) else None
        if question is None:
            problems.append(f"There is no question {_shown(key)}.")
        elif letter and letter in question.lettered():
            letters[question.id] = letter
        elif letter != "":
            options = ", ".join(question.lettered())
            problems.append(f"{question.id}: {_shown(answer)} is no option, write one of {options}.")
    return letters, problems[:SHOWN]


def _shown(thing: object) -> str:
    text = one_line(repr(thing))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _block(question: Question, letter: str) -> str:
    lines = [*_comment(question.id, question.asks)]
    for name, option in question.lettered().items():
        lines += _comment(f"  {name}", option.text)
    return "\n".join([*lines, f'    "{question.id}": "{letter}",', ""])


def _comment(label: str, text: str) -> Iterator[str]:
    start = f"    # {label:<5}"
    yield from textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent="    #" + " " * (len(start) - 5))
