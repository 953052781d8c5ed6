"""What is said of source files without running them."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.source import MAX_BYTES, MAX_TOGETHER, imported_modules, read_sources, syntax_problem, uses_of
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment

ASSIGNMENT = find_assignment(find_course(Path(__file__).parents[1] / "mini_course"), "counting")
UNREADABLE = {
    "minus": "x = " + "-" * 200_000 + "1",
    "attributes": "x = a" + ".b" * 50_000,
    "sums": "x = 1" + "+1" * 50_000,
    "parentheses": "(" * 5_000,
    "calls": "x = f" + "()" * 50_000,
    "branches": "if 1: pass\n" + "elif 1: pass\n" * 20_000,
    "a null byte": "x = 1\0",
    "no Python": "def double(",
    "half a character": "x = '\ud800'",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_python_cannot_read_is_said_in_one_line(text: str) -> None:
    """However it is meant to break the parser; and it imports and uses nothing."""
    says = syntax_problem("double.py", text)
    assert says.startswith("double.py") and "Python cannot read this" in says and len(says.splitlines()) == 1
    assert imported_modules({"double.py": text}, "double") == set()
    assert uses_of(["torch.nn"], {"double.py": text, "other.py": "import double"}, "other") == ()


@given(st.text() | st.from_regex(r"(\s|[a-z()\[\]{}:=.,*@'\"\\#0-9]|def |if |import )*", fullmatch=True))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever it is, it has a problem or none, and imports something or nothing."""
    assert isinstance(syntax_problem("double.py", text), str)
    assert isinstance(imported_modules({"double.py": text}, "double"), set)
    assert isinstance(uses_of(["torch"], {"double.py": text}, "double"), tuple)


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


IMPORTS = {
    "import a, b.c as d": {"a", "b"},
    "from a.b import c": {"a"},
    "def f():\n    import late": {"late"},
    "try:\n    import a\nexcept ImportError:\n    a = None": {"a"},
    "import one": {"one", "two", "math"},
    "import round_and_round": {"round_and_round", "double"},
}


@pytest.mark.parametrize(("text", "found"), IMPORTS.items(), ids=IMPORTS)
def test_imports_are_followed_through_siblings(text: str, found: set[str]) -> None:
    """At the top or within a function, and in circles."""
    sources = {
        "double.py": text,
        "one.py": "import two",
        "two.py": "import math",
        "round_and_round.py": "import double",
    }
    assert imported_modules(sources, "double") >= found


USES = {
    "import torch\ntorch.nn.MultiheadAttention(1, 1)": 2,
    "import torch.nn as nn\n\nnn.MultiheadAttention": 3,
    "from torch import nn\nx = nn.MultiheadAttention.forward": 2,
    "from torch.nn import MultiheadAttention": 1,
    "from torch.nn import MultiheadAttention as harmless\n": 1,
    "def f():\n    from torch import nn as harmless\n    return harmless.MultiheadAttention": 3,
    "from math import *\nfrom torch.nn import *\nMultiheadAttention(1, 1)": 3,
    "from torch import *\nx = [nn.MultiheadAttention]": 2,
}


@pytest.mark.parametrize(("text", "line"), USES.items(), ids=USES)
def test_a_banned_name_is_found_with_its_line(text: str, line: int) -> None:
    """However it is imported, in the file itself and in one that it imports."""
    use = f"double.py, line {line}: torch.nn.MultiheadAttention"
    banned = ["torch.nn.MultiheadAttention"]
    assert use in [found.removesuffix(".forward") for found in uses_of(banned, {"double.py": text}, "double")]
    assert uses_of(banned, {"double.py": text, "Tally.py": "import double"}, "Tally")
    assert uses_of(banned, {"double.py": text, "Tally.py": "x = 1"}, "Tally") == ()


def test_a_star_import_of_a_file_beside_hides_nothing() -> None:
    """What the file beside brings by a star is as good as imported here."""
    sources = {"double.py": "from beside import *\nMultiheadAttention(1)", "beside.py": "from torch.nn import *"}
    assert uses_of(["torch.nn.MultiheadAttention"], sources, "double") == (
        "double.py, line 2: torch.nn.MultiheadAttention",
    )
    stars = "".join(f"from a{number} import *\n" for number in range(2000))
    names = "".join(f"b{number}\n" for number in range(6000))
    assert uses_of(["torch.nn.MultiheadAttention"], {"double.py": stars + names}, "double") == ()


@pytest.mark.parametrize("text", [
    "import torch\ntorch.nn.MultiheadAttentionLike", "MultiheadAttention = 1", "x = 'torch.nn.MultiheadAttention'",
    "# torch.nn.MultiheadAttention", "import nn\nnn.MultiheadAttention", "import torch.nn",
    "from torch.nn import *\nMultiheadAttention = Linear", "from math import *\nMultiheadAttention(1)",
])  # fmt: skip
def test_what_only_looks_like_it_is_not_found(text: str) -> None:
    """A longer name, one's own name, text and comments."""
    assert uses_of(["torch.nn.MultiheadAttention"], {"double.py": text}, "double") == ()


def test_an_assignment_without_exercises_has_no_problems() -> None:
    """There is nothing to miss."""
    assert read_sources({}, replace(ASSIGNMENT, exercises=())) == ({}, {})
