"""What an instructor should know before a grade file goes to an LMS."""

from dataclasses import dataclass

from autograder.model.text import one_line


@dataclass(frozen=True)
class Problem:
    """One thing that needs a person, found before the LMS would trip over it."""

    row: str
    """The student's id; empty for the file as a whole."""
    column: str
    what: str
    todo: str

    def __str__(self) -> str:
        """One line, safe to show."""
        where = " ".join(part for part in (self.row, self.column) if part)
        return one_line(f"{where}: {self.what}: {self.todo}." if where else f"{self.what}: {self.todo}.")
