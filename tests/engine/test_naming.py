"""What a text names, found without running it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.naming import all_quiet, imported_modules, syntax_problem, uses_of

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


QUIET = {
    "functions": "import math, torch\ndef f(q): return q / math.sqrt(q.shape[-1])\n",
    "a module": "from torch import nn\nclass M(nn.Module):\n def __init__(s):\n  super().__init__()\n  s.set_up = 1\n",
    "its own weights": "import torch\ndef f(m):\n with torch.no_grad(): m.weight.data = torch.zeros(3)\n m.eval()\n",
    "chance": "import torch\ntorch.manual_seed(3)\nx = torch.rand(3)\n",
    "a file beside": "from beside import *\nfrom given.attention import mask\n",
    "a name of its own": "count = 0\ndef f():\n global count\n count += 1\n",
}  # fmt: skip
LOUD = {
    "a default": "import torch\ntorch.set_default_dtype(torch.float64)\n",
    "a default, imported": "from torch import set_grad_enabled as g\ndef f(): g(False)\n",
    "a default, starred": "from torch import *\nset_num_threads(4)\n",
    "warnings": "import warnings\nwarnings.simplefilter('error')\n",
    "another function": "import torch.nn.functional as F\nF.softmax = None\n",
    "another method": "from torch import Tensor\nTensor.sum = lambda self: 0\n",
    "setattr": "import torch\nsetattr(torch, 'exp', None)\n",
    "a namespace": "import torch\ntorch.__dict__['exp'] = None\n",
    "back ends": "import torch\ntorch.backends.mkldnn.enabled = False\n",
    "the interpreter": "import sys\nsys.setrecursionlimit(9)\n",
    "numpy's errors": "import numpy as np\nnp.seterr(all='raise')\n",
    "a hidden name": "import torch\ndef f(x): return getattr(torch, 'soft' + 'max')(x, -1)\n",
    "a name to be fetched": "from operator import attrgetter\n",
    "no Python": "def f(",
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_code_that_changes_only_its_own_is_quiet(text: str) -> None:
    """It may share a process with the student's other exercises."""
    assert all_quiet({"answer.py": text, "beside.py": "x = 1\n"})


@pytest.mark.parametrize("text", LOUD.values(), ids=LOUD)
def test_code_that_leaves_traces_is_not_quiet(text: str) -> None:
    """One such file is enough."""
    assert not all_quiet({"answer.py": "x = 1\n", "other.py": text})


def test_the_courses_own_answers_are_quiet() -> None:
    """References, stubs and given modules: what students write on top of them is seldom louder."""
    root = Path(__file__).parents[2]
    texts = {
        str(path): path.read_text("utf-8")
        for place in ("solutions/*", "student_stubs/*", "assignments/given") for path in root.glob(f"{place}/*.py")
        if path.parent.name != "activities"  # which nobody grades
    }  # fmt: skip
    beside = {Path(name).name: "" for name in texts}
    loud = [name for name, text in texts.items() if not all_quiet({**beside, Path(name).name: text})]
    assert len(texts) > 100 and loud == []
