"""Equal content gives equal zips."""

from pathlib import Path
from zipfile import ZipFile

from autograder.store.packing import write_zip


def test_a_zip_is_the_same_whatever_the_order_of_its_files(tmp_path: Path) -> None:
    """Two zips of equal content are equal to the byte, and hold that content."""
    write_zip(tmp_path / "one.zip", {"b.py": b"b", "a/é.py": b"a"})
    write_zip(tmp_path / "two.zip", {"a/é.py": b"a", "b.py": b"b"})
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a/é.py": b"a", "b.py": b"b"}


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    """The zip is the only file that writing it makes."""
    write_zip(tmp_path / "one.zip", {"a.py": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["one.zip"]
