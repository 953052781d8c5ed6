"""Zips that an instructor brings along."""

import io
import zipfile

from autograder.store.entries import DAMAGE


def from_zip(data: bytes) -> dict[str, bytes]:
    """The files at the top of a zip; none if it is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist() if "/" not in info.filename}
    except DAMAGE:
        return {}
