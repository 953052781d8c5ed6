"""What was received, kept unchanged under its hash: `submissions/<assignment>/<student>/<sha256>/`."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.errors import Fault, InputError
from autograder.model.text import one_line
from autograder.store.entries import MAX_NAME_BYTES, name_problem


class SubmissionStore:
    """The submissions of a course; nothing in it is ever changed or overwritten."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, assignment: str, student: str, files: Mapping[str, bytes]) -> str:
        """The hash under which the files are kept from now on; adding them again changes nothing.

        Raises:
            InputError: the student's id or a file's name cannot be kept.
        """
        for name in files:
            if problem := name_problem(name):
                raise InputError(f"{one_line(name)} {problem}:", "rename it.")
        sha256 = submission_sha256(files)
        folder = self._folder(assignment, student, sha256)
        if not folder.is_dir():
            self._write(folder, files)
        return sha256

    def read(self, assignment: str, student: str, sha256: str) -> dict[str, bytes]:
        """The files that were received, by name.

        Raises:
            Fault: they are not there any more, or not as they were.
        """
        folder = self._folder(assignment, student, sha256)
        paths = [path for path in folder.rglob("*") if path.is_file()]
        try:
            files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        except OSError as error:
            raise Fault(f"{folder} cannot be read ({error.strerror}):", "see to the disk, or restore it.") from error
        if submission_sha256(files) != sha256:
            raise Fault(f"{folder} is not what was received:", "restore it from a backup or collect it again.")
        return dict(sorted(files.items()))

    def _folder(self, assignment: str, student: str, sha256: str) -> Path:
        return self.root / assignment / folder_of(student) / sha256

    def _write(self, folder: Path, files: Mapping[str, bytes]) -> None:
        """Whole or not at all: written aside, made durable, and put in place in one step."""
        aside = self.root / ".incoming"
        aside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=aside) as temporary:
            draft = Path(temporary, "draft")
            draft.mkdir()
            for name, data in files.items():
                _write_file(draft / name, data)
            for written in (*(path for path in draft.rglob("*") if path.is_dir()), draft):
                _sync(written)
            folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.rename(folder)
            except OSError:
                if not folder.is_dir():  # otherwise another command was faster with the same files
                    raise
            _sync(folder.parent)


def submission_sha256(files: Mapping[str, bytes]) -> str:
    """The hash of the files' names and contents, each with its length before it, in the order of names."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        for part in (name.encode(), data):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def folder_of(student: str) -> str:
    """A student's id as the name of a folder.

    Raises:
        InputError: the id is empty, too long or holds invisible characters.
    """
    if not student or one_line(student) != student:
        raise InputError(f"No student id: '{one_line(student)}',", "use letters, digits and what else can be seen.")
    # quote() leaves ~ alone; a leading dot would hide the folder or lead out of it.
    name = quote(student, safe="@+").replace("~", "%7E")
    name = f"%2E{name[1:]}" if name.startswith(".") else name
    if len(name) > MAX_NAME_BYTES:
        raise InputError(f"A student id of {len(student)} characters ({student[:20]}…):", "shorten it.")
    return name


def student_of(folder: str) -> str:
    """The inverse of `folder_of`."""
    return unquote(folder)


def _write_file(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Makes the names in a folder durable; Windows does so by itself and opens no folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
