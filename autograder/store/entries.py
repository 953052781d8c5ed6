"""The files in a folder or zip, before any is read: what they are called, and whether it is safe to read them.

Nothing is ever unpacked to disk, and no size that a zip states is believed: limits count what was really read.
"""

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO

from autograder.errors import InputError
from autograder.model.text import one_line

MAX_BYTES = 20 * 2**20
"""Of one submission."""
MAX_RATIO = 100
HARMLESS_BYTES = 2**16
"""A file up to this size may be packed better than `MAX_RATIO`."""
MAX_NAME_BYTES = 240

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError, IndexError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What `zipfile` raises on bytes that are no zip."""


@dataclass(frozen=True)
class Entry:
    """A file in a folder or zip, not yet read."""

    name: str
    """Its path there, as it stands there."""
    open: Callable[[], IO[bytes]]
    packed: int
    """Bytes that it takes there."""
    refused: str = ""
    """Why it must not be read, whatever its name."""

    def read(self, room: int, where: str) -> bytes:
        """The content, given up as soon as it is too much.

        Raises:
            InputError: it is damaged, or larger than the room that is left or than its packed size allows.
        """
        most = max(self.packed * MAX_RATIO, HARMLESS_BYTES)
        data = bytearray()
        with _damage(f"{where}: {self.name}"), self.open() as file:
            while chunk := file.read(2**16):
                data += chunk
                if len(data) > room:
                    raise InputError(f"{where} holds more than {MAX_BYTES >> 20} MB:", "send your own files only.")
                if len(data) > most:
                    raise InputError(f"{where} unpacks to more than {MAX_RATIO} times its size:", "send plain files.")
        return bytes(data)

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the name, whatever slash the name uses, in one Unicode form."""
        slashed = unicodedata.normalize("NFC", self.name.replace("\\", "/"))
        return tuple(part for part in slashed.split("/") if part not in ("", "."))

    @property
    def ignored(self) -> bool:
        """Whether it is the operating system's or an editor's file, not the student's."""
        return any(_is_junk(part) for part in self.parts)

    @property
    def problem(self) -> str:
        """Why it must not be read, or nothing."""
        return name_problem(self.name) or ("" if self.ignored else self.refused)


def file_entry(path: Path, name: str) -> Entry:
    """A file on disk under a name of its own."""
    status = path.lstat()
    refused = "" if stat.S_ISREG(status.st_mode) else "is a link or a device, no regular file"
    return Entry(name, lambda: path.open("rb"), status.st_size, refused)


def folder_entries(folder: Path) -> Iterator[Entry]:
    """The files in a folder and below, but for hidden ones; links are entries themselves, not followed.

    Raises:
        InputError: a folder cannot be read.
    """
    for here, folders, files in os.walk(folder, onerror=_unreadable):
        links = {name for name in folders if Path(here, name).is_symlink()}
        folders[:] = sorted(name for name in folders if name not in links and not _is_junk(name))
        for name in sorted([*files, *links]):
            path = Path(here, name)
            yield file_entry(path, path.relative_to(folder).as_posix())


@contextmanager
def open_zip(file: io.RawIOBase | io.BytesIO, where: str, directory_bytes: int) -> Iterator[list[Entry]]:
    """The files in a zip whose table of contents takes at most that many bytes.

    Raises:
        InputError: the file is no zip, damaged, or made to harm.
    """
    with ExitStack() as stack:
        bounded = stack.enter_context(_Bounded(file, directory_bytes, where))
        with _damage(where):
            archive = stack.enter_context(zipfile.ZipFile(bounded))
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        # A header takes 30 bytes and more; files that share bytes are how small zips unpack to petabytes.
        if any(info.header_offset + 30 + info.compress_size > after.header_offset for info, after in pairwise(infos)):
            raise InputError(f"{where} holds overlapping files, as no honest zip does:", "make a new zip.")
        yield [
            Entry(info.orig_filename, partial(archive.open, info), info.compress_size, _refusal(info))
            for info in archive.infolist()
            if not info.orig_filename.endswith("/")
        ]


def name_problem(name: str) -> str:
    """Why a file must not have this name, or nothing."""
    if re.match(r"[/\\]|[A-Za-z]:", name):
        return "is an absolute path"
    if ".." in name.replace("\\", "/").split("/"):
        return "leaves its folder"
    if one_line(name) != name:
        return "has invisible characters in its name"
    return "has too long a name" if len(name.encode()) > MAX_NAME_BYTES else ""


class _Bounded(io.BufferedReader):
    """Refuses long reads: `zipfile` reads the table of contents at once, and a huge one must not be parsed."""

    def __init__(self, raw: io.RawIOBase | io.BytesIO, most: int, where: str) -> None:
        super().__init__(raw)
        self._most = most
        self._where = where

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise InputError(f"{self._where} holds far too many files:", "send your own files only.")
        return super().read(size)


@contextmanager
def _damage(where: str) -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        says = one_line(f"{where} cannot be read, it is damaged or no zip ({error}):")
        raise InputError(says, "make it anew.") from None


def _unreadable(error: OSError) -> None:
    raise InputError(f"{one_line(str(error.filename))} cannot be read ({error.strerror}):", "check its permissions.")


def _refusal(info: zipfile.ZipInfo) -> str:
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link or a device, no regular file"
    if info.flag_bits & 1:
        return "is encrypted"
    # The other methods can take gigabytes of memory for a few bytes.
    return "" if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) else "is packed in an unusual way"


def _is_junk(part: str) -> bool:
    return (part.startswith(".") and part != "..") or part in ("__MACOSX", "__pycache__")
