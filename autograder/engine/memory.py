"""What a grader need not find out twice: whether references pass, what workers play, how typical mistakes answer.

All of it depends on the material and the seed alone, so it is kept in a file beside the course, longer than a process.
Graders of one run share it: what one of them is about to find out, the others wait for.
"""

import base64
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock

from autograder.engine.answer_key import from_whole, whole
from autograder.engine.diagnosis import Known
from autograder.sandbox.script import Script


class Memory:
    """Keeps findings by exercise, in a file if there is one; several graders may write it at the same time."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._found: dict[str, dict[str, Any]] = {}
        self._known: dict[str, list[Known]] = {}
        self._scripts: dict[str, Script] = {}

    def problem(self, exercise: str, find: Callable[[], str]) -> str:
        """Why the exercise cannot be graded with this material; empty when it can, and only that is remembered."""
        with self._alone("fit", exercise):
            if self._has("fit", exercise):
                return ""
            problem = find()
            if not problem:
                self._keep("fit", exercise, True)
            return problem

    def script(self, exercise: str, find: Callable[[], Script] | None) -> Script:
        """What workers can play of the exercise's suite; nothing if that is unknown and there is no way to find it."""
        if exercise not in self._scripts and find is not None:
            with self._alone("played", exercise):
                if not self._has("played", exercise):
                    self._scripts[exercise] = script = find()
                    if script.tests:  # else something may have gone wrong
                        self._keep("played", exercise, _as_text(script))
        if exercise not in self._scripts and self._has("played", exercise):
            self._scripts[exercise] = _as_script(self._found["played"][exercise])
        return self._scripts.get(exercise, Script())

    def known(self, exercise: str, find: Callable[[], list[Known]]) -> list[Known]:
        """The exercise's misconceptions and their answers, the same whether just found or remembered."""
        if exercise not in self._known:
            with self._alone("known", exercise):
                if not self._has("known", exercise):
                    self._keep("known", exercise, json.loads(json.dumps(whole(find()))))
            self._known[exercise] = from_whole(self._found["known"][exercise])
        return self._known[exercise]

    @contextmanager
    def _alone(self, what: str, exercise: str) -> Iterator[None]:
        """No other grader on the same file finds this out meanwhile; the system ends the lock of one that dies."""
        if self._file is None or self._has(what, exercise):
            yield
            return
        lock = FileLock(f"{self._file}.{exercise}.{what}.lock")
        with ExitStack() as held:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                held.enter_context(lock)
                held.callback(_remove, Path(lock.lock_file))
            except OSError:  # a disk that is full, or knows no locks: then two may find out the same
                pass
            yield

    def _has(self, what: str, exercise: str) -> bool:
        """Whether it is known by now, here or to another grader."""
        if exercise not in self._found.get(what, {}):
            self._look_again()
        return exercise in self._found.get(what, {})

    def _keep(self, what: str, exercise: str, found: Any) -> None:
        self._look_again()
        self._found.setdefault(what, {})[exercise] = found
        self._write()

    def _look_again(self) -> None:
        """Takes in what others found meanwhile."""
        for what, found in self._read().items():
            self._found[what] = {**self._found.get(what, {}), **found}

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            read = json.loads(self._file.read_text("utf-8")) if self._file else {}
            return {what: dict(found) for what, found in read.items()}
        except (OSError, ValueError, TypeError, AttributeError):  # not there yet, or damaged: it can be found again
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


def _remove(file: Path) -> None:
    """Leaves it, if it cannot be removed: an old lock locks nobody out."""
    with suppress(OSError):
        file.unlink()


def _as_text(script: Script) -> dict[str, Any]:
    tests = {test: [base64.b64encode(frame).decode() for frame in frames] for test, frames in script.tests.items()}
    return {"tests": tests, "timed": sorted(script.timed)}


def _as_script(text: dict[str, Any]) -> Script:
    tests = {test: tuple(base64.b64decode(frame) for frame in frames) for test, frames in text["tests"].items()}
    return Script(tests, frozenset(text["timed"]))
