"""A file of cells that somebody else wrote, read so that single cells can be changed and every other byte stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import InputError

UTF16 = b"\xff\xfe"
"""How Blackboard's downloads begin."""
DELIMITERS = ",\t;"
END = r"(\r\n|\n|\r|\Z)"
NEEDS_QUOTES = re.compile('["\r\n]')


class Record:
    """The cells of one line; one that is not there is empty."""

    __slots__ = ("_cells", "_end", "delimiter", "number")

    def __init__(self, number: int, cells: Sequence[str], delimiter: str, end: str) -> None:
        """The cells as they are written, quotes included, and the end of the line."""
        self.number, self.delimiter = number, delimiter
        self._cells, self._end = cells, end

    def __len__(self) -> int:
        return len(self._cells)

    def __getitem__(self, at: int) -> str:
        try:
            cell = self._cells[at]
        except IndexError:
            return ""
        return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell

    def changed(self, values: Mapping[int, str]) -> str:
        """How it is written with other values in some of its cells."""
        cells = [*self._cells]
        for at, value in values.items():
            cells[at] = _in_cell(value, cells[at], self.delimiter)
        return self.delimiter.join(cells) + self._end


@dataclass(frozen=True)
class Table:
    """The file's text; its mark at the beginning, if it has one, is part of it."""

    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    body: int
    """Where the second record begins."""

    def records(self) -> Iterator[Record]:
        """All records below the header, which has number 1.

        Raises:
            InputError: the quotes of a cell do not fit.
        """
        return _records(self.text, self.delimiter, self.body, 2, len(self.header))

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
    heads = [head for delimiter in DELIMITERS if (head := _head(text, delimiter, start))]
    if not heads:
        raise InputError("The file has no first line of cells:", "download it again.")
    head = max(heads, key=len)
    header = tuple(head[at].strip() for at in range(len(head)))
    return Table(text, encoding, head.delimiter, header, start + len(head.changed({})))


def _head(text: str, delimiter: str, start: int) -> Record | None:
    """The first record, if it can be one with this delimiter."""
    try:
        return next(_records(text, delimiter, start, 1), None)
    except InputError:
        return None


def _records(text: str, delimiter: str, at: int, number: int, width: int = 1) -> Iterator[Record]:
    """The records from there on; those of as many cells as `width` are read by far the quicker."""
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{delimiter}\r\n][^{delimiter}\r\n]*+|)'
    usual = re.compile(delimiter.join([f"({cell})"] * width) + END)
    record = re.compile(f"((?:{cell}{delimiter})*+{cell}){END}")
    every = re.compile(rf"(?:\A|{delimiter})({cell})")
    while at < len(text):
        if match := usual.match(text, at):
            *cells, end = match.groups()
        elif match := record.match(text, at):
            cells, end = every.findall(match[1]), match[2]
        else:
            raise InputError(f"Row {number} of the file has a quote out of place:", "take it as the LMS gives it.")
        yield Record(number, cells, delimiter, end)
        at, number = match.end(), number + 1


def _in_cell(value: str, was: str, delimiter: str) -> str:
    """The value as it stands in the file, in quotes where it needs them or what stood there had them."""
    if was[:1] == '"' or delimiter in value or NEEDS_QUOTES.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value
