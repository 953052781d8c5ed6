"""Where submissions run: what the engine needs of a sandbox, or of this process where there is none."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from autograder.errors import StudentFailure
from autograder.model.assignment import Limits
from autograder.sandbox.script import Part, Script
from autograder.testing.proxy import Backend


class Worker(Backend, Protocol):
    """One process (or none) with one exercise's code loaded, which it may share with other exercises."""

    ended: StudentFailure | None
    """What ended it before its time, if something did."""
    seen: set[str]
    """Which of the watched torch functions it says that it called, loading or in the current test: a soft look, see
    `sandbox.inside.watch`."""
    log: list[bytes] | None
    """If somebody puts a list here, it gathers the requests that are sent; None again once a function crosses."""

    @property
    def spent(self) -> StudentFailure | None:
        """What ended it while it played; that only counts if the test asks for the request."""
        ...

    @property
    def astray(self) -> bool:
        """Whether the current test asked for something that was not foreseen."""
        ...

    def start(self) -> list[str]:
        """Waits until the student's file is loaded; gives the names it defines.

        Raises:
            StudentFailure: loading it raised, hung or ended the process.
        """
        ...

    def begin_test(self, test: str = "", live: bool = True) -> bytes | None:
        """A test begins.

        Unless `live`, its requests are those of the script, and are answered already: then gives what identifies all of
        these answers. None if the test is not in the script, or the worker is spent.
        """
        ...

    def ready(self) -> bool:
        """Waits until the exercise's turn has come; False if what another one did has ended their process before."""
        ...

    def recall(self) -> bool:
        """Calls the exercise back if another one's turn has come in the same process; whether it can be asked now."""
        ...

    def close(self) -> None:
        """Lets go of the process, which ends when nobody needs it, or at once if it misbehaved."""
        ...


class Room(Protocol):
    """One submission's place. Asking for a worker returns at once, so that it starts while another is judged."""

    def worker(
        self,
        module: str,
        replaced: Mapping[str, str] = ...,
        watched: Collection[str] = ...,
        script: Script | None = ...,
    ) -> Worker:
        """A fresh worker for one module of the submission; `replaced` files stand in for the student's own.

        It looks out for calls of the `watched` torch functions, and plays a script without being asked.
        """
        ...

    def ensemble(self, parts: Sequence[Part]) -> Sequence[Worker]:
        """One fresh process that loads and plays one part after the other, as a worker for each of them."""
        ...

    def another(self, part: Part, replaced: Mapping[str, str]) -> Worker | None:
        """One more part with these files replaced, in the ensemble's process; None if there is none, or no more."""
        ...

    def close(self) -> None:
        """Ends all of the submission's workers and forgets its files."""
        ...


class Place(Protocol):
    """A sandbox that serves any number of submissions."""

    isolation: str
    plays: bool
    """Whether its workers can be given a script."""

    def open(self, files: Mapping[str, str], limits: Limits) -> Room:
        """A room for a submission; returns at once."""
        ...

    def close(self) -> None:
        """Ends everything."""
        ...
