"""How late something was handed in, in words."""

from datetime import datetime


def lateness(at: datetime | None, due: datetime | None) -> str:
    """How long after the due date it was; empty if it was in time, or if one of the two is not known."""
    if at is None or due is None or at <= due:
        return ""
    minutes = int((at - due).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days} d {hours} h {minutes % 60} min after the due date"
