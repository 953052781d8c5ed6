"""One submission's room: a process that forks a worker whenever the grader asks for one. It never runs students' code."""

import json
import os
import socket
import sys
from collections.abc import Mapping
from typing import Any

from .lockdown import lock_down
from .view import enter_scratch
from .worker import Worker

RPC = 3
"""The one descriptor that a worker has beside its input and output."""


def serve_room(control: socket.socket, config: Mapping[str, Any], base: Mapping[str, int]) -> None:
    """Serves one submission until the grader closes the room or kills it. Runs as pid 1 of the room's namespaces."""
    enter_scratch(int(config["limits"]["scratch_mib"]), config["uid"])
    if os.getuid() != config["uid"]:
        os.setgroups([])
        os.setresgid(config["uid"], config["uid"], config["uid"])
        os.setresuid(config["uid"], config["uid"], config["uid"])
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 2)
        if not message:
            return
        reap()
        rpc, output = descriptors
        if os.fork() == 0:
            try:
                _become_worker(rpc, output, json.loads(message), base)
            finally:
                os._exit(1)
        os.close(rpc)
        os.close(output)


def reap() -> None:
    """Forgets the children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _become_worker(rpc: int, output: int, limits: Mapping[str, float], base: Mapping[str, int]) -> None:
    nothing = os.open("/dev/null", os.O_RDONLY)
    os.dup2(nothing, 0)
    output, rpc = os.dup(output) if output < RPC else output, os.dup(rpc) if rpc < RPC else rpc
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(rpc, RPC)
    os.closerange(RPC + 1, 1 << 12)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", closefd=False), open(2, "w", buffering=1, closefd=False)
    sock = socket.socket(fileno=RPC)
    pidfd = os.pidfd_open(os.getpid())
    socket.send_fds(sock, [b"W"], [pidfd])
    os.close(pidfd)
    lock_down(limits, base)
    Worker(sock).serve()
    os._exit(0)
