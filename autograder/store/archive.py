"""One student's submission from a file, a folder or a zip: the student's own files by name, and no more than fits."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from autograder.errors import InputError
from autograder.model.text import one_line
from autograder.store.entries import MAX_BYTES, MAX_NAME_BYTES, Entry, file_entry, folder_entries, open_zip

SUFFIXES = (".py", ".ipynb", ".md", ".txt")
OURS = ("given", "checks")
"""Folders of the released assignment that students send back; the course has its own."""
MAX_FILES = 200
MAX_DIRECTORY_BYTES = 2**20
"""Of a zip's table of contents: room for more than 5000 names, far from a million."""


def read_submission(path: Path) -> dict[str, bytes]:
    """The files of one student's submission by name: a .py or .ipynb file, a folder or a zip.

    Raises:
        InputError: it cannot be read, is empty, damaged, unsafe or too large.
    """
    path = path.absolute()
    if not path.exists():
        raise InputError(f"{path} does not exist:", "check the name.")
    if path.is_dir():
        return read_entries(folder_entries(path), path.name)
    return read_file(file_entry(path.resolve(), path.name), path.name)


def read_file(entry: Entry, where: str) -> dict[str, bytes]:
    """The files of a submission that is one file: a zip, or the student's file itself.

    Raises:
        InputError: it is neither, or it is empty, damaged, unsafe or too large.
    """
    where = one_line(where)
    _check(entry, where)
    suffix = PurePosixPath(entry.name).suffix.lower()
    if suffix in (".py", ".ipynb"):
        return read_entries([entry], where)
    if suffix != ".zip":
        raise InputError(f"{where} is no folder, .zip, .py or .ipynb:", "send one of these.")
    with open_zip(io.BytesIO(entry.read(MAX_BYTES, where)), where, MAX_DIRECTORY_BYTES) as entries:
        return read_entries(entries, where)


def read_entries(entries: Iterable[Entry], where: str) -> dict[str, bytes]:
    """The files of one submission, without the folders that all of them lie in.

    Raises:
        InputError: there are none, too many, too large, or unsafe ones.
    """
    where = one_line(where)
    own = _own(entries, where)
    if not own:
        raise InputError(f"{where} holds no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file:", "send your files.")
    if len(own) > MAX_FILES:
        raise InputError(f"{where} holds {len(own)} files, more than {MAX_FILES}:", "send your own files only.")
    _check_clashes([name for name, _ in own], where)
    files: dict[str, bytes] = {}
    room = MAX_BYTES
    for name, entry in sorted(own, key=lambda pair: pair[0]):
        files[name] = entry.read(room, where)
        room -= len(files[name])
    return files


def common_depth(paths: list[tuple[str, ...]], goes_in: Callable[[str, set[str]], bool]) -> int:
    """How many folders all paths lie in, one in the other, as far as `goes_in(folder, names in it)` holds."""
    depth = 0
    while paths and all(len(path) > depth + 1 for path in paths) and len({path[depth] for path in paths}) == 1:
        if not goes_in(paths[0][depth], {path[depth + 1] for path in paths}):
            break
        depth += 1
    return depth


def _check(entry: Entry, where: str) -> None:
    if entry.problem:
        raise InputError(f"{where}: {one_line(entry.name)[:MAX_NAME_BYTES]} {entry.problem}:", "send plain files.")


def _own(entries: Iterable[Entry], where: str) -> list[tuple[str, Entry]]:
    """The student's own files, each with its name within the submission."""
    found: list[tuple[tuple[str, ...], Entry]] = []
    for entry in entries:
        _check(entry, where)
        if not entry.ignored and PurePosixPath(entry.name).suffix.lower() in SUFFIXES:
            found.append((entry.parts, entry))
    depth = common_depth([path for path, _ in found], lambda folder, inside: folder not in OURS)
    return [("/".join(path[depth:]), entry) for path, entry in found if path[depth] not in OURS]


def _check_clashes(names: list[str], where: str) -> None:
    """Names that some file system takes for one, and a file where another file needs a folder."""
    folded = [name.casefold() for name in names]
    folders = {str(folder) for name in folded for folder in PurePosixPath(name).parents}
    for name, fold in zip(names, folded, strict=True):
        if folded.count(fold) > 1 or fold in folders:
            raise InputError(f"{where} holds two things called {name}:", "rename one of them.")
