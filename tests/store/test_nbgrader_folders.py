"""Submissions as nbgrader keeps them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.model.person import Person
from autograder.store.course import find_course
from autograder.store.entries import Entry
from autograder.store.gradebook import Gradebook
from autograder.store.nbgrader_folders import nbgrader_downloads, read_timestamp
from autograder.workflow.collect import collect

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entries(*names: str, text: bytes = b"") -> list[Entry]:
    """Files of these names."""
    return [Entry(name, lambda: BytesIO(text), len(text)) for name in names]


def themselves(folder: str) -> str:
    """Everybody made the folder that bears their name."""
    return folder.partition("+")[0]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-20 12:00:00.123456 UTC", NOON),
        ("2026-11-20 12:00:00 UTC\n", NOON),
        ("2026-11-20 12:00:00", NOON),
        ("2026-11-20 04:00:00.5 America/Los_Angeles", NOON),
        ("2026-11-20 13:00:00 +0100", NOON),
        ("2026-11-20T13:00:00+01:00", NOON),
        ("2026-11-20 12:00:00 Nowhere/Land", None),
        ("2026-13-20 12:00:00 UTC", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_with_their_zones(text: str, at: datetime | None) -> None:
    """A zone may be a name, an offset or left out, which means UTC; what is no time is none."""
    assert read_timestamp(text) == at


def test_only_the_assignment_is_taken() -> None:
    """A student's other assignments, and files that lie about, are left where they are."""
    found = nbgrader_downloads(
        entries("ada/counting/counting.ipynb", "ada/other/other.ipynb", "ada/notes.txt", "x.ipynb"), "counting", str
    )
    assert [(each.ids, [entry.name for entry in each.entries]) for each in found] == [
        ((("nbgrader", "ada"),), ["counting.ipynb"])
    ]


def test_nothing_of_the_kind_is_told() -> None:
    """Where no such submission lies, the message says which folder to name."""
    with pytest.raises(InputError, match="name the nbgrader course"):
        nbgrader_downloads(entries("ada/other/other.ipynb"), "counting", str)


def test_the_newest_in_an_exchange_counts() -> None:
    """Of what one student handed in again and again, the last counts."""
    early = entries("ada+counting+1+x/timestamp.txt", text=b"2026-11-20 10:00:00 UTC")
    late = entries("ada+counting+2+y/timestamp.txt", "ada+counting+2+y/late.ipynb", text=b"2026-11-20 12:00:00 UTC")
    for files in (early + late, late + early):
        (found,) = nbgrader_downloads(files, "counting", themselves)
        assert (found.at, [entry.name for entry in found.entries]) == (NOON, ["late.ipynb"])


def test_a_folder_in_an_exchange_counts_for_its_owner_only() -> None:
    """Students choose the names of their folders in `inbound/`, and one chose somebody else's."""
    files = entries("ada+counting+1+x/counting.ipynb", "ada+counting+2+y/counting.ipynb")
    owner: Callable[[str], str] = {"ada+counting+1+x": "ada", "ada+counting+2+y": "mallory"}.__getitem__
    honest, forged = nbgrader_downloads(files, "counting", owner)
    assert (honest.ids, honest.where) == ((("nbgrader", "ada"),), "ada+counting+1+x")
    assert (forged.ids, forged.entries) == ((), ())
    assert "mallory put there" in forged.where


def test_a_course_is_collected(mini_course: Path, tmp_path: Path) -> None:
    """Named by the course's folder, with times; an id that the roster knows finds its person."""
    course = find_course(mini_course)
    with Gradebook(course.database_url) as gradebook:
        gradebook.import_people([Person("s1", "Ada Lovelace", ids={"sis_login": "ada"})])
    for student, stamp in (("ada", "2026-11-20 12:00:00 UTC"), ("bob", "2026-12-02 00:00:00 UTC")):
        folder = tmp_path / "there" / "submitted" / student / "counting"
        folder.mkdir(parents=True)
        (folder / "counting.ipynb").write_bytes(NOTEBOOK)
        (folder / "timestamp.txt").write_text(stamp, "utf-8")
    report = collect(course, "counting", [tmp_path / "there"], "nbgrader")
    assert (report.new, report.problems) == (["s1", "bob"], [])
    with Gradebook(course.database_url) as gradebook:
        rows = {row.student: row for row in gradebook.latest_submissions("counting")}
    assert rows["s1"].handed_in == NOON
    assert rows["bob"].handed_in == NOON + timedelta(days=11, hours=12)
    again = collect(course, "counting", [tmp_path / "there/submitted"], "nbgrader")
    assert (again.new, again.unchanged) == ([], ["s1", "bob"])
