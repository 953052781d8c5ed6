"""A release for its owner's eyes: a folder in which the owner goes on working, and a note of what was released there.

otter puts its `dist/` into it, and a notebook in it may be edited by hand. So it is not replaced as a whole: files that
a former release left and this one has not are taken out, and what was changed since is kept aside.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

Digests = Mapping[str, str]
"""Name within the folder to the SHA-256 of what was released under it."""


def write_for_owner(folder: Path, files: Mapping[str, bytes], keep: Callable[[], Path]) -> Path | None:
    """Puts each file in place in one step, in a folder that nobody else may read; gives where changed files are kept.

    `keep` gives a free place for these. Files that no release wrote stay as they are.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    released = _noted(folder)
    kept = _keep_changed(folder, _changed(folder, files, released), keep)
    for name in released.keys() - files.keys():
        _take_out(folder, folder / name)
    for name, content in files.items():
        _put(folder / name, content)
    _put(_note(folder), json.dumps({name: _digest(content) for name, content in sorted(files.items())}).encode())
    return kept


def _note(folder: Path) -> Path:
    """Beside the folder: nbgrader hands on what is in it."""
    return folder.with_name(f".{folder.name}.released.json")


def _noted(folder: Path) -> Digests:
    """What the former release left; nothing if nobody knows."""
    try:
        found = json.loads(_note(folder).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items() if (folder / name).is_relative_to(folder)}


def _changed(folder: Path, files: Mapping[str, bytes], released: Digests) -> list[str]:
    """The files that this release would overwrite or take out, and that are not as a release left them."""
    there = [name for name in {**files, **released} if (folder / name).is_file()]
    digests = {name: _digest((folder / name).read_bytes()) for name in there}
    return [
        name for name, digest in digests.items()
        if digest != released.get(name) and (name not in files or digest != _digest(files[name]))
    ]  # fmt: skip


def _keep_changed(folder: Path, names: Iterable[str], keep: Callable[[], Path]) -> Path | None:
    place = None
    for name in names:
        if place is None:
            place = keep()
            place.mkdir(mode=0o700, parents=True)
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).rename(place / name)
    return place


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.touch(0o600)
    part.write_bytes(content)
    part.replace(path)


def _take_out(folder: Path, path: Path) -> None:
    """The file, and the folders that are empty without it."""
    path.unlink(missing_ok=True)
    for above in path.parents:
        if above == folder or not above.is_dir() or any(above.iterdir()):
            return
        above.rmdir()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
