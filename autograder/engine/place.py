"""Where submissions run: what the engine needs of a sandbox, or of this process where there is none."""

from collections.abc import Collection, Mapping
from typing import Protocol

from autograder.errors import StudentFailure
from autograder.model.assignment import Limits
from autograder.testing.proxy import Backend


class Worker(Backend, Protocol):
    """One process (or none) with one exercise's code loaded."""

    ended: StudentFailure | None
    """What ended it before its time, if something did."""
    seen: set[str]
    """Which of the watched torch functions it says that it called: a soft look, see `sandbox.inside.watch`."""

    def start(self) -> list[str]:
        """Waits until the student's file is loaded; gives the names it defines.

        Raises:
            StudentFailure: loading it raised, hung or ended the process.
        """
        ...

    def begin_test(self) -> None:
        """A test begins: in it, the first call of each thing is watched."""
        ...

    def close(self) -> None:
        """Ends it, whatever it does."""
        ...


class Room(Protocol):
    """One submission's place. Asking for a worker returns at once, so that it starts while another is judged."""

    def worker(self, module: str, replaced: Mapping[str, str] = ..., watched: Collection[str] = ...) -> Worker:
        """A fresh worker for one module of the submission; `replaced` files stand in for the student's own.

        It looks out for calls of the `watched` torch functions.
        """
        ...

    def close(self) -> None:
        """Ends all of the submission's workers and forgets its files."""
        ...


class Place(Protocol):
    """A sandbox that serves any number of submissions."""

    isolation: str

    def open(self, files: Mapping[str, str], limits: Limits) -> Room:
        """A room for a submission; returns at once."""
        ...

    def close(self) -> None:
        """Ends everything."""
        ...
