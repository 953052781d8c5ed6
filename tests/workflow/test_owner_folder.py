"""A release for its owner is renewed around what the owner does in it."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import Fault
from autograder.workflow.owner_folder import write_for_owner

FIRST = {"one.ipynb": b"one", "tests/test_one.py": b"a", "tests/deep/test_two.py": b"b"}
SECOND = {"one.ipynb": b"one, better", "tests/test_one.py": b"a"}
Write = Callable[[dict[str, bytes]], Path | None]


def nowhere() -> Path:
    """Fails where nothing is to be kept."""
    raise Fault("nothing of the owner's is here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Released once; then another tool and its owner worked in it."""
    folder = tmp_path / "out" / "counting-otter"
    assert write_for_owner(folder, FIRST, nowhere) is None
    (folder / "dist").mkdir()
    (folder / "dist/autograder.zip").write_bytes(b"otter's")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_not_released_any_more_goes(folder: Path) -> None:
    """The suite of an exercise that was removed, and its folder; what otter made there stays."""
    assert write_for_owner(folder, SECOND, nowhere) is None
    assert files(folder) == {**SECOND, "dist/autograder.zip": b"otter's"}
    assert not (folder / "tests/deep").exists()


def test_only_its_owner_may_read_it(folder: Path) -> None:
    """The folder, each file and the note beside it, which names no content."""
    note = folder.with_name(".counting-otter.released.json")
    paths = [folder, note, *(folder / name for name in FIRST)]
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o700, *[0o600] * 4]
    assert sorted(json.loads(note.read_bytes())) == sorted(FIRST)


@pytest.mark.parametrize("name", FIRST)
def test_what_its_owner_changed_is_kept(folder: Path, tmp_path: Path, name: str) -> None:
    """Whether the next release has the file or not; whatever nobody changed is not kept."""
    (folder / name).write_bytes(b"mine")
    kept = write_for_owner(folder, SECOND, lambda: tmp_path / "kept/counting-otter.1")
    assert kept is not None and files(kept) == {name: b"mine"}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert files(folder) == {**SECOND, "dist/autograder.zip": b"otter's"}


def test_a_change_that_the_release_makes_too_is_not_kept(folder: Path) -> None:
    """It is the same file."""
    (folder / "one.ipynb").write_bytes(SECOND["one.ipynb"])
    assert write_for_owner(folder, SECOND, nowhere) is None


def test_where_no_release_is_noted_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    """What would be overwritten is kept, and what nobody released is left alone."""
    folder.with_name(".counting-otter.released.json").unlink()
    kept = write_for_owner(folder, SECOND, lambda: tmp_path / "kept")
    assert kept is not None and files(kept) == {"one.ipynb": b"one"}
    assert files(folder) == {**SECOND, "dist/autograder.zip": b"otter's", "tests/deep/test_two.py": b"b"}
