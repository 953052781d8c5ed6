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
    """The next frame.

    Raises:
        EOFError: the other side is gone.
        ProtocolError: the bytes are no frame.
    """
    text_size, blob_size = HEADER.unpack(_exactly(sock, HEADER.size, wait))
    if text_size > MAX_JSON or blob_size > MAX_BLOB:
        raise ProtocolError("frame too large")
    try:
        message = json.loads(_exactly(sock, text_size, wait))
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if type(message) is not dict:
        raise ProtocolError("not an object")
    return message, _exactly(sock, blob_size, wait)


def _exactly(sock: socket.socket, size: int, wait: Wait | None) -> bytearray:
    """So many bytes; memory grows with what arrives, not with what was announced."""
    data = bytearray()
    while len(data) < size:
        if wait is not None:
            wait(False)
        chunk = sock.recv(min(size - len(data), 1 << 20))
        if not chunk:
            raise EOFError
        data += chunk
    return data
