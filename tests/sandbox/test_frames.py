"""Frames over a socket whose other end may send anything."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.sandbox.inside.codec import ProtocolError
from autograder.sandbox.inside.frames import HEADER, MAX_BLOB, MAX_JSON, Inbox, Wait, opened, packed, send, send_bytes

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Both ends of a socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def receive(sock: socket.socket, wait: Wait | None = None) -> tuple[dict[str, Any], bytearray]:
    """The next frame, opened."""
    return opened(Inbox(sock).next(wait))


def test_frames_arrive_as_they_were_sent(pair: Pair) -> None:
    """Message and blob arrive, and so does the next frame after them."""
    for number in range(2):
        send(pair[1], {"id": number, "text": "ü\ud800"}, [b"abc", bytes(13)])
        assert receive(pair[0]) == ({"id": number, "text": "ü\ud800"}, b"abc" + bytes(13))


def test_frames_may_be_ahead_of_who_reads_them(pair: Pair) -> None:
    """Several in one piece arrive one by one."""
    send_bytes(pair[1], [b"".join(packed({"id": number}, [bytes(number)])) for number in range(3)])
    inbox = Inbox(pair[0])
    assert [opened(inbox.next()) for _ in range(3)] == [({"id": number}, bytes(number)) for number in range(3)]
    assert not inbox.pending


@pytest.mark.parametrize("sizes", [(MAX_JSON + 1, 0), (2, MAX_BLOB + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_that_is_announced_too_large_is_refused_at_once(pair: Pair, sizes: tuple[int, int]) -> None:
    """Nobody waits for bytes, or takes memory for them, that would be refused anyway."""
    pair[1].sendall(HEADER.pack(*sizes))
    with pytest.raises(ProtocolError, match="too large"):
        receive(pair[0])


def test_a_frame_that_is_too_large_is_not_sent(pair: Pair) -> None:
    """The sender refuses what the receiver would refuse; not a byte of it is sent."""
    with pytest.raises(ProtocolError, match="too large"):
        send(pair[1], {"text": "a" * MAX_JSON}, [])
    pair[1].close()
    with pytest.raises(EOFError):
        receive(pair[0])


BODIES = {
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe\xfd",
    "a list": b"[]",
    "a number": b"1",
    "nothing": b"",
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a":' * 20_000,
    "endless digits": b'{"a":' + b"9" * 100_000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_json_object_is_a_protocol_error(pair: Pair, body: bytes) -> None:
    """Broken, foreign, deeply nested and endless JSON are refused in one way."""
    pair[1].sendall(HEADER.pack(len(body), 0) + body)
    with pytest.raises(ProtocolError):
        receive(pair[0])


def test_a_frame_that_is_cut_off_is_the_end(pair: Pair) -> None:
    """At every byte where a frame may break off, the receiver sees the end of the stream."""
    body = json.dumps({"id": 1}).encode()
    whole = HEADER.pack(len(body), 4) + body + b"blob"
    for length in range(len(whole)):
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                theirs.sendall(whole[:length])
            with pytest.raises(EOFError):
                receive(ours)


def test_waiting_is_asked_for_before_every_byte_that_is_not_there(pair: Pair) -> None:
    """With `wait`, a socket that stays silent is left as soon as `wait` raises."""

    def wait(write: bool) -> None:
        raise TimeoutError

    pair[1].sendall(HEADER.pack(5, 0)[:3])
    with pytest.raises(TimeoutError):
        receive(pair[0], wait)
    with pytest.raises(TimeoutError):
        send(pair[0], {}, [bytes(1 << 22)], wait)
