"""What a suite asks of every submission alike: requests that a worker can answer without waiting for each."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.sandbox.inside.frames import opened


@dataclass(frozen=True)
class Script:
    """The requests of some tests, frame by frame, in the order of their numbers."""

    tests: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The number of the last request."""
        return max((_number(frames[-1]) for frames in self.tests.values()), default=0)

    def start(self, test: str) -> int:
        """The number before the first request of a test."""
        return _number(self.tests[test][0]) - 1

    def file(self) -> int:
        """A descriptor of a file in memory that holds them all, for one worker to read."""
        descriptor = os.memfd_create("script")
        with open(descriptor, "wb", closefd=False) as file:
            file.writelines(frame for frames in self.tests.values() for frame in frames)
        return descriptor


def _number(frame: bytes) -> int:
    return int(opened(frame)[0]["id"])
