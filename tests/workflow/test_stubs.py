"""Stubs on disk follow the solutions."""

from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.store.course import find_course
from autograder.workflow.stubs import drift, write_stubs

DOUBLE = "student_stubs/counting/double.py"


def test_committed_stubs_are_in_step(mini_course: Path) -> None:
    """Nothing drifts and nothing is written when all is in step."""
    course = find_course(mini_course)
    assert drift(course) == []
    assert write_stubs(course) == []


def test_drift_is_named_and_repaired(mini_course: Path) -> None:
    """A changed, a missing and an orphaned stub are each told, and put right by writing the stubs."""
    course = find_course(mini_course)
    before = (mini_course / DOUBLE).read_bytes()
    (mini_course / DOUBLE).write_text("changed\n")
    (mini_course / "student_stubs/counting/Tally.py").unlink()
    orphan = mini_course / "student_stubs/gone/old.py"
    orphan.parent.mkdir()
    orphan.write_text("")
    assert drift(course) == [
        f"{DOUBLE} differs from what it is made of",
        "student_stubs/counting/Tally.py is missing",
        "student_stubs/gone/old.py belongs to no exercise",
    ]
    assert len(write_stubs(course)) == 3
    assert drift(course) == []
    assert (mini_course / DOUBLE).read_bytes() == before
    assert not orphan.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "solutions/counting/double.py is missing"),
        (b"\xff\n", "solutions/counting/double.py is not UTF-8"),
        (b"def f():\n    ### BEGIN SOLUTION\n    pass\n", "solutions/counting/double.py, line 2: "),
    ],
)
def test_a_bad_solution_is_named_and_nothing_is_written(mini_course: Path, content: bytes | None, says: str) -> None:
    """A solution that is missing or cannot become a stub is named, and no stub changes."""
    (mini_course / "student_stubs/counting/Tally.py").unlink()
    solution = mini_course / "solutions/counting/double.py"
    solution.unlink()
    if content is not None:
        solution.write_bytes(content)
    with pytest.raises(InputError, match=says):
        write_stubs(find_course(mini_course))
    assert not (mini_course / "student_stubs/counting/Tally.py").exists()
