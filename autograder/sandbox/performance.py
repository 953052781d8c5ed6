"""A script as one worker plays it: what came of its requests, test by test."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograder.errors import OffScript, StudentFailure
from autograder.sandbox.inside.codec import ProtocolError
from autograder.sandbox.inside.frames import opened, packed
from autograder.sandbox.script import Script


class Performance:
    """Gathers the answers to a test's requests, then hands them out as the test asks for them."""

    def __init__(self, script: Script) -> None:
        self.astray = False
        """Whether the current test asked for something else than was foreseen."""
        self.spent: StudentFailure | None = None
        """What ended the worker while it played."""
        self.outstanding = sum(map(len, script.tests.values()))
        """How many answers are still to come."""
        self._script = script
        self._requests: Sequence[bytes] = ()
        self._replies: list[bytearray] = []
        self._asked = 0

    def frames(self) -> Iterator[bytes]:
        """All requests of the script."""
        return (frame for frames in self._script.tests.values() for frame in frames)

    @property
    def on(self) -> bool:
        """Whether the current test is one that was played."""
        return bool(self._requests)

    def is_timed(self, test: str) -> bool:
        """Whether the test is about the time that its answers take."""
        return test in self._script.timed

    def begin(self, test: str, live: bool) -> int | None:
        """A test begins: the number before its first request if that was played."""
        self.astray, self._asked, self._replies = False, 0, []
        self._requests = () if live else self._script.tests.get(test, ())
        return self._script.starts[test] if self._requests else None

    def gather(self, receive: Callable[[], bytearray]) -> bytes | None:
        """Waits for all answers of the test; gives a hash of them, or None when the worker ended meanwhile."""
        digest = hashlib.sha256()
        for _ in self._requests:
            try:
                self._replies.append(receive())
            except StudentFailure as failure:
                self.spent = failure
                return None
            self.outstanding -= 1
            digest.update(self._replies[-1])
        return digest.digest()

    def reply(self, message: Mapping[str, Any], blobs: Sequence[bytes]) -> tuple[dict[str, Any], bytearray]:
        """What the worker answered to this request.

        Raises:
            OffScript: the request is not the one that was foreseen.
            StudentFailure: it ended the worker.
            ProtocolError: the answer belongs to no request.
        """
        number, self._asked = self._asked, self._asked + 1
        request = b"".join(packed(dict(message), blobs))
        if self.astray or number >= len(self._requests) or request != self._requests[number]:
            self.astray = True
            raise OffScript
        if number == len(self._replies) and self.spent is not None:
            raise self.spent
        reply, blob = opened(self._replies[number])
        if reply.get("id") != message["id"] or type(reply["id"]) is not int or "op" in reply:
            raise ProtocolError("a reply to no request")
        return reply, blob
