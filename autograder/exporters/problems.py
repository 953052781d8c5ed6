"""What an instructor should know before a grade file goes to an LMS."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that needs a person, found before the LMS would trip over it."""

    row: str
    """The student's id; empty for the file as a whole."""
    column: str
    what: str
    todo: str
