"""The warm process that rooms are forked from: torch is imported once, nothing of the course or the grader ever is.

Started by the grader with one descriptor, a socket that carries one message at a time: first the configuration, then a
request with a socket for every room. It ends when the grader does.

Level `full`: namespaces of every kind around the zygote, and again around each room. Level `uid`: needs root; workers
become another user in an empty root folder. Level `process`: a process apart, with limits and a system call filter.
"""

import gc
import json
import os
import random
import socket
import sys
from collections.abc import Mapping
from typing import Any

from .kernel import ALL_NAMESPACES, CLONE_NEWUSER, die_with_parent, map_own_ids, unshare
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
        _warm_up()
    except OSError as error:
        control.send(f"error {error}".encode())
        os._exit(1)
    control.send(b"ready")
    _serve(control, proc, config["level"])


def _leave_this_machine(control: socket.socket, proc: int, config: Mapping[str, Any]) -> None:
    """Goes on as a process that sees no other process, no network and no file but the interpreter's."""
    _new_namespaces(proc)
    if supervised := os.fork():
        control.close()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(supervised, 0)[1]) & 0xFF)
    die_with_parent()
    enter_view(config["libraries"], config["covered"], config["packages"])
    sys.modules[__package__].__path__ = ["/site/inside"]


def _new_namespaces(proc: int) -> None:
    """New namespaces of every kind; an ordinary user needs a user namespace for that, root does not."""
    uid, gid = os.getuid(), os.getgid()
    unshare(ALL_NAMESPACES | (CLONE_NEWUSER if uid else 0))
    if uid:
        map_own_ids(proc, uid, gid)


def _warm_up() -> None:
    """Imports what students need, and provokes what torch imports only at the first call."""
    import encodings.idna  # noqa: F401
    import typing  # noqa: F401
    import unittest.mock  # noqa: F401

    import jaxtyping  # noqa: F401
    import numpy
    import torch
    import torch.fx.experimental.symbolic_shapes  # for `backward` with a gradient
    import torch.nn.functional
    import torch.optim

    from .compiler import postpone_compiler
    from .touch import touch

    postpone_compiler()
    torch.set_num_threads(1)  # a fork of a process with warm OpenMP threads hangs in its first parallel region
    touch()
    layer = torch.nn.Linear(8, 8)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(8, 8)).softmax(-1).sum().backward()
    optimizer.step()
    torch.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)
    gc.collect()
    gc.freeze()


def _serve(control: socket.socket, proc: int, level: str) -> None:
    from .lockdown import memory_in_use
    from .room import reap

    base = memory_in_use(proc)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
        if not message:
            os._exit(0)
        reap()
        if os.fork() == 0:
            control.close()
            _become_room(socket.socket(fileno=descriptors[0]), {**json.loads(message), "level": level}, proc, base)
        os.close(descriptors[0])


def _become_room(control: socket.socket, config: Mapping[str, Any], proc: int, base: Mapping[str, int]) -> None:
    from .room import Room

    try:
        if config["level"] == "full":
            _new_namespaces(proc)
        # Only a child of the one that unshared is in the new pid namespace.
        if config["level"] != "full" or os.fork() == 0:
            os.close(proc)
            Room(control, config, base).serve()
    except OSError as error:
        control.send(f"error {error}".encode())
    finally:
        os._exit(0)
