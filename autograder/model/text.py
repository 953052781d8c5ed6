"""Text of unknown origin, made safe to show.

A name, a file name or an error text may hold anything: escape sequences that repaint a terminal, marks that turn the
reading direction around, halves of characters that no file can hold. Whatever is shown or written goes through here.
"""

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories: control, format (reading direction, zero width), half a character, line and paragraph end."""
_JOINERS = "\u200c\u200d"
"""Invisible too, but Persian, the scripts of India and emoji are misspelt without them."""


def one_line(text: str) -> str:
    r"""The text with everything invisible spelt out, as in `\x1b` or `\u202e`."""
    if text.isprintable():  # then it holds none of the hidden categories, and this is by far the quicker look
        return text
    return "".join(_escaped(character) if _hidden(character) else character for character in text)


def lines(text: str) -> list[str]:
    """The lines of the text, each safe to show; a tab counts as four blanks."""
    if text.replace("\n", "").isprintable():  # the quicker look, as above
        return text.split("\n")
    return [one_line(line) for line in text.replace("\r\n", "\n").expandtabs(4).split("\n")]


def counted(number: int, word: str) -> str:
    """So many of something: 1 day, 2 days."""
    return f"{number} {plural(number, word)}"


def plural(number: int, word: str) -> str:
    """The word for so many."""
    return word if number == 1 else f"{word}s"


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _JOINERS


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
