"""A file of cells that somebody else wrote, read so that single cells can be changed and every other byte stays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.errors import InputError

UTF16 = b"\xff\xfe"
"""How Blackboard's downloads begin."""
DELIMITERS = ",\t;"
Span = tuple[int, int]
"""Where a cell stands in the text, its quotes included."""


@dataclass(frozen=True)
class Table:
    """The file's text; its mark at the beginning, if it has one, is part of it."""

    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    body: int
    """Where the second record begins."""

    def records(self) -> Iterator[tuple[int, Sequence[Span]]]:
        """All records below the header, each with its number; the header is 1.

        Raises:
            InputError: the quotes of a cell do not fit.
        """
        return _records(self.text, self.delimiter, self.body, 2)

    def cell(self, span: Span) -> str:
        """What a cell says."""
        return _unquoted(self.text[span[0] : span[1]])

    def bytes(self, text: str) -> bytes:
        """A changed text, in the encoding that the file has."""
        return text.encode(self.encoding)


def read_table(data: bytes) -> Table:
    """The file as a table; the delimiter is the one that makes most cells of the first line.

    Raises:
        InputError: it is no text, or empty.
    """
    encoding = "utf-16-le" if data.startswith(UTF16) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise InputError("The file is no text in UTF-8 or UTF-16:", "take it as the LMS gives it.") from None
    start = 1 if text.startswith("\ufeff") else 0
    heads = {delimiter: _head(text, delimiter, start) for delimiter in DELIMITERS}
    delimiter, head = max(heads.items(), key=lambda item: len(item[1]))
    if not head:
        raise InputError("The file has no first line of cells:", "download it again.")
    header = tuple(_unquoted(text[begin:end]).strip() for begin, end in head)
    return Table(text, encoding, delimiter, header, line_end(text, head[-1][1]))


def in_cell(value: str, was: str, delimiter: str) -> str:
    """The value as it stands in the file, in quotes where it needs them or what stood there had them."""
    if was.startswith('"') or any(character in value for character in f'"\r\n{delimiter}'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _head(text: str, delimiter: str, start: int) -> Sequence[Span]:
    """The first record, if it can be one with this delimiter."""
    try:
        return next(_records(text, delimiter, start, 1), (0, ()))[1]
    except InputError:
        return ()


def _records(text: str, delimiter: str, at: int, number: int) -> Iterator[tuple[int, Sequence[Span]]]:
    field = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^"{delimiter}\r\n][^{delimiter}\r\n]*|)({delimiter}|\r\n|\n|\r|\Z)')
    end = len(text)
    spans: list[Span] = []
    while at < end or spans:
        match = field.match(text, at)
        if match is None:
            raise InputError(f"Row {number} of the file has a quote out of place:", "take it as the LMS gives it.")
        spans.append(match.span(1))
        at = match.end()
        if match[2] != delimiter:
            yield number, spans
            spans = []
            number += 1


def line_end(text: str, at: int) -> int:
    """The place after the end of a line, or of the text."""
    return min(len(text), at + (2 if text.startswith("\r\n", at) else 1))


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
