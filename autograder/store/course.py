"""A course: the folder with `course.toml`, and where everything lies in it."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from autograder.errors import InputError
from autograder.model.course_total import Group
from autograder.store.policy import CoursePolicyTable, ZoneName, one_penalty, zone_of
from autograder.store.toml_file import Location, Table, read_toml

COURSE_FILE = "course.toml"
SQLITE = "sqlite:///"


class GroupTable(Table):
    """`[[group]]`: assignments of which the lowest are dropped."""

    title: Annotated[str, Field(min_length=1)]
    assignments: Annotated[list[str], Field(min_length=1)]
    drop: Annotated[int, Field(ge=0)] = 0


class CourseTable(Table):
    """`course.toml`."""

    title: str = Field(min_length=1)
    assignments: list[str] = Field(default_factory=list)
    database_url: str = f"{SQLITE}gradebook.sqlite3"
    timezone: ZoneName | None = None
    policy: CoursePolicyTable = CoursePolicyTable()
    group: list[GroupTable] = Field(default_factory=list)
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
    zone: tzinfo | None = None
    """Where times without a zone are meant."""
    policy: CoursePolicyTable = field(default_factory=CoursePolicyTable)
    """The rules that hold where an assignment has none of its own."""
    groups: tuple[Group, ...] = ()
    """What makes the course's total; without any, all assignments do."""

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
            table = read_toml(folder / COURSE_FILE, CourseTable, _across_keys)
            return Course(
                folder, table.title, _absolute(table.database_url, folder), tuple(table.assignments), table.seeds,
                zone_of(table.timezone) if table.timezone else None, table.policy,
                tuple(Group(each.title, tuple(each.assignments), each.drop) for each in table.group),
            )  # fmt: skip
    raise InputError(
        f"No {COURSE_FILE} in {start} or above:",
        "change into the folder of your course (students use check, hint, status and submit, which need none).",
    )


def _across_keys(data: dict[str, Any]) -> Iterator[tuple[Location, str]]:
    """What can be said of no key alone."""
    yield from one_penalty(data)
    known = _names(data.get("assignments"))
    policy, groups = data.get("policy"), data.get("group")
    order = policy.get("late_days_order") if isinstance(policy, dict) else None
    for slug in set(_names(order)) - set(known):
        yield ("policy", "late_days_order"), f"`late_days_order` has {slug!r}, which is none of `assignments`"
    tables = [each for each in groups if isinstance(each, dict)] if isinstance(groups, list) else []
    counts = Counter(slug for table in tables for slug in set(_names(table.get("assignments"))))
    for at, table in enumerate(tables):
        names, drop = _names(table.get("assignments")), table.get("drop", 0)
        for slug in names:
            if slug not in known:
                yield ("group", at, "assignments"), f"{slug!r} is none of the course's `assignments`"
            elif counts[slug] > 1 or names.count(slug) > 1:
                yield ("group", at, "assignments"), f"{slug!r} is in groups more than once, leave it in one"
        if isinstance(drop, int) and names and drop >= len(names):
            yield ("group", at, "drop"), f"`drop` is {drop} of {len(names)} assignments, leave at least one"


def _names(value: object) -> list[str]:
    """The names in a list of them; what is none, the table itself complains about."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


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
