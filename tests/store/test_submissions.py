"""Submissions are kept unchanged, whole, and under names that any file system takes."""

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import Fault, InputError
from autograder.store.submissions import SubmissionStore, folder_of, student_of, submission_sha256

FILES = {"b.py": b"x = 1\r\n", "sub/a.py": b"\xff\x00", "é.md": b""}


def test_what_was_received_comes_back_to_the_byte(tmp_path: Path) -> None:
    """Line ends, bytes that are no text, empty files and folders stay as they are."""
    store = SubmissionStore(tmp_path / "submissions")
    assert store.read("gan", "ada", store.add("gan", "ada", FILES)) == FILES


def test_files_lie_under_assignment_student_and_hash(tmp_path: Path) -> None:
    """A person finds a submission without any tool."""
    sha256 = SubmissionStore(tmp_path).add("gan", "ada", FILES)
    assert (tmp_path / "gan" / "ada" / sha256 / "sub" / "a.py").read_bytes() == b"\xff\x00"


def test_adding_again_writes_nothing(tmp_path: Path) -> None:
    """The same files have the same place."""
    store = SubmissionStore(tmp_path)
    folder = tmp_path / "gan" / "ada" / store.add("gan", "ada", FILES)
    before = (folder / "b.py").stat()
    assert store.add("gan", "ada", dict(reversed(FILES.items()))) == folder.name
    assert (folder / "b.py").stat() == before


def test_an_older_submission_stays(tmp_path: Path) -> None:
    """A newer one lies beside it."""
    store = SubmissionStore(tmp_path)
    old, new = store.add("gan", "ada", {"a.py": b"1"}), store.add("gan", "ada", {"a.py": b"2"})
    assert store.read("gan", "ada", old) == {"a.py": b"1"}
    assert store.read("gan", "ada", new) == {"a.py": b"2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a.py": b"12"}, {"a.py": b"1", "2": b""}),
        ({"a": b"b"}, {"ab": b""}),
        ({"a": b"", "b": b""}, {"ab": b""}),
        ({"a": b"1", "b": b"2"}, {"a": b"2", "b": b"1"}),
        ({}, {"": b""}),
    ],
)
def test_the_hash_tells_names_from_contents(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Moving a byte from one place to another makes another submission."""
    assert submission_sha256(one) != submission_sha256(other)


@pytest.mark.parametrize("change", ["edit", "add", "delete", "all"])
def test_a_changed_submission_is_our_fault(tmp_path: Path, change: str) -> None:
    """What is not what was received is never graded as if it were."""
    store = SubmissionStore(tmp_path)
    sha256 = store.add("gan", "ada", {"a.py": b"1", "b.py": b"2"})
    folder = tmp_path / "gan" / "ada" / sha256
    match change:
        case "edit":
            (folder / "a.py").write_bytes(b"2")
        case "add":
            (folder / "c.py").touch()
        case "delete":
            (folder / "a.py").unlink()
        case "all":
            folder.rename(tmp_path / "elsewhere")
    with pytest.raises(Fault, match="is not what was received: restore it"):
        store.read("gan", "ada", sha256)


@pytest.mark.parametrize("name", ["../a.py", "/a.py", "a\0.py"])
def test_unsafe_names_are_refused_here_too(tmp_path: Path, name: str) -> None:
    """Nothing is written outside, whoever calls."""
    with pytest.raises(InputError):
        SubmissionStore(tmp_path / "inner").add("gan", "ada", {name: b"1"})
    assert list(tmp_path.rglob("*.py")) == []


@pytest.mark.parametrize(
    ("student", "folder"),
    [
        ("ada", "ada"),
        ("Ada.L_1+x@uni-x.org", "Ada.L_1+x@uni-x.org"),
        ("..", "%2E."),
        (".ada", "%2Eada"),
        ("a/b", "a%2Fb"),
        ("a~b c", "a%7Eb%20c"),
        ("%2E", "%252E"),
        ("é", "%C3%A9"),
    ],
)
def test_ids_are_safe_folder_names(student: str, folder: str) -> None:
    """An id neither leaves its folder nor hides it, and stays readable."""
    assert folder_of(student) == folder


@given(st.text(st.sampled_from("aZ09._-+@~%/\\: é中😀&'\""), min_size=1, max_size=20))
def test_ids_come_back_from_folder_names(student: str) -> None:
    """No two students share a folder."""
    assert student_of(folder_of(student)) == student


@pytest.mark.parametrize("student", ["", "a\nb", "\u202eada", "\udce9", "é" * 100])
def test_ids_that_nobody_can_read_are_refused(student: str) -> None:
    """Empty, invisible and endless ids are bad input, in one line."""
    with pytest.raises(InputError) as caught:
        folder_of(student)
    assert "\n" not in str(caught.value)


def _add_for_ever(root: Path) -> None:
    store, number = SubmissionStore(root), 0
    while True:
        store.add("gan", "ada", {f"{name}.py": f"{number}".encode() * 1000 for name in "abcdef"})
        number += 1


@pytest.mark.skipif(sys.platform != "linux", reason="kills a process")
def test_a_killed_writer_leaves_only_whole_submissions(tmp_path: Path) -> None:
    """A submission is there completely or not at all, at whatever moment the power goes."""
    store, context = SubmissionStore(tmp_path), multiprocessing.get_context("spawn")
    for _ in range(3):
        writer = context.Process(target=_add_for_ever, args=(tmp_path,))
        writer.start()
        before, deadline = len(list(tmp_path.glob("gan/ada/*"))), time.monotonic() + 20
        while len(list(tmp_path.glob("gan/ada/*"))) < before + 5 and time.monotonic() < deadline:
            time.sleep(0.003)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
    kept = [folder.name for folder in tmp_path.glob("gan/ada/*")]
    assert len(kept) >= 5
    assert all(len(store.read("gan", "ada", sha256)) == 6 for sha256 in kept)
