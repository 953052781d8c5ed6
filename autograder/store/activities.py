"""What the in-class activities are played with: the cards of balderdash, the sentences of the sentence game."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from autograder.errors import InputError
from autograder.store.course import Course
from autograder.store.toml_file import Table, read_toml

Text = Annotated[str, Field(min_length=1)]
DECK, SENTENCES, ORDERS = "balderdash.toml", "sentence_game.toml", "importance.json"


class CardTable(Table):
    """`[[card]]` of the deck."""

    question: Text
    answer: Text
    truth: Text | None = None


class DeckTable(Table):
    """The deck."""

    card: Annotated[list[CardTable], Field(min_length=1)]


class SentenceTable(Table):
    """`[[sentence]]` of the sentence game."""

    words: Text
    look_for: Text


class SentencesTable(Table):
    """The sentence game."""

    sentence: Annotated[list[SentenceTable], Field(min_length=1)]


@dataclass(frozen=True)
class Card:
    """A question, and what the card calls true."""

    question: str
    answer: str
    truth: str | None
    """What is really so, where the card is wrong on purpose."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the game."""

    words: tuple[str, ...]
    order: tuple[str, ...]
    """The same words in the order of importance that a tiny attention model gives them."""
    look_for: str
    """What the instructor may ask about it."""


@dataclass(frozen=True)
class Activities:
    """Both activities, with the guides for those who run them, in Markdown."""

    cards: tuple[Card, ...]
    sentences: tuple[Sentence, ...]
    balderdash_guide: str
    sentence_guide: str


def load_activities(course: Course) -> Activities:
    """The course's activities.

    Raises:
        InputError: a file is missing or wrong, or a sentence has no order of importance.
    """
    keys, guides = course.root / "solutions" / "activities", course.root / "assignments" / "activities"
    deck = read_toml(keys / DECK, DeckTable)
    orders = _orders(keys / ORDERS)
    sentences = (_sentence(entry, orders, keys) for entry in read_toml(keys / SENTENCES, SentencesTable).sentence)
    return Activities(
        tuple(Card(card.question, card.answer, card.truth) for card in deck.card),
        tuple(sentences),
        _text(guides / "balderdash.md"),
        _text(guides / "sentence_game.md"),
    )


def _sentence(entry: SentenceTable, orders: dict[str, list[str]], keys: Path) -> Sentence:
    words, order = entry.words.split(), orders.get(entry.words, [])
    if sorted(order) != sorted(words):
        raise InputError(f"{keys / ORDERS} has no order of {entry.words!r}:", "run tiny_attention.py beside it.")
    return Sentence(tuple(words), tuple(order), entry.look_for)


def _orders(path: Path) -> dict[str, list[str]]:
    try:
        return dict(json.loads(_text(path)))
    except (ValueError, TypeError):
        raise InputError(f"{path} is no JSON of sentences and orders:", "run tiny_attention.py beside it.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}):", "check that it is there.") from None
