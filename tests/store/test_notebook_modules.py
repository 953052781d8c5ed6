"""Whatever an honest student does with cells, each exercise gets what its answer needs, and nothing else runs."""

import sys
from types import ModuleType

import pytest

from autograder.store.notebook_answers import unpacked

from .notebooks import TASKS, code, notebook


def files(*cells: object) -> dict[str, str]:
    """The modules that a notebook of these cells makes."""
    found = unpacked({"tasks.ipynb": notebook(*cells)}, TASKS).files
    return {name: data.decode() for name, data in found.items() if name.endswith(".py")}


def loaded(*cells: object, module: str = "one") -> ModuleType:
    """A module of the notebook, loaded beside its siblings as in the sandbox."""
    sources = files(*cells)
    made: dict[str, ModuleType] = {}

    def load(name: str) -> ModuleType:
        if name not in made:
            made[name] = ModuleType(name)
            exec(
                compile(
                    sources[f"{name}.py"]
                    .replace("from two import", "from _two import")
                    .replace("from Three import", "from _Three import"),
                    f"{name}.py",
                    "exec",
                ),
                vars(made[name]),
            )
        return made[name]

    for sibling in ("two", "Three"):
        if f"from {sibling} import" in "".join(sources.values()):
            sys.modules[f"_{sibling}"] = load(sibling)
    try:
        return load(module)
    finally:
        for sibling in ("_two", "_Three"):
            sys.modules.pop(sibling, None)


def test_imports_helpers_and_constants_of_other_cells_come_along() -> None:
    """What the answer looks up is there, wherever it was defined."""
    module = loaded(
        "import math\nfrom collections import Counter",
        "SCALE = 2.0\nOFFSET: int = 1",
        "def helper(x):\n    return SCALE * math.sqrt(x)",
        "def one(x):\n    return helper(x) + OFFSET",
    )
    assert module.one(4) == 5.0


def test_nothing_else_runs() -> None:
    """Plots, trials, training, checks, magics and shell lines are left out, even where they would fail."""
    module = loaded(
        "import matplotlib.pyplot as plt, no_such_module\nimport sys",
        "%matplotlib inline\n!pip install something\nimport math",
        "def one(x):\n    return math.floor(x)",
        "losses = train()\nfor step in range(10**9):\n    losses.append(step)\nplt.plot(losses)",
        "%%bash\nrm -rf /",
        "%%writefile one.py\ndef one(x): return 'written'",
        "check('one')\none(3)\nassert False\nsys.exit()",
        "x = 1\nx?",
    )
    assert module.one(2.5) == 2
    assert "plt" not in vars(module) and "losses" not in vars(module)


def test_the_last_definition_counts() -> None:
    """As in a kernel that ran all cells; the earlier one and what only it needs is gone."""
    sources = files(
        "import no_such_module",
        "def one():\n    return no_such_module.forbidden()",
        "def helper():\n    return 1",
        "def one():\n    return helper()",
        "def helper():\n    return 2",
    )
    assert "no_such_module" not in sources["one.py"] and "return 1" not in sources["one.py"]
    assert (
        loaded("def helper():\n    return 1", "def one():\n    return helper()", "def helper():\n    return 2").one()
        == 2
    )


def test_a_stub_that_was_left_does_not_undo_an_answer() -> None:
    """A copied cell may stand above or below the one that was handed out."""
    stub = code('def one():\n    raise NotImplementedError("tasks.one")', "stub-one")
    assert loaded("def one():\n    return 1", stub).one() == 1
    assert loaded(stub, "def one():\n    return 1").one() == 1
    assert "NotImplementedError" in files(stub)["one.py"]


def test_a_trial_with_the_same_name_does_not_shadow_the_answer() -> None:
    """`one = one(3)` in another cell keeps its result; it defines nothing."""
    assert loaded("def one(x):\n    return x", "one = one(3)").one(7) == 7
    assert loaded("import math\ndef one(x):\n    return math.floor(x)", "math = 'my favourite'").one(7.5) == 7


def test_an_answer_may_be_wrapped_after_it_was_defined() -> None:
    """In the cell of its definition an assignment counts, and keeps what it wraps."""
    module = loaded("import functools\ndef one(x):\n    return [x]\none = functools.lru_cache(one)")
    assert module.one(2) is module.one(2)


def test_the_answers_of_other_exercises_are_imported_not_copied() -> None:
    """So that an error is paid for once: the grader can put ours in the place of a sibling."""
    cells = ("def two(x):\n    return 2 * x", "def one(x):\n    return two(x) + 1")
    assert files(*cells)["one.py"].startswith("from two import two\n")
    assert loaded(*cells).one(3) == 7
    unwritten = files("def one(x):\n    return two(x) + 1")
    assert unwritten["one.py"].startswith("from two import two\n") and "two.py" not in unwritten


