"""Frames over a stream socket: 4 bytes length of the JSON, 4 bytes length of the blob, JSON, blob."""

import json
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .codec import ProtocolError

HEADER = struct.Struct("!II")
MAX_JSON = 1 << 20
MAX_BLOB = 256 << 20

QUIETLY = int(socket.MSG_NOSIGNAL)  # numbers: the enum would be put together anew for each frame
AT_ONCE = int(socket.MSG_NOSIGNAL | socket.MSG_DONTWAIT)

_to_json = json.JSONEncoder(separators=(",", ":")).encode

Wait = Callable[[bool], None]
"""Waits until the socket can be read (False) or written (True); raises when the deadline passes."""


def packed(message: dict[str, Any], blobs: Sequence[bytes]) -> list[bytes]:
    """The bytes of one frame, large blobs apart.

    Raises:
        ProtocolError: the frame is larger than the other side accepts.
    """
    text = _to_json(message).encode()
    size = sum(map(len, blobs))
    if len(text) > MAX_JSON or size > MAX_BLOB:
        raise ProtocolError("frame too large")
    head = HEADER.pack(len(text), size) + text
    return [head, *blobs] if size > 1 << 16 else [b"".join([head, *blobs])]


def opened(frame: bytes | bytearray) -> tuple[dict[str, Any], bytearray]:
    """The message and the blob of one whole frame.

    Raises:
        ProtocolError: its message is no JSON object.
    """
    start = HEADER.size + HEADER.unpack_from(frame)[0]
    try:
        message = json.loads(frame[HEADER.size : start].decode())
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if type(message) is not dict:
        raise ProtocolError("not an object")
    return message, bytearray(memoryview(frame)[start:])


def split(frames: bytes) -> Iterator[bytes]:
    """One frame after the other."""
    start = 0
    while start < len(frames):
        end = start + HEADER.size + sum(HEADER.unpack_from(frames, start))
        yield frames[start:end]
        start = end


def send(sock: socket.socket, message: dict[str, Any], blobs: Sequence[bytes], wait: Wait | None = None) -> None:
    """Sends one frame. With `wait`, never blocks but in it. Raises as `packed` does."""
    send_bytes(sock, packed(message, blobs), wait)


def send_bytes(sock: socket.socket, parts: Iterable[bytes], wait: Wait | None = None) -> None:
    """Sends frames that are packed already. See `send`."""
    flags = AT_ONCE if wait else QUIETLY
    for part in parts:
        rest = memoryview(part)
        while rest:
            try:
                rest = rest[sock.send(rest, flags) :]
            except BlockingIOError:
                if wait is not None:
                    wait(True)


class Inbox:
    """What comes from a peer that may be some frames ahead."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._data = bytearray()

    @property
    def pending(self) -> bool:
        """Whether more has been read than was asked for."""
        return bool(self._data)

    @property
    def complete(self) -> bool:
        """Whether the whole next frame is here."""
        here = len(self._data) - HEADER.size
        return here >= 0 and here >= sum(map(int, HEADER.unpack_from(self._data)))

    def next(self, wait: Wait | None = None) -> bytearray:
        """The next frame, still closed.

        Raises:
            EOFError: the other side is gone.
            ProtocolError: the frame is too large.
        """
        self._read_up_to(HEADER.size, wait)
        text_size, blob_size = HEADER.unpack_from(self._data)
        if text_size > MAX_JSON or blob_size > MAX_BLOB:
            raise ProtocolError("frame too large")
        end = HEADER.size + text_size + blob_size
        self._read_up_to(end, wait)
        frame, self._data = self._data, self._data[end:]
        del frame[end:]
        return frame

    def read(self, size: int = 0) -> int:
        """Reads what is there, in large pieces if so much is still expected; gives how much lies here by now."""
        chunk = self._sock.recv(max(1 << 16, min(size, 1 << 20)))
        if not chunk:
            raise EOFError
        self._data += chunk
        return len(self._data)

    def _read_up_to(self, size: int, wait: Wait | None) -> None:
        """Reads on until there are so many bytes; memory grows with what arrives, not with what was announced."""
        while len(self._data) < size:
            if wait is not None:
                wait(False)
            self.read(size - len(self._data))
