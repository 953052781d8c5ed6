"""A notebook as it was received: the sources of its cells, and nothing else of what may be in such a file."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.errors import InputError
from autograder.model.text import one_line

SUFFIX = ".ipynb"
KEY = "autograder"
"""Where a release keeps in a cell's metadata which exercise it belongs to. It only says where to look first."""
MAX_BYTES = 5 * 2**20
"""Of a notebook without its outputs and attachments; the pictures of the longest handout take 1 MiB."""
MAX_CELLS = 10_000
MAX_PARTS = 2_000_000
"""Strings and brackets: more than a notebook of many plots has, and a second's work."""
PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""What has to be told apart to find where a value ends; a string that is never closed goes to the end of the text."""
COLON = re.compile(r"\s*:")
LEFT_OUT = {(1, '"metadata"'), (3, '"outputs"'), (3, '"attachments"')}
"""Keys by their depth: of the notebook itself, and of the cells in the list in it."""


@dataclass(frozen=True)
class NotebookCell:
    """A cell of code or Markdown. What it says of itself is only a hint."""

    number: int
    """Its place in the notebook, from 1."""
    is_code: bool
    source: str
    id: str = ""
    exercise: str = ""
    role: str = ""


def read_notebook(data: bytes, name: str) -> list[NotebookCell]:
    """The cells of code and Markdown in order.

    Raises:
        InputError: it is no notebook of format 4, or larger than any honest one.
    """
    name = one_line(name)
    again = "save it again in Jupyter, and hand it in again."
    try:
        notebook = json.loads(_without_outputs(data.decode("utf-8-sig"), name))
    except (ValueError, RecursionError, MemoryError):  # what is no UTF-8 is a ValueError, too
        raise InputError(f"{name} is no notebook that can be read:", again) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise InputError(f"{name} has no cells as notebooks of format 4 have them:", again)
    if len(cells) > MAX_CELLS:
        raise InputError(f"{name} has {len(cells)} cells, more than {MAX_CELLS}:", "hand in your answers only.")
    return list(_cells(cells))


def _without_outputs(text: str, name: str) -> str:
    """The text with null for what is never looked at, which is cut out before anything of it becomes an object."""
    kept, end = [], 0
    for first, last in _spans(text, name):
        kept += [text[end:first], "null"]
        end = last
    rest = "".join([*kept, text[end:]])
    if len(rest) > MAX_BYTES:
        says = f"{name} is larger than {MAX_BYTES >> 20} MiB, its outputs not counted:"
        raise InputError(says, "hand in code and text, no data.")
    return rest


def _spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the lists and objects begin and end that are left out."""
    depth, wanted, first, outer = 0, False, -1, 0
    for count, found in enumerate(PART.finditer(text)):
        if count > MAX_PARTS:
            raise InputError(f"{name} has more parts than any notebook:", "clear its outputs, and hand it in again.")
        part = found[0]
        if part in "[{":
            if wanted and first < 0:
                first, outer = found.start(), depth
            depth += 1
            wanted = False
        elif part in "]}":
            depth -= 1
            if first >= 0 and depth == outer:
                yield first, found.end()
                first = -1
        else:
            key = first < 0 and len(part) < 20 and (depth, part) in LEFT_OUT
            wanted = key and COLON.match(text, found.end()) is not None


def _cells(cells: list[Any]) -> Iterator[NotebookCell]:
    for number, cell in enumerate(cells, start=1):
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind in ("code", "markdown"):
            metadata = cell["metadata"] if isinstance(cell.get("metadata"), dict) else {}
            ours = metadata[KEY] if isinstance(metadata.get(KEY), dict) else {}
            cell_id = cell.get("id") or metadata.get("id")  # where Colab puts it
            yield NotebookCell(
                number, kind == "code", _source(cell.get("source")),
                _name(cell_id), _name(ours.get("exercise")), _name(ours.get("role")),
            )  # fmt: skip


def _source(source: Any) -> str:
    """The text, which may be in one piece or in lines; half characters become question marks."""
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")


def _name(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 100 else ""
