"""Entries of folders and zips: which may be read, and how much."""

import io
import os
import random
import struct
import time
import zipfile
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.entries import Entry, folder_entries, name_problem, open_zip


def entry(name: str, data: bytes = b"", packed: int | None = None) -> Entry:
    """An entry that holds the data."""
    return Entry(name, lambda: io.BytesIO(data), len(data) if packed is None else packed)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("attention_weights.py", ""),
        ("folder/é.py", ""),
        ("a..b.py", ""),
        ("/etc/passwd.py", "is an absolute path"),
        ("\\server\\x.py", "is an absolute path"),
        ("C:\\x.py", "is an absolute path"),
        ("../x.py", "leaves its folder"),
        ("a\\..\\..\\x.py", "leaves its folder"),
        ("a\0.py", "has invisible characters in its name"),
        ("a\n.py", "has invisible characters in its name"),
        ("\u202eyp.x", "has invisible characters in its name"),
        ("\udce9.py", "has invisible characters in its name"),
        ("d/" * 1000 + "x.py", "has too long a name"),
    ],
)
def test_only_plain_names_are_safe(name: str, problem: str) -> None:
    """A name may neither leave its folder nor hide what it is."""
    assert name_problem(name) == problem


def test_names_have_one_form() -> None:
    """A decomposed é, a backslash and a dot make no other file."""
    assert entry("./a\\e\u0301.py").parts == ("a", "é.py")


@pytest.mark.parametrize("name", [".git/config.py", "__MACOSX/._a.py", "a/.DS_Store", "a/__pycache__/a.txt"])
def test_what_systems_and_editors_leave_is_ignored(name: str) -> None:
    """Students do not know that it is there."""
    assert entry(name).ignored


def test_reading_stops_at_the_room_that_is_left() -> None:
    """An entry is not read to its end when it is too long already."""
    endless = Path("/dev/zero").open("rb")  # noqa: SIM115
    with pytest.raises(InputError, match="ada holds more than 20 MB"):
        Entry("a.py", lambda: endless, 2**40).read(2**20, "ada")


def test_reading_stops_at_a_hundred_times_the_packed_size() -> None:
    """What blows up while it is read is refused whatever the room."""
    with pytest.raises(InputError, match="more than 100 times its size"):
        entry("a.py", bytes(101_000), packed=1000).read(2**30, "ada")


def test_a_small_file_may_be_packed_well() -> None:
    """Repetition in a small file is no attack."""
    assert entry("a.py", bytes(60_000), packed=60).read(2**30, "ada") == bytes(60_000)


def test_folders_are_walked_without_hidden_ones(tmp_path: Path) -> None:
    """Names are relative, sorted, with slashes."""
    for name in ("b.py", "a/c.py", ".venv/lib/x.py", "a/__pycache__/c.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [found.name for found in folder_entries(tmp_path)] == ["b.py", "a/c.py"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are POSIX's")
def test_links_and_pipes_are_refused_and_not_followed(tmp_path: Path) -> None:
    """A link to a folder with secrets is an entry that must not be read."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("key")
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "folder").symlink_to(tmp_path / "secret")
    (folder / "file.py").symlink_to(tmp_path / "secret" / "key.txt")
    os.mkfifo(folder / "pipe.py")
    assert {found.name for found in folder_entries(folder)} == {"folder", "file.py", "pipe.py"}
    assert all(found.problem == "is a link or a device, no regular file" for found in folder_entries(folder))


def zipped(**files: bytes) -> bytes:
    """A zip of these files, `__` for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def read_all(data: bytes) -> list[bytes]:
    """The content of every file in a zip."""
    with open_zip(io.BytesIO(data), "ada.zip", 2**20) as entries:
        return [found.read(2**24, "ada.zip") for found in entries]


def test_a_zip_is_read() -> None:
    """Content comes back as it went in."""
    assert read_all(zipped(a__py=b"one", b__py=b"two")) == [b"one", b"two"]


def test_a_zip_with_a_symbolic_link_has_an_entry_to_refuse() -> None:
    """A link's target is nothing to read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("a.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with open_zip(buffer, "ada.zip", 2**20) as entries:
        assert [found.problem for found in entries] == ["is a link or a device, no regular file"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(method: int) -> None:
    """These methods take gigabytes of memory when made to."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.py", b"x")
    with open_zip(buffer, "ada.zip", 2**20) as entries:
        assert [found.problem for found in entries] == ["is packed in an unusual way"]


def test_an_encrypted_file_is_refused() -> None:
    """Nobody could grade it."""
    data = bytearray(zipped(a__py=b"x"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with open_zip(io.BytesIO(data), "ada.zip", 2**20) as entries:
        assert [found.problem for found in entries] == ["is encrypted"]


def test_overlapping_files_are_refused() -> None:
    """Many names for the same bytes are how a small zip becomes a huge folder."""
    data = bytearray(zipped(a__py=b"x" * 100, b__py=b"y" * 100))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = struct.pack("<L", 0)  # b.py points to a.py's bytes
    with pytest.raises(InputError, match="ada.zip holds overlapping files"):
        read_all(bytes(data))


def test_a_million_names_are_refused_in_no_time() -> None:
    """The table of contents is measured before it is parsed, whatever count the zip states."""
    record = b"PK\x01\x02" + bytes(42)
    directory = record * 10**6
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    start = time.perf_counter()
    with pytest.raises(InputError, match="ada.zip holds far too many files"):
        read_all(directory + end)
    assert time.perf_counter() - start < 1


def test_a_lying_size_does_not_hide_content() -> None:
    """A file that states one byte and holds more is damaged, not cut short."""
    data = bytearray(zipped(a__py=b"x" * 1000))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<L", 1)
    with pytest.raises(InputError, match=r"ada.zip: a.py cannot be read, it is damaged"):
        read_all(bytes(data))


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"Rar!\x1a\x07\x00" * 10], ids=["empty", "x", "cut", "rar"])
def test_no_zip_is_one_clear_line(data: bytes) -> None:
    """Whatever the bytes are, the message says that they are no zip."""
    with pytest.raises(InputError, match="ada.zip cannot be read, it is damaged or no zip") as caught:
        read_all(data)
    assert "\n" not in str(caught.value)


def test_damaged_zips_raise_nothing_but_input_errors() -> None:
    """A zip with random bytes changed is read or refused."""
    rng = random.Random(0)
    whole = zipped(a__py=b"import torch\n" * 50, b__py=bytes(range(256)), c__txt=b"")
    for _ in range(3000):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.choice([0, 1, 127, 255, rng.randrange(256)])
        try:
            read_all(bytes(data[: rng.choice([len(data), rng.randrange(len(data))])]))
        except InputError as error:
            assert "\n" not in str(error)
