"""Text of unknown origin."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from autograder.model.text import lines, one_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_plain_and_foreign_words_stay_as_they_are() -> None:
    """Names are not mangled for being foreign."""
    for name in ("Ada Lovelace", "Émile Borel", "محمد بن موسى", "می\u200cخواهم", "吴文俊"):
        assert one_line(name) == name


def test_escape_sequences_are_spelt_out() -> None:
    """A name cannot clear the screen or set the title of a terminal."""
    assert one_line("a\x1b[2J\x1b]0;root\x07") == r"a\x1b[2J\x1b]0;root\x07"


def test_marks_that_turn_the_reading_direction_are_spelt_out() -> None:
    """`txt.exe` cannot be shown as `exe.txt`."""
    assert one_line("\u202etxt.exe\u2066") == r"\u202etxt.exe\u2066"


def test_half_characters_survive_as_text() -> None:
    """A lone surrogate can be written to a file."""
    assert one_line("\ud800x").encode() == rb"\ud800x"


def test_line_ends_of_all_kinds_are_spelt_out_on_one_line() -> None:
    """Nothing can start a line of its own."""
    assert one_line("a\nb\rc\u2028d\x85e") == r"a\nb\rc\u2028d\x85e"


def test_lines_are_kept_apart_and_tabs_become_blanks() -> None:
    """Messages may have lines, with either line end."""
    assert lines("a\r\n\tb\nc\rd") == ["a", "    b", r"c\rd"]


@given(ANY_TEXT)
def test_nothing_invisible_is_left(text: str) -> None:
    """Whatever the text, each of its lines is printable and can be encoded."""
    for line in [one_line(text), *lines(text)]:
        line.encode()
        assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in line)
        assert not any(unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI") for c in line)


@given(ANY_TEXT)
def test_safe_text_is_left_alone(text: str) -> None:
    """Escaping twice changes nothing more."""
    assert one_line(one_line(text)) == one_line(text)
