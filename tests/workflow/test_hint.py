"""Hints come one at a time."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.workflow.hint import hint

HINTS = ["What is twice a number?", "One number in, one number out.", "Add the number to itself."]


def test_each_time_shows_the_next_hint_and_then_the_last_again(mini_bundle: Path) -> None:
    """Four times asking gives the three hints in order, and the third once more."""
    shown = [hint(mini_bundle, "double") for _ in range(4)]
    assert [text for hints in shown for text in hints.texts] == [*HINTS, HINTS[-1]]
    assert [hints.first for hints in shown] == [1, 2, 3, 3]


def test_exercises_count_for_themselves(mini_bundle: Path) -> None:
    """A hint for one exercise uses up none of another."""
    hint(mini_bundle, "double")
    assert hint(mini_bundle, "Tally").first == 1


def test_all_hints_at_once(mini_bundle: Path) -> None:
    """All hints come from the first on, whatever was shown before."""
    hint(mini_bundle, "double")
    assert hint(mini_bundle, "double", everything=True).texts == tuple(HINTS)
    assert hint(mini_bundle, "double").first == 3


def test_a_hint_needs_one_exercise(mini_bundle: Path) -> None:
    """An assignment's name is answered with its exercises."""
    with pytest.raises(InputError, match="name one of its exercises: double, Tally"):
        hint(mini_bundle, "counting")
