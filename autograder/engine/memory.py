"""What a grader need not find out twice: whether the reference passes, and how typical mistakes answer.

Both depend on the material and the seed alone, so they are kept in a file beside the course and outlive the process.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.engine.answer_key import from_whole, whole
from autograder.engine.diagnosis import Known


class Memory:
    """Keeps findings by exercise, in a file if there is one; several graders may write it at the same time."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._found: dict[str, dict[str, Any]] = self._read()
        self._known: dict[str, list[Known]] = {}

    def problem(self, exercise: str, find: Callable[[], str]) -> str:
        """Why the exercise cannot be graded with this material; empty when it can, and only that is remembered."""
        problem = "" if exercise in self._found.get("fit", {}) else find()
        if not problem:
            self._once("fit", exercise, lambda: True)
        return problem

    def known(self, exercise: str, find: Callable[[], list[Known]]) -> list[Known]:
        """The exercise's misconceptions and their answers, the same whether just found or remembered."""
        if exercise not in self._known:
            self._known[exercise] = from_whole(self._once("known", exercise, lambda: whole(find())))
        return self._known[exercise]

    def _once(self, what: str, exercise: str, find: Callable[[], Any]) -> Any:
        if exercise not in self._found.setdefault(what, {}):
            found = json.loads(json.dumps(find()))
            self._found = {**self._found, **self._read()}  # what others found meanwhile
            self._found.setdefault(what, {})[exercise] = found
            self._write()
        return self._found[what][exercise]

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            return dict(json.loads(self._file.read_text("utf-8"))) if self._file else {}
        except (OSError, ValueError, TypeError):  # not there yet, or damaged: it can all be found again
            return {}

    def _write(self) -> None:
        if self._file is None:
            return
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._found, ensure_ascii=False), "utf-8")
            part.replace(self._file)
        except OSError:  # the disk is full, say: then it is found again the next time, and grading goes on
            part.unlink(missing_ok=True)
