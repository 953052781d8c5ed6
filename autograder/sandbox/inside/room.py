"""One submission's room: a process that forks a worker when the grader asks for one. It never runs students' code."""

import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from .kernel import die_with_parent
from .lockdown import become, lock_down
from .view import enter_scratch
from .worker import Worker

RPC = 3
"""The one descriptor that a worker has beside its input and output."""


class Room:
    """Serves one submission until the grader closes the room or ends."""

    def __init__(self, control: socket.socket, config: Mapping[str, Any], base: Mapping[str, int]) -> None:
        self._control = control
        self._level: str = config["level"]
        self._uid: int = config["uid"]
        self._base = base
        self._workers: set[int] = set()
        """Those that have not been reaped: a number is theirs until then."""
        self._root = "/"
        if self._level == "full":
            enter_scratch(int(config["limits"]["scratch_mib"]), self._uid)
            become(self._uid)
        elif self._level == "uid":
            self._root = tempfile.mkdtemp(prefix="empty-", dir="/tmp")
            os.chmod(self._root, 0o555)  # root's own: nobody can write there

    def serve(self) -> None:
        """Forks a worker for every request; ends them all with itself."""
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 3)
                if not message:
                    return
                self._workers -= reap()
                worker = os.fork()
                if worker == 0:
                    self._become_worker(descriptors, json.loads(message))
                self._workers.add(worker)
                for descriptor in descriptors:
                    os.close(descriptor)
        finally:
            self._end()

    def _end(self) -> None:
        """At level `full` the kernel ends all workers with this process; elsewhere they are killed here."""
        if self._level == "full":
            return
        for worker in self._workers - reap():  # they have no children of their own: the filter refuses to fork
            os.kill(worker, signal.SIGKILL)
        if self._level == "uid":
            os.rmdir(self._root)

    def _become_worker(self, descriptors: Sequence[int], limits: Mapping[str, float]) -> None:
        try:
            rpc, output, script_file = descriptors
            script = os.pread(script_file, os.fstat(script_file).st_size, 0)
            _keep_only(rpc, output)
            sock = socket.socket(fileno=RPC)
            pidfd = os.pidfd_open(os.getpid())
            if self._level == "uid":
                os.chroot(self._root)
                os.chdir("/")
                become(self._uid)
            if self._level != "full":
                die_with_parent()  # after becoming somebody else, which would undo it
            lock_down(limits, self._base)
            socket.send_fds(sock, [b"W"], [pidfd])  # who gets this knows that whatever ends it now is the student's
            os.close(pidfd)
            Worker(sock, script).serve()
        finally:
            os._exit(0)


def reap() -> set[int]:
    """Forgets the children that have ended; gives their numbers, which are nobody's from now on."""
    ended: set[int] = set()
    try:
        while child := os.waitpid(-1, os.WNOHANG)[0]:
            ended.add(child)
    except ChildProcessError:
        pass  # there is none left
    return ended


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
