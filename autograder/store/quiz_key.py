"""`solutions/ASSIGNMENT/EXERCISE.toml`: a quiz as its author writes it, with the key and every option explained."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from autograder.model.quiz import LETTERS, Option, Question, Quiz
from autograder.store.toml_file import Location, Table, read_toml

Text = Annotated[str, Field(min_length=1)]


class OptionTable(Table):
    """`[[question.option]]`."""

    text: Text
    says: Text
    right: bool = False


class QuestionTable(Table):
    """`[[question]]`."""

    id: Annotated[str, Field(pattern=r"^q\d\d$")]
    asks: Text
    option: Annotated[list[OptionTable], Field(min_length=2, max_length=len(LETTERS))]


class QuizTable(Table):
    """The whole file."""

    question: Annotated[list[QuestionTable], Field(min_length=1)]


def read_quiz_key(path: Path) -> Quiz:
    """The quiz with its key.

    Raises:
        InputError: all that is wrong with the file, one line each.
    """
    table = read_toml(path, QuizTable, _one_right_each)
    return Quiz(tuple(_question(each) for each in table.question))


def _question(table: QuestionTable) -> Question:
    options = (Option(one.text, one.says, one.right) for one in table.option)
    return Question(table.id, table.asks, tuple(options))


def _one_right_each(data: dict[str, Any]) -> Iterator[tuple[Location, str]]:
    tables = data.get("question")
    seen: set[str] = set()
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        options = table.get("option") if isinstance(table, dict) else None
        right = sum(bool(one.get("right")) for one in options) if isinstance(options, list) else 1
        if right != 1:
            yield ("question", index), f"{right} options are right, mark exactly one with `right = true`"
        if (name := str(table.get("id"))) in seen:
            yield ("question", index, "id"), f"`id` {name!r} is used twice, number the questions"
        seen.add(name)
