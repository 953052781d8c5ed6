"""Whatever a hostile peer sends, the grader gets a value or a student's failure, in time and in little memory."""

import json
import os
import resource
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import InvalidReply, StudentCrash, StudentFailure, StudentTimeout
from autograder.model.assignment import Limits
from autograder.sandbox.inside.codec import DTYPES, NON_FINITE
from autograder.sandbox.inside.frames import HEADER, MAX_BLOB, MAX_JSON
from autograder.sandbox.line import Line
from autograder.sandbox.script import Part
from autograder.sandbox.worker import RemoteBackend
from autograder.testing.proxy import STUDENT

CALL_SECONDS = 0.2
SLACK_SECONDS = 5.0
"""A busy machine's share; a call that hangs takes longer than that."""
MEMORY_MIB = 200
CALLBACK = 1
"""Its number: it is the first that the call names."""
LOOK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def callback(*args: Any, **named: Any) -> Any:
    """A function of the suite that takes anything and gives the first of it back."""
    return args[0] if args and type(args[0]) in (int, str, list) else None


def frame(message: Any, blob: bytes = b"") -> bytes:
    """A frame as an honest worker writes it."""
    text = json.dumps(message).encode()
    return HEADER.pack(len(text), len(blob)) + text + blob


@contextmanager
def backend_of(chunks: list[bytes], ends: bool) -> Iterator[RemoteBackend]:
    """The grader's end of a worker that sends one chunk after the other, whatever is asked, and then ends or not."""
    ours, theirs = socket.socketpair()
    output, their_output = os.pipe()
    backend = RemoteBackend(Line(ours, output, 1, lambda: False), {}, Part("answer"), Limits(call_seconds=CALL_SECONDS))
    over = threading.Event()
    peer = threading.Thread(target=_speak, args=(theirs, chunks, ends, over))
    peer.start()
    try:
        yield backend
    finally:
        over.set()
        theirs.shutdown(socket.SHUT_RDWR)  # else the grader waits for who the worker is, so that it can kill it
        backend.close()
        peer.join()
        theirs.close()
        os.close(their_output)


def _speak(sock: socket.socket, chunks: list[bytes], ends: bool, over: threading.Event) -> None:
    try:
        for chunk in chunks:
            select.select([sock], [], [], 0.02)  # most of what a worker says is an answer
            sock.sendall(chunk)
            while select.select([sock], [], [], 0)[0] and sock.recv(1 << 16):
                pass
        if ends:
            sock.shutdown(socket.SHUT_WR)
        over.wait()
    except OSError:
        return  # the grader has hung up


def answer_to(chunks: list[bytes], ends: bool = True) -> Any:
    """What a call gives, or the student's failure that it ends with; anything else comes out as it is."""
    with backend_of(chunks, ends) as backend:
        begin = time.monotonic()
        try:
            return backend.call(STUDENT, ["answer"], [1, callback], {})
        except StudentFailure as failure:
            return failure
        finally:
            assert time.monotonic() - begin < CALL_SECONDS + SLACK_SECONDS


SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=8)
SIZES = st.integers(-2, 6) | st.integers(-(2**70), 2**70)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def _nodes(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nodes as the codec has them, and a little beside."""
    tensor = st.tuples(st.sampled_from([*DTYPES, "quint8", ""]), st.lists(SIZES, max_size=5), SCALARS).map(list)
    content = {
        "l": st.lists(inner, max_size=4), "t": st.lists(inner, max_size=4),
        "d": st.lists(st.tuples(inner, inner).map(list), max_size=3), "f": st.sampled_from([*NON_FINITE, "1", ""]),
        "c": st.tuples(inner, inner).map(list), "b": SIZES, "T": tensor, "y": st.sampled_from([*DTYPES, "object"]),
        "r": st.tuples(SIZES, st.text(max_size=4)).map(list), "k": st.just(CALLBACK) | SIZES,
    }  # fmt: skip
    return st.one_of(
        [strategy.map(lambda value, kind=kind: {kind: value}) for kind, strategy in content.items()]
        + [st.dictionaries(st.sampled_from(list(content)), JSON, min_size=1, max_size=2)]
    )


NODES = st.recursive(SCALARS, _nodes, max_leaves=10)
REPLIES = st.one_of(
    st.fixed_dictionaries({"id": st.just(1) | SCALARS, "value": NODES}, optional={"changed": SCALARS, "seen": JSON}),
    st.fixed_dictionaries({"id": st.just(1), "types": JSON}, optional={"text": JSON}),
    st.fixed_dictionaries({"op": st.just("callback"), "callback": st.just(CALLBACK) | JSON, "args": NODES}),
    st.builds(
        lambda args, named: {"op": "callback", "callback": CALLBACK, "args": {"l": [{"l": args}, {"d": named}]}},
        st.lists(NODES, max_size=3), st.lists(st.tuples(st.text(max_size=3) | NODES, NODES).map(list), max_size=2),
    ),
    JSON,
)  # fmt: skip
FRAMES = st.builds(frame, REPLIES, st.binary(max_size=96))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A frame with some bytes changed, dropped or put in."""
    data = bytearray(draw(FRAMES))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@LOOK
@given(st.lists(st.binary(max_size=200), max_size=4))
def test_any_bytes_end_in_a_failure_of_the_student(chunks: list[bytes]) -> None:
    """Noise is an invalid reply or a worker that ended."""
    assert isinstance(answer_to(chunks), InvalidReply | StudentCrash)


@LOOK
@given(st.lists(FRAMES, min_size=1, max_size=5))
def test_frames_in_any_order_end_in_a_value_or_a_failure(chunks: list[bytes]) -> None:
    """Replies, callbacks and errors, sensible or not, one after the other."""
    answer_to(chunks)


@LOOK
@given(st.lists(FRAMES | damaged(), min_size=1, max_size=4))
def test_damaged_frames_end_in_a_value_or_a_failure(chunks: list[bytes]) -> None:
    """Frames that were all right but for some bytes."""
    answer_to(chunks)


@settings(LOOK, max_examples=15)
@given(st.lists(st.binary(max_size=40) | damaged(), max_size=3))
def test_a_peer_that_stays_ends_in_time(chunks: list[bytes]) -> None:
    """Nobody ends the connection: the deadline does, if nothing else."""
    answer_to(chunks, ends=False)


@pytest.mark.parametrize("sizes", [(MAX_JSON, MAX_BLOB), (MAX_JSON, 0), (0, MAX_BLOB), (2, MAX_BLOB)])
def test_memory_grows_with_what_arrives(sizes: tuple[int, int]) -> None:
    """A frame that is announced as large as can be, and then never comes, takes no memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert isinstance(answer_to([HEADER.pack(*sizes) + b"{}"], ends=False), StudentTimeout | InvalidReply)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10


@pytest.mark.parametrize(
    "text",
    [b"[" * MAX_JSON, b'{"id":1,"value":' + b'{"l":[' * 100_000, b"{}," * 300_000, b"9" * MAX_JSON],
    ids=["list", "values", "objects", "digits"],
)
def test_the_largest_texts_take_little_memory(text: bytes) -> None:
    """A megabyte of JSON that means nothing is refused, at the price of some dozen megabytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    text = text[:MAX_JSON]
    assert isinstance(answer_to([HEADER.pack(len(text), 0) + text]), InvalidReply)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_MIB << 10
