"""What is remembered beside a student's files."""

from pathlib import Path

import pytest

from autograder.store.progress import FILE, Progress


def test_progress_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Student, hints and checks come back, and a check counts for the file that was checked only."""
    file = tmp_path / "double.py"
    file.write_text("x = 1\n")
    progress = Progress(tmp_path, "ada", {"double": 2})
    progress.record_check("double", file.read_bytes(), passed=3, checks=4)
    progress.save()
    again = Progress.load(tmp_path)
    assert again == progress
    assert again.current("double", file.read_bytes())
    file.write_text("x = 2\n")
    assert not again.current("double", file.read_bytes())
    assert not again.current("Tally", file.read_bytes())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"student": 1}', b"\xff", b'{"checks": {"a": {}}, "hints": {}}'])
def test_a_damaged_file_starts_afresh(tmp_path: Path, content: bytes) -> None:
    """Nothing of worth is in the file, so damage stops nobody."""
    (tmp_path / FILE).write_bytes(content)
    assert Progress.load(tmp_path) == Progress(tmp_path)
