"""The warm process that rooms are forked from: torch is imported once, nothing of the course or the grader ever is.

Started by the grader with one descriptor, a socket that carries one message at a time: first the configuration, then a
request with a socket for every room. It ends when the grader does.

Level `full`: namespaces of every kind around the zygote, and again around each room. Level `uid`: needs root; workers
become another user in an empty root folder. Level `process`: a process apart, with limits and a system call filter.
"""

import gc
import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .kernel import ALL_NAMESPACES, CLONE_NEWUSER, die_with_parent, fork_into, map_own_ids, unshare, use_huge_pages
from .view import enter_view


def main(descriptor: int) -> None:
    """Sets up the sandbox and serves it until the grader closes the socket."""
    die_with_parent()
    control = socket.socket(fileno=descriptor)
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    try:
        config = json.loads(control.recv(1 << 16))
        if config["level"] == "full":
            _leave_this_machine(control, proc, config)
        sys.path[:] = config["search"]
        sys.path_importer_cache.clear()
        _warm_up(config["level"])
        use_huge_pages(proc)
    except OSError as error:
        control.send(f"error {error}".encode())
        os._exit(1)
    control.send(b"ready")
    _serve(control, proc, config["level"])


def _leave_this_machine(control: socket.socket, proc: int, config: Mapping[str, Any]) -> None:
    """Goes on as a process that sees no other process, no network and no file but the interpreter's."""
    uid, gid = os.getuid(), os.getgid()
    unshare(_namespaces(uid))
    _map_ids(proc, uid, gid)
    if supervised := os.fork():
        control.close()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(supervised, 0)[1]) & 0xFF)
    die_with_parent()
    enter_view(config["libraries"], config["covered"], config["packages"])
    sys.modules[__package__].__path__ = ["/site/inside"]


def _namespaces(uid: int) -> int:
    """Namespaces of every kind; an ordinary user needs a user namespace for that, root does not."""
    return ALL_NAMESPACES | (CLONE_NEWUSER if uid else 0)


def _map_ids(proc: int, uid: int, gid: int) -> None:
    """In a new user namespace, goes on as the same user."""
    if uid:
        map_own_ids(proc, uid, gid)


def _warm_up(level: str) -> None:
    """Imports what students need, and provokes what torch imports only at the first call."""
    import encodings.idna  # noqa: F401
    import typing  # noqa: F401
    import unittest.mock  # noqa: F401

    import jaxtyping  # noqa: F401
    import torch
    import torch.nn.functional
    import torch.optim

    from .postponed import postpone
    from .seeds import seed
    from .touch import touch

    if level != "uid":
        postpone()
    else:  # its workers see no file, and can import nothing that is not there yet
        import torch.fx.experimental.symbolic_shapes
    torch.set_num_threads(1)  # a fork of a process with warm OpenMP threads hangs in its first parallel region
    touch()
    layer = torch.nn.Linear(8, 8)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(8, 8)).softmax(-1).sum().backward()
    optimizer.step()
    seed()
    gc.collect()
    gc.freeze()


def _serve(control: socket.socket, proc: int, level: str) -> None:
    from .lockdown import memory_in_use
    from .room import reap

    base, uid, gid = memory_in_use(proc), os.getuid(), os.getgid()
    namespaces = _namespaces(uid) if level == "full" else 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
        if not message:
            os._exit(0)
        reap()
        with socket.socket(fileno=descriptors[0]) as room, _told(room):
            if fork_into(namespaces) == 0:
                control.close()
                _become_room(room, {**json.loads(message), "level": level}, proc, base, (uid, gid))


def _become_room(
    control: socket.socket, config: Mapping[str, Any], proc: int, base: Mapping[str, int], ids: tuple[int, int]
) -> None:
    from .room import Room

    try:
        with _told(control):
            if config["level"] == "full":
                _map_ids(proc, *ids)
            os.close(proc)
            Room(control, config, base).serve()
    finally:
        os._exit(0)


@contextmanager
def _told(room: socket.socket) -> Iterator[None]:
    """What the system refuses is told to whoever waits for the room."""
    try:
        yield
    except OSError as error:
        room.send(f"error {error}".encode())
