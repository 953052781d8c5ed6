"""A course: the folder with `course.toml`, and where everything lies in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from autograder.errors import InputError
from autograder.store.toml_file import Table, read_toml

COURSE_FILE = "course.toml"
SQLITE = "sqlite:///"


class CourseTable(Table):
    """`course.toml`."""

    title: str = Field(min_length=1)
    assignments: list[str] = Field(default_factory=list)
    database_url: str = f"{SQLITE}gradebook.sqlite3"
    seeds: dict[str, int] = Field(default_factory=dict)
    """Assignment to seed, where a course was made to grade elsewhere: with the same inputs, but without the secret."""


@dataclass(frozen=True)
class Course:
    """One course on disk."""

    root: Path
    title: str
    database_url: str
    """Where the gradebook is, as an SQLAlchemy URL."""
    slugs: tuple[str, ...] = ()
    """The assignments that `course.toml` names, written already or not."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    """Of assignments whose seed is given, instead of derived from the secret."""

    @property
    def given(self) -> Path:
        """Helper modules that any assignment may import."""
        return self.root / "assignments" / "given"

    @property
    def submissions(self) -> Path:
        """What was received, unchanged."""
        return self.root / "submissions"

    @property
    def feedback(self) -> Path:
        """Feedback pages."""
        return self.root / "feedback"

    def assignment_folder(self, slug: str) -> Path:
        """Manifest, handout and public checks."""
        return self.root / "assignments" / slug

    def solution_folder(self, slug: str) -> Path:
        """Reference solutions and variants."""
        return self.root / "solutions" / slug

    def stub_folder(self, slug: str) -> Path:
        """What students start from, derived from the solutions."""
        return self.root / "student_stubs" / slug

    def suite_folder(self, slug: str) -> Path:
        """Hidden tests."""
        return self.root / "autograder" / "suites" / slug

    def assignment_slugs(self) -> list[str]:
        """The assignments that have a manifest, in course order."""
        return [slug for slug in self.slugs if (self.assignment_folder(slug) / "assignment.toml").is_file()]

    def secret(self) -> str:
        """The course secret that seeds are derived from, made on first use; readable by its owner only."""
        path = self.root / ".autograder" / "secret"
        if not path.exists():
            _write_secret(path)
        secret = path.read_text("ascii").strip()
        if not secret:
            raise InputError(f"{path} is empty:", "restore it from a backup, or delete it to get new random inputs.")
        return secret


def find_course(start: Path) -> Course:
    """The course that a folder lies in: the nearest one above with a `course.toml`.

    Raises:
        InputError: there is none, or it does not say what it should.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / COURSE_FILE).is_file():
            table = read_toml(folder / COURSE_FILE, CourseTable)
            url = _absolute(table.database_url, folder)
            return Course(folder, table.title, url, tuple(table.assignments), table.seeds)
    raise InputError(
        f"No {COURSE_FILE} in {start} or above:",
        "change into the folder of your course (students use check, hint, status and submit, which need none).",
    )


def _absolute(url: str, root: Path) -> str:
    """An SQLite file is found from the course's folder, not from wherever the command runs."""
    if not url.startswith(SQLITE) or url == f"{SQLITE}:memory:":
        return url
    return SQLITE + (root / url.removeprefix(SQLITE)).as_posix()


def _write_secret(path: Path) -> None:
    """Linked into place when complete, so that of two commands that start at once both read the same secret."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another command was faster; its secret is the course's
    finally:
        draft.unlink()
