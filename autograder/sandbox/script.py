"""What a suite asks of every submission alike: requests that a worker can answer without waiting for each."""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autograder.sandbox.inside.frames import opened


@dataclass(frozen=True)
class Script:
    """The requests of some tests, frame by frame, in the order of their numbers."""

    tests: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    timed: frozenset[str] = frozenset()
    """Those of them that are about time: they count as played if their answers were there in `FLOOR_SECONDS`."""

    @cached_property
    def end(self) -> int:
        """The number of the last request."""
        return max((_number(frames[-1]) for frames in self.tests.values()), default=0)

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """The number before the first request of each test."""
        return {test: _number(frames[0]) - 1 for test, frames in self.tests.items()}


@dataclass(frozen=True)
class Part:
    """What a worker does for one exercise: it loads a module, looks out for watched calls, and plays a script."""

    module: str
    watched: Collection[str] = ()
    script: Script = field(default_factory=Script)
    closely: bool = True
    """Whether it looks at what every kind of call comes down to, or only once for each function. See `Watch`."""


def in_memory(frames: Iterable[bytes]) -> int:
    """A descriptor of a file in memory that holds the frames, for one worker to read."""
    descriptor = os.memfd_create("script")
    with open(descriptor, "wb", closefd=False) as file:
        file.writelines(frames)
    return descriptor


def _number(frame: bytes) -> int:
    return int(opened(frame)[0]["id"])
