"""Notebooks as students hand them in."""

import json
from collections.abc import Sequence
from typing import Any

from autograder.model.assignment import Assignment, Exercise


def exercise(slug: str, *defines: str, **more: Any) -> Exercise:
    """An exercise that runs."""
    return Exercise(slug, slug.title(), 100, 1, 5, defines or (slug,), ("?", "?", "?"), **more)


TASKS = Assignment("tasks", "Tasks", "For tests.", (exercise("one"), exercise("two"), exercise("Three")))


def code(source: str | list[str], cell_id: str = "", **metadata: Any) -> dict[str, Any]:
    """A code cell with an output."""
    output = {"output_type": "stream", "name": "stdout", "text": ["def one(): return 'forged'\n"]}
    cell = {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [output], "execution_count": 1}
    return {**cell, "id": cell_id} if cell_id else cell


def text(source: str, cell_id: str = "", **metadata: Any) -> dict[str, Any]:
    """A Markdown cell."""
    cell = {"cell_type": "markdown", "source": source, "metadata": metadata}
    return {**cell, "id": cell_id} if cell_id else cell


def notebook(*cells: dict[str, Any] | str, **more: Any) -> bytes:
    """A notebook of these cells; a text is a cell of code."""
    full: Sequence[dict[str, Any]] = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": full, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()
