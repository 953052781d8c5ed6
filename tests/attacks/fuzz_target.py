"""One run of the grader against a peer that sends whatever the bytes say: for a fuzzer, and to replay what it found.

The first byte chooses: an even one sends the rest as it is; with an odd one the rest is what a peer says, turn by turn
(between `ff 00`), each turn a JSON text and a blob (between `ff 01`) in a frame whose lengths are right. `ff` is in no
UTF-8 text, so that a fuzzer needs to guess no lengths and can go deep.
"""

import os
import socket
from typing import Any

from autograder.errors import StudentFailure
from autograder.model.assignment import Limits
from autograder.sandbox.inside.frames import HEADER
from autograder.sandbox.line import Line
from autograder.sandbox.script import Part
from autograder.sandbox.worker import RemoteBackend
from autograder.testing.proxy import STUDENT

LIMITS = Limits(call_seconds=5)
TURN, BLOB = b"\xff\x00", b"\xff\x01"


def callback(*args: Any, **named: Any) -> Any:
    """A function of the suite that takes anything and gives the first of it back."""
    return args[0] if args and type(args[0]) in (int, str, list) else None


def run(data: bytes) -> Any:
    """What a call gives, or the student's failure that it ends with; anything else comes out as it is."""
    ours, theirs = socket.socketpair()
    output, their_output = os.pipe()
    os.close(their_output)
    peer = _Peer(ours, theirs, _chunks(data))
    backend = RemoteBackend(Line(peer, output, 1, lambda: False), {}, Part("answer"), LIMITS)
    peer.silent = False
    try:
        return backend.call(STUDENT, ["answer"], [1, callback], {})
    except StudentFailure as failure:
        return failure
    finally:
        theirs.close()
        backend.close()


class _Peer(socket.socket):
    """The grader's socket: whenever the grader has said something the next chunk lies there, after the last the end."""

    def __init__(self, ours: socket.socket, theirs: socket.socket, chunks: list[bytes]) -> None:
        super().__init__(fileno=ours.detach())
        self.silent = True
        self._theirs = theirs
        self._chunks = chunks

    def send(self, data: Any, flags: int = 0) -> int:
        if not self.silent:
            self._theirs.sendall(self._chunks.pop(0) if self._chunks else b"")
            if not self._chunks:
                self._theirs.shutdown(socket.SHUT_WR)
        return len(data)


def _chunks(data: bytes) -> list[bytes]:
    kind, rest = data[:1], data[1 : 1 << 15]
    if not kind or kind[0] % 2 == 0:
        return [rest] if rest else []
    return [_frame(*turn.partition(BLOB)[::2]) for turn in rest.split(TURN)]


def _frame(text: bytes, blob: bytes) -> bytes:
    return HEADER.pack(len(text), len(blob)) + text + blob
