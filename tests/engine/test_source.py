"""What is said of source files without running them."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.engine.source import MAX_BYTES, MAX_TOGETHER, read_sources
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment

ASSIGNMENT = find_assignment(find_course(Path(__file__).parents[1] / "mini_course"), "counting")


def test_sources_are_read_as_people_save_them() -> None:
    """With a byte order mark, Windows line ends, umlauts; what is no Python file is left out."""
    files = {"double.py": "\ufeffx = 'ü'\r\n".encode(), "Tally.py": b"", "sub/helper.py": b"y = 1", "notes.md": b"\xff"}
    sources, problems = read_sources(files, ASSIGNMENT)
    assert sources == {"double.py": "x = 'ü'\n", "Tally.py": "", "sub/helper.py": "y = 1"} and problems == {}


def test_problems_are_told_for_each_exercise() -> None:
    """And files with problems are not handed to the sandbox."""
    sources, problems = read_sources({"double.py": b"\xff", "Tally.py": b"(", "other.py": b"\xff"}, ASSIGNMENT)
    assert sources == {}
    assert {slug: problem.outcome for slug, problem in problems.items()} == {
        "double": Outcome.ERROR,
        "Tally": Outcome.ERROR,
    }
    _, problems = read_sources({"double.py": b"#" * (MAX_BYTES + 1), "Tally.py": b"#" * MAX_BYTES}, ASSIGNMENT)
    assert set(problems) == {"double"} and "larger than 64 KiB" in problems["double"].says


def test_all_files_together_are_bounded() -> None:
    """What is asked for is read first; of files beside it only as many as there is room for."""
    files = {f"a{number}.py": b"#" * MAX_BYTES for number in range(6)} | {"double.py": b"x = 1", "Tally.py": b"y = 1"}
    sources, problems = read_sources(files, ASSIGNMENT)
    assert problems == {} and {"double.py", "Tally.py", "a0.py"} <= sources.keys()
    assert sum(map(len, sources.values())) <= MAX_TOGETHER < sum(map(len, files.values()))
    crowd = replace(ASSIGNMENT, exercises=tuple(replace(ASSIGNMENT.exercises[0], slug=f"e{n}") for n in range(6)))
    _, problems = read_sources({f"e{number}.py": b"#" * MAX_BYTES for number in range(6)}, crowd)
    assert set(problems) == {"e4", "e5"} and "larger than 256 KiB together" in problems["e5"].says


@pytest.mark.parametrize(("name", "meant"), [
    ("duoble.py", True), ("Double.py", True), ("double_1.py", True), ("double(1).py", False), ("tally.py", False),
    ("x.py", False), ("Tally.py", False),
])  # fmt: skip
def test_a_likely_name_is_proposed(name: str, meant: bool) -> None:
    """When it is near, harmless to show, and not another exercise's."""
    _, problems = read_sources({name: b""}, ASSIGNMENT)
    says = problems["double"].says
    assert problems["double"].outcome is Outcome.NOT_ATTEMPTED
    assert says == (
        f"double.py is missing. Did you mean to name {name} that?" if meant else "double.py was not handed in."
    )


def test_an_assignment_without_exercises_has_no_problems() -> None:
    """There is nothing to miss."""
    assert read_sources({}, replace(ASSIGNMENT, exercises=())) == ({}, {})
