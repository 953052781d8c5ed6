"""What graders remember from one process to the next."""

from pathlib import Path

import pytest

from autograder.engine.memory import Memory


def never() -> str:
    """Finds out again what is known."""
    pytest.fail("found out twice")


def test_that_an_exercise_can_be_graded_is_found_out_once(tmp_path: Path) -> None:
    """Another grader on the same file need not try the reference again."""
    file = tmp_path / "memory" / "counting.json"
    assert Memory(file).problem("double", lambda: "") == ""
    assert Memory(file).problem("double", never) == ""


def test_a_problem_is_not_remembered(tmp_path: Path) -> None:
    """A reference that was too slow once, on a busy machine, does not leave a class ungraded for ever."""
    file = tmp_path / "counting.json"
    memory = Memory(file)
    assert memory.problem("double", lambda: "too slow") == "too slow"
    assert memory.problem("double", lambda: "") == Memory(file).problem("double", never) == ""


def test_several_graders_do_not_disturb_one_another(tmp_path: Path) -> None:
    """What each of them finds is there for the next, and nothing half written."""
    file = tmp_path / "counting.json"
    first, second = Memory(file), Memory(file)
    for memory, exercise in ((first, "a"), (second, "b"), (first, "c")):
        memory.problem(exercise, str)
    assert [path.name for path in tmp_path.iterdir()] == ["counting.json"]
    assert [Memory(file).problem(exercise, never) for exercise in "ac"] == ["", ""]


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "1"])
def test_a_damaged_file_is_found_out_anew(tmp_path: Path, content: str) -> None:
    """It only costs time."""
    file = tmp_path / "counting.json"
    file.write_text(content)
    assert Memory(file).problem("double", lambda: "") == ""
    assert Memory(file).problem("double", never) == ""


def test_without_a_file_it_forgets() -> None:
    """As when one submission is graded by hand."""
    memory = Memory()
    assert memory.problem("double", lambda: "") == memory.problem("double", never) == ""
