"""Files that a reader sees whole or not at all."""

import os
from pathlib import Path

from autograder.errors import FULL, Fault, InputError


def write_if_changed(path: Path, data: bytes) -> bool:
    """Whether the file had to be written; it is replaced in one step, and its folder made where there is none.

    Raises:
        InputError: the file cannot be written there.
        Fault: the disk is full.
    """
    part = path.parent / f".{os.getpid()}.part"
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        kind = Fault if error.errno in FULL else InputError
        raise kind(
            f"{path} cannot be written: {error.strerror}:", "choose another place, or make room there."
        ) from error
    return True
