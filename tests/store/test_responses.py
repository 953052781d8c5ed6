"""Texts under headings, their words, and what is wanting of them."""

import pytest

from autograder.model.assignment import Prompt
from autograder.store.responses import FEWEST, MOST, sections, shortcoming, words

PROMPT = Prompt("hallucination")


def test_answers_stand_under_their_headings() -> None:
    """A heading needs its slug only; its level, blanks, line ends and other headings do not matter."""
    text = "# Your responses\n\n##hallucination\r\n\r\nOne.\n\n### An own heading\n\nTwo.\n\n# other: Title\nThree.\n"
    found = sections(text, ["hallucination", "other", "missing"])
    assert {slug: section.text for slug, section in found.items()} == {
        "hallucination": "One.\n\n### An own heading\n\nTwo.", "other": "Three.",
    }  # fmt: skip


def test_a_heading_that_comes_twice_loses_nothing() -> None:
    """Both texts count, in their order."""
    assert sections("## a: x\n\none\n\n## a: x\n\ntwo", ["a"])["a"].text == "one\n\ntwo"


def test_a_slug_is_a_whole_word() -> None:
    """`hallucinations` is another heading than `hallucination`."""
    assert sections("## hallucinations\n\ntext", ["hallucination"]) == {}


def test_words_hold_a_letter_or_a_digit() -> None:
    """Dashes, bullets and other marks between blanks are no words; hyphens divide none."""
    assert words("A well-known fact – or *two* – is\n\n- that: 3 × 4 = 12.") == 10
    assert words("") == words(" \n … – * ") == 0


@pytest.mark.parametrize(
    ("count", "complete"),
    [(0, False), (1, False), (FEWEST - 1, False), (FEWEST, True), (MOST, True), (MOST + 1, False)],
)
def test_an_answer_has_60_to_250_words(count: int, complete: bool) -> None:
    """The bounds themselves are fine."""
    assert (shortcoming(PROMPT, "word " * count) == "") is complete


def test_a_measurement_is_asked_for_where_the_prompt_says_so() -> None:
    """Any number will do: what it says is for a person to judge."""
    text = "word " * FEWEST
    asked = Prompt("architecture_choice", number=True)
    assert shortcoming(asked, text) == "Quote a number that you computed yourself."
    assert shortcoming(asked, f"{text} 4.2 GB") == shortcoming(PROMPT, text) == ""


def test_for_completion_anything_is_enough() -> None:
    """An exit ticket has no length; but it has to be there."""
    ticket = Prompt("exit_ticket", completion=True)
    assert shortcoming(ticket, "Attention!") == ""
    assert shortcoming(ticket, " \n") == "Not written yet."
