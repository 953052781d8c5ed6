"""The warm process that workers are forked from: torch is imported once, nothing of the course or the grader ever is.

Started by the grader with one descriptor, a socket that carries one message at a time: first the configuration, then a
request with the descriptors of every worker. It never runs students' code, and ends when the grader does.

Level `full`: namespaces of every kind around the zygote, and again around each worker. Level `uid`: needs root; workers
become another user in an empty root folder. Level `process`: a process apart, with limits and a system call filter.
"""

import gc
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from .kernel import ALL_NAMESPACES, CLONE_NEWUSER, die_with_parent, fork_into, map_own_ids, unshare
from .lockdown import become, lock_down, memory_in_use
from .view import enter_scratch, enter_view

RPC = 3
"""The one descriptor that a worker has beside its input and output."""


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
    """Forks a worker for every request."""
    nursery = _Nursery(proc, level)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 3)
        if not message:
            os._exit(0)
        _reap()
        with suppress(OSError), _told(descriptors[0]):
            if fork_into(nursery.namespaces) == 0:
                control.close()
                nursery.become_worker(descriptors, json.loads(message))
        for descriptor in descriptors:
            os.close(descriptor)


@contextmanager
def _told(rpc: int) -> Iterator[None]:
    """What the system refuses is told to whoever waits for the worker."""
    try:
        yield
    except OSError as error:
        os.write(rpc, f"!{error}".encode())
        raise


class _Nursery:
    """What all workers begin with."""

    def __init__(self, proc: int, level: str) -> None:
        from .worker import Worker

        self.namespaces = _namespaces(os.getuid()) if level == "full" else 0
        self._proc = proc
        self._level = level
        self._base = memory_in_use(proc)
        self._ids = os.getuid(), os.getgid()
        self._root = _nowhere() if level == "uid" else -1
        self._worker = Worker

    def become_worker(self, descriptors: Sequence[int], config: Mapping[str, Any]) -> None:
        """In a new process: serves a student's code, and never returns."""
        try:
            rpc, output, script_file = descriptors
            uid = int(config["uid"])
            with _told(rpc):
                script = os.pread(script_file, os.fstat(script_file).st_size, 0)
                if self._level == "full":
                    _map_ids(self._proc, *self._ids)
                    enter_scratch(int(config["limits"]["scratch_mib"]), uid)
                if self._level == "uid":
                    os.fchdir(self._root)
                _keep_only(rpc, output)
            with _told(RPC):
                sock = socket.socket(fileno=RPC)
                pidfd = os.pidfd_open(os.getpid())
                if self._level == "uid":
                    os.chroot(".")
                if self._level != "process":
                    become(uid)
                if self._level != "full":
                    die_with_parent()  # after becoming somebody else, which would undo it
                lock_down(config["limits"], self._base)
                socket.send_fds(sock, [b"W"], [pidfd])  # who gets this knows that what ends it now is the student's
            os.close(pidfd)
            self._worker(sock, script).serve()
        finally:
            os._exit(0)


def _nowhere() -> int:
    """A descriptor of an empty folder that is not there any more, so that nobody can put anything in it."""
    path = tempfile.mkdtemp(prefix="empty-", dir="/tmp")
    os.chmod(path, 0o555)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    os.rmdir(path)
    return folder


def _reap() -> None:
    """Forgets the children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass  # there is none left


def _keep_only(rpc: int, output: int) -> None:
    """Input from nowhere, output to the grader's pipe, the socket as the one further descriptor."""
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    output, rpc = os.dup(output) if output < RPC else output, os.dup(rpc) if rpc < RPC else rpc
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(rpc, RPC)
    os.closerange(RPC + 1, 1 << 12)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", closefd=False), open(2, "w", buffering=1, closefd=False)
