"""Who would get another score than they have, and from what to what."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from autograder.exporters.sheet import Scores, Sheet
from autograder.model.text import one_line

SMALLEST = Decimal("0.005")
"""Canvas calls less than this no change, and no score of ours differs by less."""


@dataclass(frozen=True)
class Change:
    """One student's."""

    student: str
    before: str
    after: str

    def __str__(self) -> str:
        """One line, safe to show."""
        return one_line(f"{self.student}: {self.before.strip() or 'nothing'} -> {self.after or 'nothing'}")


def changes(sheet: Sheet, before: Scores) -> Iterator[Change]:
    """Those whose score differs from the one in an earlier file, or who are not in it."""
    for entry in sheet.entries:
        was = next((before[key] for key in entry.keys if key in before), "")
        if not _same(was, entry.value):
            yield Change(entry.student, was, entry.value)


def _same(one: str, other: str) -> bool:
    if one.strip() == other:
        return True
    try:
        return abs(Decimal(one.strip().replace(",", ".")) - Decimal(other)) < SMALLEST
    except InvalidOperation:
        return False
