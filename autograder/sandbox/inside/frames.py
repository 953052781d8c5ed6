"""Frames over a stream socket: 4 bytes length of the JSON, 4 bytes length of the blob, JSON, blob."""

import json
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any

from .codec import ProtocolError

HEADER = struct.Struct("!II")
MAX_JSON = 1 << 20
MAX_BLOB = 256 << 20

Wait = Callable[[bool], None]
"""Waits until the socket can be read (False) or written (True); raises when the deadline passes."""


def send(sock: socket.socket, message: dict[str, Any], blobs: Sequence[memoryview], wait: Wait | None = None) -> None:
    """Sends one frame. With `wait`, never blocks but in it.

    Raises:
        ProtocolError: the frame is larger than the other side accepts.
    """
    text = json.dumps(message, separators=(",", ":")).encode()
    size = sum(map(len, blobs))
    if len(text) > MAX_JSON or size > MAX_BLOB:
        raise ProtocolError("frame too large")
    head = HEADER.pack(len(text), size) + text
    parts: list[bytes | memoryview] = [head, *blobs] if size > 1 << 16 else [b"".join([head, *blobs])]
    flags = socket.MSG_NOSIGNAL | (socket.MSG_DONTWAIT if wait else 0)
    for part in parts:
        rest = memoryview(part)
        while rest:
            try:
                rest = rest[sock.send(rest, flags) :]
            except BlockingIOError:
                if wait is not None:
                    wait(True)


def receive(sock: socket.socket, wait: Wait | None = None) -> tuple[dict[str, Any], bytearray]:
    """The next frame. The peers take turns, so that nothing may follow it.

    Raises:
        EOFError: the other side is gone.
        ProtocolError: the bytes are no frame, or more than one.
    """
    data = bytearray()
    _read_up_to(HEADER.size, data, sock, wait)
    text_size, blob_size = HEADER.unpack_from(data)
    if text_size > MAX_JSON or blob_size > MAX_BLOB:
        raise ProtocolError("frame too large")
    start, end = HEADER.size + text_size, HEADER.size + text_size + blob_size
    _read_up_to(end, data, sock, wait)
    if len(data) > end:
        raise ProtocolError("a frame out of turn")
    try:
        message = json.loads(data[HEADER.size : start])
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if type(message) is not dict:
        raise ProtocolError("not an object")
    return message, data[start:]


def _read_up_to(size: int, data: bytearray, sock: socket.socket, wait: Wait | None) -> None:
    """Reads on until there are so many bytes; memory grows with what arrives, not with what was announced."""
    while len(data) < size:
        if wait is not None:
            wait(False)
        chunk = sock.recv(max(1 << 16, min(size - len(data), 1 << 20)))
        if not chunk:
            raise EOFError
        data += chunk
