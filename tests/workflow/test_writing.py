"""Files that a reader sees whole or not at all."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.workflow.writing import write_if_changed


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """Nothing has to be there before, and nothing else is left behind."""
    path = tmp_path / "a" / "b.txt"
    assert write_if_changed(path, b"x")
    assert (path.read_bytes(), list(path.parent.iterdir())) == (b"x", [path])


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    """The file itself stays, other bytes replace it."""
    path = tmp_path / "b.txt"
    write_if_changed(path, b"x")
    before = path.stat()
    assert not write_if_changed(path, b"x")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_if_changed(path, b"y")
    assert path.read_bytes() == b"y"


@pytest.mark.parametrize("place", ["folder", "file/below", "."])
def test_a_place_that_takes_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """One clear line, and no half-written file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        write_if_changed(Path(place), b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
