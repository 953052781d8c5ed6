"""Many students' submissions in one folder or zip: what lies there under each name, still to be read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from itertools import groupby
from pathlib import Path

from autograder.errors import InputError
from autograder.model.text import one_line
from autograder.store.archive import SUFFIXES, common_depth, read_entries, read_file, read_submission
from autograder.store.downloads import Download, Ids, downloads, first_name
from autograder.store.entries import Entry, file_entry, folder_entries, open_zip
from autograder.store.nbgrader_folders import INBOUND, SUBMITTED, nbgrader_downloads

MAX_DIRECTORY_BYTES = 64 * 2**20
"""Of a class's zip: room for some hundred thousand names."""


@dataclass(frozen=True)
class Item:
    """One submission among others."""

    name: str
    """What it is called: `ada`, `ada.zip`, `ada.py`."""
    where: str
    """Where it lies, for people."""
    read: Callable[[], dict[str, bytes]]
    """Its files; raises InputError for what is wrong with this one submission."""
    ids: Ids = ()
    """What an LMS calls the student; then the name says nothing."""
    at: datetime | None = None
    """When it was handed in, as far as the LMS tells."""
    late: str = ""
    """What the LMS says of its lateness."""


def read_batch(
    source: Path, assignment: str, is_answer: Callable[[str], bool], system: str = "", zone: tzinfo | None = None
) -> Iterator[Item]:
    """The submissions in a source, by name; a source that is itself one submission is the only item.

    `is_answer` tells a student's file by its name: where one lies, one student's submission lies. `system` is the LMS
    that the source was downloaded from, and that named the files in it; otherwise students did. Its times are in the
    `zone` where they say none.

    Raises:
        InputError: the source is empty, or cannot be opened.
    """
    path = _within(source.absolute()) if system == "nbgrader" else source.absolute()
    with _entries(path) as found:
        entries = [entry for entry in found if entry.parts and not entry.ignored]
        if system == "nbgrader":
            yield from _downloaded(path, nbgrader_downloads(entries, assignment, partial(_owner, path)), is_answer)
            return
        if system:
            yield from _downloaded(path, downloads(entries, system, zone), is_answer)
            return
        if _is_one(path, entries, assignment, is_answer):
            yield Item(path.name, one_line(path.name), partial(read_submission, path))
            return
        if not entries:
            raise InputError(f"{one_line(path.name)} is empty:", "name the folder or zip that holds the submissions.")
        depth = common_depth([entry.parts for entry in entries], lambda _, inside: not any(map(is_answer, inside)))
        key = partial(_part, depth=depth)
        for name, group in groupby(sorted(entries, key=key), key=key):
            where = one_line(name if name == path.name else f"{path.name}/{name}")
            yield Item(name, where, partial(_read, list(group), depth, where))


def _within(path: Path) -> Path:
    """Where the submissions lie in an nbgrader course, or in a course's folder of an exchange."""
    return next((path / name for name in (SUBMITTED, INBOUND) if (path / name).is_dir()), path)


def _owner(path: Path, folder: str) -> str:
    """Who made a folder there; empty where nobody can tell."""
    try:
        return (path / folder).owner()
    except (KeyError, OSError, NotImplementedError):
        return ""


@contextmanager
def _entries(path: Path) -> Iterator[Sequence[Entry]]:
    """The files in a folder or zip; a file of another kind stands for itself."""
    if path.is_dir():
        yield list(folder_entries(path))
    elif path.suffix.lower() == ".zip":
        with path.open("rb", buffering=0) as file, open_zip(file, one_line(path.name), MAX_DIRECTORY_BYTES) as entries:
            yield entries
    else:
        yield [file_entry(path.resolve(), path.name)]


def _is_one(path: Path, entries: Sequence[Entry], assignment: str, is_answer: Callable[[str], bool]) -> bool:
    """Whether a folder or zip is one student's: a student's file lies at its top, or its name says so."""
    paths = [entry.parts for entry in entries]
    if not path.is_dir() and path.suffix.lower() != ".zip":
        return False
    depth = common_depth(paths, lambda folder, inside: True)
    top = [parts[-1] for parts in paths if len(parts) == depth + 1]
    if (depth == 0 or paths[0][0] == assignment) and any(map(is_answer, top)):
        return True
    return path.name.startswith(f"{assignment}-") and any(name.lower().endswith(SUFFIXES) for name in top)


def _part(entry: Entry, depth: int) -> str:
    """What an entry belongs to: the folder or file at that depth."""
    return entry.parts[depth]


def _read(group: Sequence[Entry], depth: int, where: str) -> dict[str, bytes]:
    alone = len(group) == 1 and len(group[0].parts) == depth + 1
    return read_file(group[0], where) if alone else read_entries(group, where)


def _downloaded(path: Path, found: Sequence[Download], is_answer: Callable[[str], bool]) -> Iterator[Item]:
    for each in found:
        where = one_line(f"{path.name}/{each.where}")
        yield Item(each.where, where, partial(_own, each, where, is_answer), each.ids, each.at, each.late)


def _own(download: Download, where: str, is_answer: Callable[[str], bool]) -> dict[str, bytes]:
    """The files of a download; one that Canvas counted has its first name where that is an exercise's."""
    if not download.ids:
        raise InputError(f"{where} is not named as the LMS names submissions:", "put it in a folder named by student.")
    entries = [
        replace(entry, name=first) if is_answer(first := first_name(entry.name)) else entry
        for entry in download.entries
    ]  # fmt: skip
    alone = len(entries) == 1 and len(entries[0].parts) == 1
    return read_file(entries[0], where) if alone else read_entries(entries, where)
