"""What stands where in a grade file that an LMS wrote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.exporters.sheet import Key, Row, Scores
from autograder.exporters.table import Span, Table

OWN = ("id", "email", "name")
"""What everybody on the roster may be called by, beside the ids of systems."""


@dataclass(frozen=True)
class IdColumn:
    """A column that names the student."""

    at: int
    header: str
    sources: tuple[str, ...]
    """Keys of `Person.ids`, or what is `OWN`: all that may stand there for a person."""
    fold: bool = False
    """Whether the LMS takes capital and small letters for the same."""
    prefix: str = ""
    """What may stand before the id and is none of it."""

    def name(self, cell: str) -> str:
        """What a cell calls the student, as names are compared."""
        name = cell.strip().removeprefix(self.prefix)
        return name.casefold() if self.fold else name

    def names(self, row: Row) -> Iterator[str]:
        """All that the student may be called in this column."""
        person = row.person
        for source in self.sources:
            name = getattr(person, source) if source in OWN else person.ids.get(source)
            if name:
                yield self.name(name)


@dataclass(frozen=True)
class Layout:
    """What stands where in a file of one format, as its header says."""

    ids: tuple[IdColumn, ...]
    """All of them have to mean the same student."""
    score: int
    title: str
    """The header of the scores."""
    names: tuple[IdColumn, ...] = ()
    """What finds a student where no id does."""
    max_points: str = ""
    """The most points as the header tells, if it does."""
    comment: int | None = None
    comment_text: Callable[[str], str] = str
    also: tuple[tuple[int, str], ...] = ()
    """What else is written beside a comment."""
    excused: str = ""
    """What is written for somebody who is excused."""
    skipped: Callable[[str], bool] | None = None
    """Whether a record is nobody's, by its first cell; None if there are no such records."""
    record_max: int | None = None
    """Where a record tells the most points."""
    locked: tuple[int, str] | None = None
    """Where a record tells, and in which word, that its grade cannot be changed."""


class Cells:
    """The cells of one record; what is not there is empty."""

    def __init__(self, table: Table, spans: Sequence[Span]) -> None:
        self._table = table
        self.spans = spans

    def __getitem__(self, at: int) -> str:
        return self._table.cell(self.spans[at]) if at < len(self.spans) else ""

    def keys(self, columns: Sequence[IdColumn]) -> tuple[Key, ...]:
        """What the record calls its student in these columns, as far as it does."""
        found = ((column.header, column.name(self[column.at])) for column in columns)
        return tuple(key for key in found if key[1])


def read_scores(table: Table, layout: Layout) -> Scores:
    """The scores that stand in the file."""
    found: dict[Key, str] = {}
    for _, spans in table.records():
        cells = Cells(table, spans)
        if not (layout.skipped and layout.skipped(cells[0])):
            found |= dict.fromkeys(cells.keys(layout.ids), cells[layout.score])
    return found
