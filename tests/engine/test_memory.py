"""What graders remember from one process to the next."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.memory import Memory
from autograder.sandbox.script import Script


def never() -> Any:
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


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", "1", '{"fit": 1}'])
def test_a_damaged_file_is_found_out_anew(tmp_path: Path, content: str) -> None:
    """It only costs time."""
    file = tmp_path / "counting.json"
    file.write_text(content)
    assert Memory(file).problem("double", lambda: "") == ""
    assert Memory(file).problem("double", never) == ""


def test_what_workers_play_is_found_out_once(tmp_path: Path) -> None:
    """Frame by frame, test by test; who cannot find out gets what others found, or nothing."""
    file, script = tmp_path / "counting.json", Script({"b": (b"\0\xff", b""), "a": (b"x",)}, frozenset("a"))
    assert Memory(file).script("double", None) == Script()
    assert Memory(file).script("double", lambda: script) == script
    again = Memory(file).script("double", None)
    assert again == script and list(again.tests) == ["b", "a"]


def test_an_empty_script_is_not_remembered(tmp_path: Path) -> None:
    """The sandbox may have been at fault."""
    file = tmp_path / "counting.json"
    memory = Memory(file)
    assert memory.script("double", Script) == memory.script("double", never) == Script()
    assert Memory(file).script("double", lambda: Script({"a": (b"x",)})) != Script()


def test_without_a_file_it_forgets() -> None:
    """As when one submission is graded by hand."""
    memory = Memory()
    assert memory.problem("double", lambda: "") == memory.problem("double", never) == ""


def test_what_one_grader_is_finding_out_the_others_wait_for(tmp_path: Path) -> None:
    """Two that begin at the same time find it out once, and no lock is left."""
    file, found = tmp_path / "counting.json", list[str]()
    together = threading.Barrier(2)

    def find() -> str:
        found.append("double")
        time.sleep(0.2)
        return ""

    def grader() -> None:
        together.wait()
        assert Memory(file).problem("double", find) == ""

    graders = [threading.Thread(target=grader) for _ in range(2)]
    for each in graders:
        each.start()
    for each in graders:
        each.join()
    assert found == ["double"] and [path.name for path in tmp_path.iterdir()] == ["counting.json"]


def test_a_lock_that_cannot_be_had_keeps_nobody_from_finding_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk without locks, say."""
    monkeypatch.setattr("autograder.engine.memory.FileLock.acquire", _refused)
    assert Memory(tmp_path / "counting.json").problem("double", lambda: "it fails") == "it fails"


def _refused(*args: Any, **kwargs: Any) -> None:
    raise OSError("no locks here")
