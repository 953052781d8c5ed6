"""A notebook is read with limits, and whatever is in it, what comes out is cells or one line."""

import json
import time
import tracemalloc
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.store.notebook_answers import unpacked
from autograder.store.notebook_file import MAX_BYTES, MAX_CELLS, read_notebook

from .notebooks import TASKS, code, notebook, text

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
SOURCES = st.sampled_from(
    ["def one(): return 1", "def one(:", "one = two = 1", "%%bash", "import x as one", "class Three: pass", "x?", ""]
) | st.text()  # fmt: skip
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | ANYTHING,
        "source": SOURCES | st.lists(SOURCES | ANYTHING, max_size=3) | ANYTHING,
        "id": st.sampled_from(["stub-one", "response-x", "quiz-one"]) | ANYTHING,
        "metadata": st.fixed_dictionaries(
            {"autograder": st.dictionaries(st.sampled_from(["exercise", "role"]), ANYTHING)}
        )
        | ANYTHING,
        "outputs": ANYTHING,
    },
)


def read(data: bytes) -> list[Any]:
    """The cells of a notebook called n.ipynb."""
    return read_notebook(data, "n.ipynb")


def test_cells_come_with_what_finds_them() -> None:
    """Number, kind, text, id and exercise; raw cells are left out, and counted."""
    cells = read(
        notebook(
            text("# Hi", "a"),
            {"cell_type": "raw", "source": "x"},
            code(["x\n", "y"], "b", autograder={"exercise": "one", "role": "stub"}),
        )
    )
    assert [(each.number, each.is_code, each.source, each.id, each.exercise, each.role) for each in cells] == [
        (1, False, "# Hi", "a", "", ""),
        (3, True, "x\ny", "b", "one", "stub"),
    ]


def test_a_notebook_as_nbformat_writes_it_is_read() -> None:
    """Also of format 4.0, in which Colab keeps ids in the metadata."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1\ny = 2", id="stub-one")])
    (cell,) = read(nbformat.writes(made).encode())
    assert (cell.source, cell.id) == ("x = 1\ny = 2", "stub-one")
    (cell,) = read(notebook(code("x", id="stub-two"), nbformat_minor=0))
    assert cell.id == "stub-two"


def test_outputs_and_attachments_are_never_looked_at() -> None:
    """They are cut out before anything of them becomes an object, however large and however deep."""
    deep = "[" * 100_000 + "]" * 100_000
    outputs = '[{"text": "' + "x" * 3 * MAX_BYTES + '\\"]}"}, ' + deep + "]"
    cell = '{"cell_type": "code", "outputs": %s, "source": "x = \\"outputs\\": [", "attachments": %s}'
    data = '{"cells": [' + cell + '], "metadata": %s}'
    started = time.process_time()
    (cell,) = read((data % (outputs, deep, deep)).encode())
    assert cell.source == 'x = "outputs": ['
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is no notebook that can be read"),
        (b"\xff\xfe{", "is no notebook that can be read"),
        (b"[" * 1_000_000, "is no notebook that can be read"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "is no notebook that can be read"),
        (b'{"cells": [' + b"9" * 5000 + b"]}", "is no notebook that can be read"),
        (b"[1]", "has no cells as notebooks of format 4 have them"),
        (b'{"worksheets": []}', "has no cells as notebooks of format 4 have them"),
        (b'{"cells": {"a": 1}}', "has no cells as notebooks of format 4 have them"),
        (notebook(*["x"] * (MAX_CELLS + 1)), "cells, more than 10000"),
        (notebook("x" * (MAX_BYTES + 1)), "is larger than 5 MiB, its outputs not counted"),
        (b'{"cells": [' + b"[]," * 3_000_000 + b"1]}", "n.ipynb"),
        (b'{"a": "' + b'\\"' * 5_000_000, "n.ipynb"),
        (b'{"a": "' + b'\\"' * 5_000_000 + b"\\", "n.ipynb"),
    ],
)
def test_what_is_no_notebook_is_told_in_a_line(data: bytes, says: str) -> None:
    """In little time and memory, with what to do."""
    started = time.process_time()
    with pytest.raises(InputError) as refused:
        read(data)
    assert says in refused.value.message and "\n" not in str(refused.value)
    assert time.process_time() - started < 6


def test_memory_stays_small() -> None:
    """A file that is all little lists is refused before it becomes objects."""
    data = b'{"cells": [' + b"[]," * 1_200_000 + b"1]}"
    tracemalloc.start()
    try:
        with pytest.raises(InputError):
            read(data)
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    finally:
        tracemalloc.stop()


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.lists(CELL | ANYTHING, max_size=6) | ANYTHING)
def test_no_notebook_makes_us_raise(cells: Any) -> None:
    """Whatever stands for the cells, a submission comes out as files of text, and every problem as one line."""
    data = json.dumps({"cells": cells}).encode()
    found = unpacked({"n.ipynb": data}, TASKS)
    assert set(found.files) <= {"n.ipynb", "one.py", "two.py", "Three.py"}
    assert all(isinstance(content, bytes) for content in found.files.values())
    assert not [says for says in [*found.problems.values(), *found.notes] if "\n" in says]


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\ outputscell123', max_size=200).map(str.encode))
def test_no_bytes_make_us_raise(data: bytes) -> None:
    """Cells or one line, whatever was sent."""
    found = unpacked({"n.ipynb": data}, TASKS)
    assert found.files["n.ipynb"] == data and set(found.files) == {"n.ipynb"}
