"""Submissions as an LMS lets teachers download them: whose each file is, of which attempt, when it came, whether late.

What the names look like is known from the systems' documentation and from downloads in public repositories. The teacher
says which system it is: a student could name files so that a submission looked like a download of somebody else's.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from autograder.errors import InputError
from autograder.model.policy import on_the_clock
from autograder.store.entries import Entry
from autograder.store.gradescope_metadata import METADATA, read_metadata

MAX_METADATA = 2**26
YEARS = range(1980, 9000)
"""Before and after, no time zone is defined well enough to be converted."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CANVAS = re.compile(r"[^_]*_(?P<late>LATE_)?(?P<user>[0-9]+)_[0-9]+_(?P<file>.+)", re.DOTALL)
AGAIN = re.compile(r"-[0-9]+(?=(\.[^.]+)?$)")
"""What Canvas puts behind the name of a file that was sent again."""
MOODLE = re.compile(r"(?P<name>.+)_[0-9]+_assignsubmission_(?P<plugin>file|onlinetext)_?(?P<file>.*)", re.DOTALL)
BLACKBOARD = re.compile(r"(?P<user>.+)_attempt_(?P<at>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)
BRIGHTSPACE = re.compile(
    r"[0-9]+-[0-9]+ - (?P<name>.+) - (?P<month>[A-Z][a-z]{2})[a-z]* (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4}) "
    r"(?P<hour>[0-9]{1,2})[-_:]?(?P<minute>[0-9]{2}) (?P<half>AM|PM)(?: - (?P<file>.+))?",
    re.DOTALL,
)
"""A folder of files, or a file."""

Ids = tuple[tuple[str, str], ...]
"""What the student is called: keys of `Person.ids`, or `email`, `name`; `blackboard` may have more before it."""


@dataclass(frozen=True)
class Download:
    """One student's submission in a download."""

    ids: Ids
    where: str
    """What names it, for people."""
    entries: tuple[Entry, ...]
    """Its files, under the names that the student gave them."""
    at: datetime | None = None
    late: str = ""


@dataclass(frozen=True)
class _Named:
    """What a name says."""

    ids: Ids
    file: str
    """The student's own name of the file; empty if it is none of theirs."""
    at: datetime | None = None
    late: str = ""


def downloads(entries: Sequence[Entry], system: str, zone: tzinfo | None = None) -> list[Download]:
    """The submissions in a download, each student's last; a name that is no such system's has no ids.

    Times that say no zone are meant in the one given, or else in that of this machine.

    Raises:
        InputError: nothing in it looks like a download of that system.
    """
    found = _gradescope(entries) if system == "gradescope" else _by_names(entries, READERS[system], zone)
    if not any(each.ids for each in found):
        raise InputError(f"Nothing in it is named as a download of {system} is:", "take the zip as the LMS gives it.")
    return found


def _by_names(entries: Sequence[Entry], reads: "Reader", zone: tzinfo | None) -> list[Download]:
    """By what files and folders are called, perhaps within one more folder."""
    own = [entry for entry in entries if entry.parts[-1] != "index.html" or len(entry.parts) > 2]
    tries = []
    for depth in (0, 1):
        paths = [(entry.parts[depth:], entry) for entry in own if len(entry.parts) > depth]
        tries.append([(reads(path), entry, path[0]) for path, entry in paths])
    named = max(tries, key=lambda names: sum(name is not None for name, *_ in names))
    unknown = {part: entry for name, entry, part in named if name is None}
    odd = [Download((), part, (entry,)) for part, entry in unknown.items()]
    found = _grouped((name, entry, part) for name, entry, part in named if name)
    return [*(replace(each, at=_zoned(each.at, zone)) for each in found), *odd]


def _zoned(at: datetime | None, zone: tzinfo | None) -> datetime | None:
    """The time of a name, which says what the clock on the wall showed."""
    return at and (on_the_clock(at, zone) if zone else at.astimezone())


def first_name(name: str) -> str:
    """The name of a file before Canvas counted it."""
    return AGAIN.sub("", name, count=1)


def _grouped(named: Iterable[tuple[_Named, Entry, str]]) -> list[Download]:
    """Each student's files of the last attempt; where attempts have no time, there is one."""
    attempts: dict[Ids, dict[datetime | None, list[tuple[_Named, Entry, str]]]] = {}
    for name, entry, part in named:
        attempts.setdefault(name.ids, {}).setdefault(name.at, []).append((name, entry, part))
    found = []
    for ids, times in attempts.items():
        at = max((time for time in times if time), default=None)
        files = tuple(replace(entry, name=name.file) for name, entry, _ in times[at] if name.file)
        late = next((name.late for name, *_ in times[at] if name.late), "")
        found.append(Download(ids, times[at][0][2], files, at, late))
    return found


def _canvas(path: tuple[str, ...]) -> _Named | None:
    match = CANVAS.fullmatch(path[0]) if len(path) == 1 else None
    return match and _Named((("canvas", match["user"]),), match["file"], late="late in Canvas" if match["late"] else "")


def _moodle(path: tuple[str, ...]) -> _Named | None:
    match = MOODLE.fullmatch(path[0])
    if not match or bool(match["file"]) is (len(path) > 1):
        return None
    file = "/".join(path[1:]) or match["file"]
    return _Named((("name", match["name"]),), file if match["plugin"] == "file" else "")


def _blackboard(path: tuple[str, ...]) -> _Named | None:
    match = BLACKBOARD.fullmatch(path[0]) if len(path) == 1 else None
    if match is None:
        return None
    try:
        at = datetime.strptime(match["at"], "%Y-%m-%d-%H-%M-%S")  # noqa: DTZ007 - `_zoned` adds it
    except ValueError:
        return None
    return _Named((("blackboard", match["user"]),), match["file"] or "", at) if at.year in YEARS else None


def _brightspace(path: tuple[str, ...]) -> _Named | None:
    match = BRIGHTSPACE.fullmatch(path[0])
    if match is None or bool(match["file"]) is (len(path) > 1):
        return None
    try:
        hour = int(match["hour"]) % 12 + (12 if match["half"] == "PM" else 0)
        month = MONTHS.index(match["month"].lower()) + 1
        day = int(match["day"])
        at = datetime(int(match["year"]), month, day, hour, int(match["minute"]))  # noqa: DTZ001 - `_zoned` adds it
    except ValueError:
        return None
    named = _Named((("name", match["name"]),), match["file"] or "/".join(path[1:]), at)
    return named if at.year in YEARS else None


def _gradescope(entries: Sequence[Entry]) -> list[Download]:
    """Every submitter of a group has the group's submission."""
    metadata = next((entry for entry in entries if entry.parts[-1] == METADATA and len(entry.parts) <= 2), None)
    if metadata is None:
        return []
    depth = len(metadata.parts) - 1
    files: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.parts) > depth + 1:
            files.setdefault(entry.parts[depth], []).append(replace(entry, name="/".join(entry.parts[depth + 1 :])))
    text = metadata.read(MAX_METADATA, METADATA).decode("utf-8", "replace")
    return [
        Download(submitter, folder, tuple(files.get(folder, ())), submission.at)
        for folder, submission in read_metadata(text).items()
        for submitter in submission.submitters
    ]


Reader = Callable[[tuple[str, ...]], _Named | None]
READERS: dict[str, Reader] = {
    "canvas": _canvas, "moodle": _moodle, "blackboard": _blackboard, "brightspace": _brightspace,
}  # fmt: skip
SYSTEMS = (*READERS, "gradescope")
