"""Submissions as nbgrader keeps them: in `submitted/STUDENT/ASSIGNMENT/`, or in an exchange's `inbound/`.

nbgrader names the folders in `submitted/`, so that a name says whose it is. Those in `inbound/` were made by students,
who may choose a name: there the owner of the folder has to be the one whom it names, as nbgrader itself asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.errors import InputError
from autograder.store.downloads import Download
from autograder.store.entries import Entry

SUBMITTED, INBOUND = "submitted", "inbound"
"""nbgrader's folder of what was collected, below the course; an exchange's of what was handed in."""
TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP = 200
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?([A-Za-z][\w/+-]*|[+-]\d\d:?\d\d)?")
SEPARATOR = "+"
"""Between student, assignment, time and a random word in the name of a folder in `inbound/`."""


def nbgrader_downloads(entries: Iterable[Entry], assignment: str, owner: Callable[[str], str]) -> list[Download]:
    """Each student's submission to the assignment, from `inbound/` the newest; `owner` tells whose a folder there is.

    Raises:
        InputError: there is none.
    """
    files = list(entries)
    newest: dict[str, Download] = {}
    foreign: list[Download] = []
    for each in [*_submitted(files, assignment), *_inbound(files, assignment, owner)]:
        student = each.ids[0][1] if each.ids else ""
        if not each.ids:
            foreign.append(each)
        elif student not in newest or _time(each) > _time(newest[student]):
            newest[student] = each
    if not newest and not foreign:
        raise InputError(
            f"No submissions to {assignment} as nbgrader keeps them:",
            f"name the nbgrader course, its {SUBMITTED}/ or the exchange's {INBOUND}/.",
        )
    return [*(newest[student] for student in sorted(newest)), *foreign]


def read_timestamp(text: str) -> datetime | None:
    """The time in a `timestamp.txt`; without a zone it is UTC, as nbgrader takes it."""
    match = TIME.match(text.strip())
    if match is None:
        return None
    day, time, zone = match.groups()
    try:
        if zone and zone[0] in "+-":
            return datetime.fromisoformat(f"{day}T{time}{zone}").astimezone(UTC)
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=_zone(zone)).astimezone(UTC)
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _zone(name: str | None) -> tzinfo:
    return UTC if name in (None, "UTC", "Z") else ZoneInfo(name)


def _time(download: Download) -> datetime:
    return download.at or datetime.min.replace(tzinfo=UTC)


def _submitted(entries: Sequence[Entry], assignment: str) -> list[Download]:
    """From folders STUDENT/ASSIGNMENT/."""
    files: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.parts) > 2 and entry.parts[1] == assignment:
            files.setdefault(entry.parts[0], []).append(_inside(entry, 2))
    return [_download(student, f"{student}/{assignment}", found) for student, found in files.items()]


def _inbound(entries: Sequence[Entry], assignment: str, owner: Callable[[str], str]) -> Iterator[Download]:
    """From folders STUDENT+ASSIGNMENT+TIME, perhaps with a random word behind; those of others have no ids."""
    between = f"{SEPARATOR}{assignment}{SEPARATOR}"
    files: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.parts) > 1 and between in entry.parts[0]:
            files.setdefault(entry.parts[0], []).append(_inside(entry, 1))
    for folder, found in files.items():
        student = folder.partition(between)[0]
        if owner(folder) == student:
            yield _download(student, folder, found)
        else:
            yield Download((), f"{folder}, which {owner(folder) or 'nobody known'} put there,", ())


def _inside(entry: Entry, depth: int) -> Entry:
    return replace(entry, name="/".join(entry.parts[depth:]))


def _download(student: str, folder: str, entries: Sequence[Entry]) -> Download:
    stamp = next((entry for entry in entries if entry.name == TIMESTAMP), None)
    at = read_timestamp(stamp.read(MAX_TIMESTAMP, folder).decode("utf-8", "replace")) if stamp else None
    files = tuple(entry for entry in entries if entry is not stamp)
    return Download((("nbgrader", student),), folder, files, at)
