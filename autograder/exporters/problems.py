"""What an instructor should know before a grade file goes to an LMS."""

from dataclasses import dataclass

from autograder.model.text import one_line


@dataclass(frozen=True)
class Problem:
    """One thing that a person should know, found before the LMS would trip over it."""

    trap: str
    """Its name, as docs/lms.md lists them: `no-id`, `over-max`."""
    row: str
    """The student's id, or the line of a template; empty for the file as a whole."""
    column: str
    what: str
    todo: str
    note: bool = False
    """Nothing is wrong: the file says less than we know, or somebody is not in it for a good reason."""

    def __str__(self) -> str:
        """One line, safe to show."""
        where = " ".join(part for part in (self.row, self.column) if part) or "the file"
        return one_line(f"{self.trap}: {where}: {self.what}: {self.todo}.")
