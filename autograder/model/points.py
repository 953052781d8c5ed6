"""Points, exactly: whole hundredths of a point, so that sums never round."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

Points = int
"""Hundredths of a point."""


@lru_cache(4096, typed=True)
def from_number(value: int | float | str) -> Points:
    """Hundredths for a number of points as people write it.

    Raises:
        ValueError: the number has more than two decimals.
    """
    hundredths = Decimal(str(value)) * 100
    if hundredths != hundredths.to_integral_value():
        raise ValueError(f"{value} points: at most two decimals")
    return int(hundredths)


@lru_cache(4096)
def to_number(points: Points) -> int | float:
    """The number of points as it stands in files: whole when it is whole."""
    whole, rest = divmod(points, 100)
    return whole if rest == 0 else points / 100


@lru_cache(4096)
def text(points: Points) -> str:
    """The number of points as people read it: 3, 2.5, 0.25."""
    return f"{to_number(points):g}" if points % 100 == 0 else f"{points / 100:.2f}".rstrip("0")


def in_words(points: Points) -> str:
    """The number with its noun: 1 point, 2.5 points."""
    return f"{text(points)} {'point' if points == 100 else 'points'}"


def total(points: Iterable[Points]) -> Points:
    """The exact sum."""
    return sum(points)
