"""Cells that nothing computes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exporters.cells import all_guarded, guarded, is_formula, to_csv


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/c calc'!A0", " =1+1", "\u00a0=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "x;=1"],
)  # fmt: skip
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    """OWASP's list, with blanks before it, in full width, and after a semicolon."""
    assert is_formula(text)
    assert not is_formula(guarded(text))


@pytest.mark.parametrize("text", ["Ada", "3.5", "-2", "+49", "a=b", "Smith-Jones", "x@example.org", ""])
def test_plain_text_and_numbers_stay_as_they_are(text: str) -> None:
    """Guarding is not done where it does not help."""
    assert guarded(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_a_guarded_cell_is_one_harmless_line(text: str) -> None:
    """Whatever it holds, it can be written and starts no computation."""
    cell = guarded(text)
    assert not is_formula(cell)
    assert "\n" not in to_csv([[cell, "x"]]).decode().removesuffix("\r\n")


@given(st.lists(st.sampled_from(["=1", ";", " ", "-2", "\u202e", "Ada"]) | st.text(max_size=4), max_size=4))
def test_texts_guarded_together_are_as_each_alone(texts: list[str]) -> None:
    """However they would read side by side."""
    assert list(all_guarded(texts)) == [guarded(text) for text in texts]
