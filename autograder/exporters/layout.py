"""What stands where in a grade file that an LMS wrote."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from autograder.exporters.sheet import Key, Row, Scores
from autograder.exporters.table import Record, Table

OWN = ("id", "email", "name")
"""What everybody on the roster may be called by, beside the ids of systems."""
Places = dict[str, int | list[int]]
"""Where in the class those stand whom a name may mean; mostly that is one."""


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

    def places(self, rows: Sequence[Row]) -> Places:
        """Where in the class those stand whom a name in this column may mean."""
        known: Places = {}
        for source in self.sources:
            for at, given in enumerate(_given(rows, source)):
                if not given:
                    continue
                name = self.name(given)
                others = known.setdefault(name, at)
                if isinstance(others, list):
                    others.append(at)
                elif others != at:
                    known[name] = [others, at]
        return known


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
    """Where a record tells, and in which word, casefolded, that its grade cannot be changed."""


def _given(rows: Sequence[Row], source: str) -> Iterable[str | None]:
    """What each student is called there, if anything."""
    if source in OWN:
        return map(attrgetter(f"person.{source}"), rows)
    return [row.person.ids.get(source) for row in rows]


def called(record: Record, columns: Sequence[IdColumn]) -> tuple[Key, ...]:
    """What the record calls its student in these columns, as far as it does."""
    return tuple([(column.header, name) for column in columns if (name := column.name(record[column.at]))])


def read_scores(table: Table, layout: Layout) -> Scores:
    """The scores that stand in the file."""
    found: dict[Key, str] = {}
    for record in table.records():
        if not (layout.skipped and layout.skipped(record[0])):
            found |= dict.fromkeys(called(record, layout.ids), record[layout.score])
    return found
