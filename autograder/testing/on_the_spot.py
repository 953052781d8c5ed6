"""Tests whose requests cannot be played ahead: they measure time, or share what one of them made."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[list[bool] | None] = ContextVar("noted", default=None)


def on_the_spot(timed: bool = False) -> None:
    """From here on the test is about what happens when it asks, so that nothing may be asked before.

    If it is only `timed`, it may be asked before where the answer surely came in time.
    """
    noted = _noted.get()
    if noted is not None:
        noted.append(timed)


@contextmanager
def noted_on_the_spot() -> Iterator[list[bool]]:
    """A list that is not empty after the block if something in it called `on_the_spot`: whether it is only timed."""
    noted: list[bool] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)
