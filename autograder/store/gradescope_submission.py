"""`submission_metadata.json`: who handed in what an autograder on Gradescope is to grade, when, and when it was due.

Gradescope writes it, but its documentation calls it subject to change: whatever is missing or odd is taken for unknown.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Submitter:
    """One of those who handed it in together."""

    sid: str = ""
    email: str = ""
    number: str = ""
    """Gradescope's own id."""
    due: datetime | None = None
    """When it was due for them, extensions counted."""
    late_due: datetime | None = None
    """Until when Gradescope takes it late."""

    @property
    def id(self) -> str:
        """What the student is called here, as a roster taken in from Gradescope calls them: SID, or email."""
        return self.sid or self.email or self.number


@dataclass(frozen=True)
class Handed:
    """What Gradescope says of one submission."""

    id: str = ""
    at: datetime | None = None
    submitters: tuple[Submitter, ...] = ()


def read_handed(text: str) -> Handed:
    """What the file says; unknown is what it does not say as it should."""
    try:
        data = _table(json.loads(text))
    except (ValueError, RecursionError):
        return Handed()
    return Handed(_text(data.get("id")), _time(data.get("created_at")), tuple(_submitters(data)))


def _submitters(data: dict[str, Any]) -> Iterator[Submitter]:
    everybody = _table(data.get("assignment"))
    users = data.get("users")
    for user in map(_table, users if isinstance(users, list) else []):
        own = {key: value for key, value in _table(user.get("assignment")).items() if value is not None}
        dates = {**everybody, **own}
        yield Submitter(
            _text(user.get("sid")), _text(user.get("email")), _text(user.get("id")),
            _time(dates.get("due_date")), _time(dates.get("late_due_date")),
        )  # fmt: skip


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _time(value: Any) -> datetime | None:
    """A time with its zone, as in 2018-07-01T14:22:32.365935-07:00; without one it could be any hour of the day."""
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC) if time.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None
