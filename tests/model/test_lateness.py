"""How late it was, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from autograder.model.lateness import lateness

DUE = datetime(2026, 12, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=-1), ""),
        (timedelta(seconds=59), "0 d 0 h 0 min after the due date"),
        (timedelta(days=2, hours=3, minutes=4), "2 d 3 h 4 min after the due date"),
    ],
)
def test_days_hours_and_minutes_are_told(after: timedelta, says: str) -> None:
    """On time is not late, a second later is."""
    assert lateness(DUE + after, DUE) == says


def test_nobody_is_late_without_a_date() -> None:
    """Where the time or the date is not known, nothing is said."""
    assert lateness(None, DUE) == lateness(DUE, None) == ""