def test_exercises_that_use_each_other_load() -> None:
    """Each then has its own copy of the other, as modules cannot import in a circle."""
    cells = (
        "def one(n):\n    return n == 0 or two(n - 1)",
        "def two(n):\n    return n != 0 and one(n - 1)",
    )
    assert loaded(*cells).one(4) is True
    assert loaded(*cells, module="two").two(4) is False


def test_what_is_needed_first_comes_first_whatever_the_order_of_cells() -> None:
    """A base class, a decorator, a default and a table that is made by a call may stand in later cells."""
    module = loaded(
        "class one(Base):\n    table = TABLE\n\n    @wrapped\n    def get(self, key=DEFAULT):\n"
        "        return self.table[key]",
        "DEFAULT = 'a'\nTABLE = make()",
        "def make():\n    return {DEFAULT: value()}",
        "def value():\n    return 5",
        "def wrapped(f):\n    return lambda *args: deeper(f(*args))",
        "def deeper(x):\n    return x + 1",
        "class Base:\n    pass",
    )
    assert module.one().get() == 6


def test_things_that_are_filled_in_place_come_full() -> None:
    """Entries, appended items and methods that are added to a class belong to it."""
    module = loaded(
        "TABLE = {}\nNAMES = []",
        "TABLE['a'] = 1\nNAMES.append('b')\nprint(TABLE)",
        "class one:\n    pass",
        "def get(self):\n    return TABLE['a'], NAMES\none.get = get",
        "import math\nmath.pi = 3",
    )
    assert module.one().get() == (1, ["b"])
    import math

    assert math.pi > 3.1


def test_conditions_and_attempts_at_the_top_of_cells_bind_names() -> None:
    """`if`, `try` and `with` count for what they define."""
    module = loaded(
        "try:\n    from no_such_module import fast\nexcept ImportError:\n    def fast(x):\n        return x",
        "if 1 > 0:\n    MODE = 'a'\nelse:\n    MODE = 'b'",
        "def one(x):\n    return fast(x), MODE",
    )
    assert module.one(1) == (1, "a")


def test_local_names_do_not_drag_trials_along() -> None:
    """A function's own variables have nothing to do with those of trials, whatever they are called."""
    source = files(
        "x = no_such_function()\nweights = x",
        "def one(q):\n    x = q\n    weights = [w for w in x]\n    return weights",
    )
    assert "no_such_function" not in source["one.py"]


def test_a_cell_means_what_it_imports_whatever_others_make_of_the_name() -> None:
    """`F` of the answer's own cell stays what it was imported as."""
    assert loaded("import math as F\ndef one():\n    return F.floor(2.5)", "F = 8", "import string as F").one() == 2


def test_star_imports_and_future_imports_are_kept_where_they_are_needed() -> None:
    """A name that nothing else explains may come from a star; the future comes first."""
    module = loaded(
        "from math import *", "from __future__ import annotations", "def one(x: Unknown):\n    return floor(x)"
    )
    assert module.one(2.5) == 2
    assert "import *" not in files("from math import *", "def one(x):\n    return len(x)")["one.py"]


def test_a_cell_under_a_time_magic_counts() -> None:
    """`%%time` runs the cell as it stands; other cell magics are another language."""
    assert loaded("%%time\ndef one():\n    return 1").one() == 1
    assert files("%%timeit\ndef one():\n    return 1") == {}


def test_lines_that_go_on_with_a_per_cent_sign_are_no_magics() -> None:
    """Only where Python cannot read a cell are lines for IPython left out."""
    assert loaded("def one(a, b):\n    return (a\n            % b)", "%time x = 1").one(7, 4) == 3
    assert loaded("%time x = 1\ndef one(a, b):\n    return (a\n            % b)").one(7, 4) == 3


@pytest.mark.parametrize(
    "cell",
    [
        "def one(:",
        "class one(x\n",
        "    indented",
        "return 1",
        "'''",
        "\0",
        "x = " + "(" * 5000,
        "def one(): return \n\x0c\x00",
    ],
)
def test_a_broken_cell_costs_no_other_exercise(cell: str) -> None:
    """The others are as if the cell were not there."""
    assert loaded("def two():\n    return 2", cell, module="two").two() == 2


def test_a_broken_cell_is_named_with_its_line() -> None:
    """By what a release wrote into it, or by what it seems to define."""
    for cell in (
        code("x = 1\ndef one(:\n    pass"),
        code("x = 1\nthis is\n", "stub-one"),
        code("x = 1\n(\n", autograder={"exercise": "one"}),
    ):
        found = unpacked({"tasks.ipynb": notebook("y = 1", cell)}, TASKS)
        assert found.problems["one"].startswith("tasks.ipynb, cell 2, line 2: Python cannot read this (")
        assert list(found.problems) == ["one"]


def test_the_kept_text_is_the_student_s_own() -> None:
    """Comments and spelling inside of a definition stay, decorators too."""
    source = "@staticmethod\ndef one(x):  # mine\n    # why\n    return x   +   1"
    assert source in files(source)["one.py"]
    assert files("a = 1; one = [a]  # both in a line")["one.py"] == "a = 1\n\none = [a]\n"
