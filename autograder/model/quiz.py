"""A quiz: questions with options, and the order in which each student sees them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    text: str
    says: str = ""
    """Why it is right or wrong; students have it only in their feedback."""
    right: bool = False


@dataclass(frozen=True)
class Question:
    """One question; each option has the letter of its place."""

    id: str
    asks: str
    options: tuple[Option, ...]

    def ordered(self, order: str) -> "Question":
        """The question with its options as somebody with that order sees them; without one, as they were written.

        Only the places are shuffled, by a hash: rewording an option changes nobody's letters.
        """
        if not order:
            return self
        places = sorted(range(len(self.options)), key=lambda place: _digest(f"{order}\0{self.id}\0{place}"))
        return replace(self, options=tuple(self.options[place] for place in places))

    def lettered(self) -> dict[str, Option]:
        """Letter to option."""
        return dict(zip(LETTERS, self.options, strict=False))

    @property
    def right(self) -> str:
        """The right letter; empty where there is no key."""
        return next((letter for letter, option in self.lettered().items() if option.right), "")


@dataclass(frozen=True)
class Quiz:
    """The questions, with the key or without."""

    questions: tuple[Question, ...]

    def ordered(self, order: str) -> "Quiz":
        """All questions as somebody with that order sees them."""
        return Quiz(tuple(question.ordered(order) for question in self.questions))

    def to_public(self) -> dict[str, Any]:
        """What students get: no key, no explanations."""
        return {
            "questions": [
                {"id": each.id, "asks": each.asks, "options": [option.text for option in each.options]}
                for each in self.questions
            ]
        }

    @classmethod
    def from_public(cls, data: Mapping[str, Any]) -> "Quiz":
        """The quiz without its key."""
        return cls(
            tuple(Question(each["id"], each["asks"], tuple(map(Option, each["options"]))) for each in data["questions"])
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
