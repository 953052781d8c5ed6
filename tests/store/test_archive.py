"""One student's submission, read from what the student sent."""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.archive import MAX_FILES, read_submission

Files = Mapping[str, bytes]
Writer = Callable[[Path, Files], Path]


def write_zip(path: Path, files: Files) -> Path:
    """Writes a zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def write_folder(path: Path, files: Files) -> Path:
    """Writes a folder of these files."""
    path.mkdir()
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


LAYOUTS = {
    "flat": ({"a.py": b"1", "notes.md": b"2"}, {"a.py": b"1", "notes.md": b"2"}),
    "in one folder": ({"hw/a.py": b"1", "hw/sub/b.py": b"2"}, {"a.py": b"1", "sub/b.py": b"2"}),
    "in folders in folders": ({"ada/hw/a.py": b"1", "ada/hw/b.py": b"2"}, {"a.py": b"1", "b.py": b"2"}),
    "in two folders": ({"x/a.py": b"1", "y/a.py": b"2"}, {"x/a.py": b"1", "y/a.py": b"2"}),
    "with ours": ({"hw/a.py": b"1", "hw/given/g.py": b"2", "hw/checks/c.py": b"3"}, {"a.py": b"1"}),
    "with junk": ({"hw/a.py": b"1", "__MACOSX/hw/._a.py": b"2", ".git/x.txt": b"3", "__pycache__/a.py": b"4"},
                  {"a.py": b"1"}),
    "with other files": ({"a.py": b"1", "model.pt": b"2", "a.pyc": b"3", "x.so": b"4"}, {"a.py": b"1"}),
    "deeper given": ({"a.py": b"1", "lib/given/b.py": b"2"}, {"a.py": b"1", "lib/given/b.py": b"2"}),
    "upper case suffix": ({"A.PY": b"1"}, {"A.PY": b"1"}),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "kept"), LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("write", [write_zip, write_folder])
def test_the_students_own_files_are_kept(tmp_path: Path, write: Writer, sent: Files, kept: Files) -> None:
    """Zip or folder, however deep: the same files under the same names."""
    assert read_submission(write(tmp_path / "ada.zip", sent)) == kept


@pytest.mark.parametrize("name", ["attention_weights.py", "handout.ipynb"])
def test_a_single_file_is_a_submission(tmp_path: Path, name: str) -> None:
    """A student may send one file as it is."""
    (tmp_path / name).write_bytes(b"x = 1")
    assert read_submission(tmp_path / name) == {name: b"x = 1"}


def test_names_come_in_one_unicode_form(tmp_path: Path) -> None:
    """macOS writes é as two characters; the name is the same."""
    assert read_submission(write_zip(tmp_path / "a.zip", {"e\u0301.py": b"1"})) == {"é.py": b"1"}


def test_a_zip_in_a_zip_is_not_opened(tmp_path: Path) -> None:
    """Only what the student's zip itself holds counts."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.py", "2")
    assert read_submission(write_zip(tmp_path / "a.zip", {"a.py": b"1", "b.zip": inner.getvalue()})) == {"a.py": b"1"}


REFUSED = {
    "nothing": ({}, "ada.zip holds no .py, .ipynb, .md or .txt file: send your files."),
    "nothing of use": ({"a.docx": b"1"}, "ada.zip holds no .py, .ipynb, .md or .txt file: send your files."),
    "ours only": ({"checks/c.py": b"1"}, "ada.zip holds no .py, .ipynb, .md or .txt file: send your files."),
    "a name that leaves": ({"../../hidden.py": b"1"}, "ada.zip: ../../hidden.py leaves its folder: send plain files."),
    "an absolute name": ({"/etc/a.py": b"1"}, "ada.zip: /etc/a.py is an absolute path: send plain files."),
    "a name with an escape": (
        {"\x1b[2J.py": b"1"}, "ada.zip: \\x1b[2J.py has invisible characters in its name: send plain files.",
    ),
    "two cases of a name": ({"A.py": b"1", "a.py": b"2"}, "ada.zip holds two things called A.py: rename one of them."),
    "two slashes": ({"h/a.py": b"1", "h\\a.py": b"2"}, "ada.zip holds two things called a.py: rename one of them."),
    "a file as a folder": (
        {"a.py": b"1", "a.py/b.py": b"2"}, "ada.zip holds two things called a.py: rename one of them.",
    ),
    "too many": (
        {f"{n}.py": b"" for n in range(MAX_FILES + 1)},
        "ada.zip holds 201 files, more than 200: send your own files only.",
    ),
    "a bomb": ({"a.py": bytes(2**21)}, "ada.zip unpacks to more than 100 times its size: send plain files."),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "says"), REFUSED.values(), ids=REFUSED)
def test_a_bad_zip_is_one_clear_line(tmp_path: Path, sent: Files, says: str) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(InputError) as caught:
        read_submission(write_zip(tmp_path / "ada.zip", sent))
    assert str(caught.value) == says


def test_a_name_with_a_nul_is_refused_whole(tmp_path: Path) -> None:
    """Python's own reader would cut the name at the NUL and see a.py."""
    path = write_zip(tmp_path / "ada.zip", {"a.pyX.so": b"1"})
    path.write_bytes(path.read_bytes().replace(b"a.pyX", b"a.py\0"))
    with pytest.raises(InputError, match="invisible characters"):
        read_submission(path)


def test_twenty_megabytes_are_the_limit_of_all_files_together(tmp_path: Path) -> None:
    """The sum counts, not each file, and folders have the same limit."""
    files = {f"{n}.txt": os.urandom(2**20) for n in range(20)}
    assert len(read_submission(write_folder(tmp_path / "fits", files))) == 20
    with pytest.raises(InputError, match="more holds more than 20 MB"):
        read_submission(write_folder(tmp_path / "more", {**files, "more.py": b"1"}))


def test_a_zip_of_many_small_files_is_bounded_by_its_sum(tmp_path: Path) -> None:
    """Files that are each small enough to be packed well cannot add up to more."""
    path = write_zip(tmp_path / "ada.zip", {f"{n}.txt": bytes(2**16) for n in range(200)})
    assert path.stat().st_size < 2**16
    assert sum(map(len, read_submission(path).values())) == 200 * 2**16


def test_a_zip_beyond_the_limit_is_refused_unopened(tmp_path: Path) -> None:
    """A student's zip is held in memory, so its size is bounded too."""
    (tmp_path / "ada.zip").write_bytes(bytes(20 * 2**20 + 1))
    with pytest.raises(InputError, match="ada.zip holds more than 20 MB"):
        read_submission(tmp_path / "ada.zip")


@pytest.mark.parametrize(("name", "says"), [("a.rar", "is no folder, .zip, .py or .ipynb"), ("gone.zip", "not exist")])
def test_other_things_are_refused(tmp_path: Path, name: str, says: str) -> None:
    """What cannot be read is named with what can."""
    (tmp_path / "a.rar").touch()
    with pytest.raises(InputError, match=says):
        read_submission(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    """A submission cannot borrow files of the machine that grades it."""
    folder = write_folder(tmp_path / "ada", {"a.py": b"1"})
    (folder / "b.py").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="ada: b.py is a link or a device, no regular file: send plain files"):
        read_submission(folder)


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_the_path_that_a_person_names_may_be_a_link(tmp_path: Path) -> None:
    """Whoever types the path means what it leads to."""
    write_zip(tmp_path / "real.zip", {"a.py": b"1"})
    (tmp_path / "ada.zip").symlink_to(tmp_path / "real.zip")
    assert read_submission(tmp_path / "ada.zip") == {"a.py": b"1"}
