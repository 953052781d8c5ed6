"""Runs code in a child process, and makes one of its writes fail, or kills it there.

The tracer sees what the kernel sees (ptrace), so that nobody has to list the writes: those of Python, of SQLite and of
whatever comes later are all found, counted and broken, in the child and in the processes that it makes.
"""

import ctypes
import errno
import fcntl
import os
import platform
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WRITES = {
    1: "write", 18: "pwrite64", 20: "writev", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 285: "fallocate",
    2: "open", 257: "openat", 82: "rename", 264: "renameat", 316: "renameat2", 83: "mkdir", 258: "mkdirat",
    86: "link", 265: "linkat", 87: "unlink", 263: "unlinkat", 84: "rmdir",
}  # fmt: skip
"""The system calls of x86-64 that change files."""
BY_DESCRIPTOR = {"write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "fallocate"}
GIVES_BACK = {"unlink", "unlinkat", "rmdir"}
"""What a full disk allows."""
LOCK = 72
"""fcntl, by which SQLite locks its files."""
WRITERS_BYTE = 120
"""Of a -shm file: whoever writes locks it. Others stand for reading and for repairs, which nobody does for long."""
HOWS = ("fails", "full", "killed", "locked")
"""One write fails; it and all after it do; the process ends before it; a lock and all after it are somebody else's."""

TRACEME, SYSCALL, SETOPTIONS, POKEUSER, GET_SYSCALL_INFO = 0, 24, 0x4200, 6, 0x420E
SYSGOOD, FORKS, EXITKILL = 1, 2 | 4, 0x100000
RAX, ORIG_RAX = 10 * 8, 15 * 8
ENTRY, EXIT = 1, 2

libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Run:
    """What became of a child."""

    status: int = 0
    """As `os.waitstatus_to_exitcode` gives it."""
    seen: list[str] = field(default_factory=list)
    """The writes (or the locks) in the folder, in order."""


def available() -> bool:
    """Whether this machine is one that the tracer knows."""
    return platform.system() == "Linux" and platform.machine() == "x86_64"


def run(body: Callable[[], int], folder: Path, how: str = "fails", place: int = -1) -> Run:
    """Runs the body in a child; its exit code is what the body gives. `place`: which write to break, none if -1."""
    child = os.fork()
    if child == 0:
        _trace(TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(body())
    os.waitpid(child, 0)
    _trace(SETOPTIONS, child, 0, SYSGOOD | FORKS | EXITKILL)
    return _Tracer(child, f"{folder}/", how, place).run()


class _Tracer:
    def __init__(self, child: int, folder: str, how: str, place: int) -> None:
        self._child = child
        self._folder = folder
        self._how = how
        self._place = place
        self._refused: set[int] = set()
        """Processes that are in a call which is not to happen."""
        self._run = Run()

    def run(self) -> Run:
        _trace(SYSCALL, self._child, 0, 0)
        while True:
            try:
                process, status = os.waitpid(-1, 0x40000000)  # __WALL
            except ChildProcessError:
                return self._run
            if os.WIFSTOPPED(status):
                self._stopped(process, os.WSTOPSIG(status), status >> 16)
            elif process == self._child:
                self._run.status = os.waitstatus_to_exitcode(status)

    def _stopped(self, process: int, number: int, event: int) -> None:
        if number == signal.SIGTRAP | 0x80:
            self._call(process)
            number = 0
        elif event or number == signal.SIGSTOP:  # a fork, or its child's first stop
            number = 0
        _trace(SYSCALL, process, 0, number)

    def _call(self, process: int) -> None:
        info = ctypes.create_string_buffer(88)
        _trace(GET_SYSCALL_INFO, process, 88, ctypes.addressof(info))
        kind = info.raw[0]
        if kind == ENTRY:
            number, *arguments = struct.unpack_from("7Q", info.raw, 24)
            self._enter(process, number, arguments)
        elif kind == EXIT and process in self._refused:
            self._refused.discard(process)
            _trace(POKEUSER, process, RAX, -errno.EAGAIN if self._how == "locked" else -errno.ENOSPC)

    def _enter(self, process: int, number: int, arguments: list[int]) -> None:
        seen = _lock(process, number, arguments) if self._how == "locked" else _write(process, number, arguments)
        call, _, path = seen.partition(" ")
        if not path.startswith(self._folder):
            return
        self._run.seen.append(f"{call} {path.removeprefix(self._folder)}")
        here, after = len(self._run.seen) - 1 == self._place, len(self._run.seen) > self._place >= 0
        if here and self._how == "killed":
            os.kill(process, signal.SIGKILL)
        elif here or (after and (self._how == "locked" or (self._how == "full" and call not in GIVES_BACK))):
            self._refused.add(process)
            _trace(POKEUSER, process, ORIG_RAX, -1)


def _write(process: int, number: int, arguments: list[int]) -> str:
    """The call and the path that it changes; empty if it changes none."""
    call = WRITES.get(number, "")
    if not call:
        return ""
    if call in BY_DESCRIPTOR:
        return f"{call} {_link(process, str(arguments[0]))}"
    at = call.endswith(("at", "at2"))
    path = _text(process, arguments[1 if at else 0])
    if not path.startswith("/"):
        here = ctypes.c_int(arguments[0]).value if at else -1
        path = f"{_link(process, str(here) if here >= 0 else '')}/{path}"
    flags = arguments[2 if at else 1] if call.startswith("open") else os.O_TRUNC
    makes = flags & os.O_TRUNC or (flags & os.O_CREAT and not Path(path).exists())
    return f"{call} {path}" if makes else ""


def _lock(process: int, number: int, arguments: list[int]) -> str:
    """The lock for writing that is asked for, with its file; empty if it is something else."""
    if number != LOCK or arguments[1] not in (fcntl.F_SETLK, fcntl.F_SETLKW):
        return ""
    kind, start = struct.unpack("h6xq", _bytes(process, arguments[2], 16))
    path = _link(process, str(arguments[0]))
    writes = kind == fcntl.F_WRLCK and (start == WRITERS_BYTE or not path.endswith("-shm"))
    return f"lock {path}" if writes else ""


def _link(process: int, descriptor: str) -> str:
    path = Path(f"/proc/{process}", "fd" if descriptor else "cwd", descriptor)
    return str(path.readlink()) if path.is_symlink() else ""


def _text(process: int, address: int) -> str:
    return _bytes(process, address, 4096).partition(b"\0")[0].decode(errors="replace")


def _bytes(process: int, address: int, size: int) -> bytes:
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(size)


def _trace(request: int, process: int, address: int, data: int) -> Any:
    result = libc.ptrace(
        ctypes.c_long(request), ctypes.c_long(process), ctypes.c_void_p(address), ctypes.c_void_p(data & (2**64 - 1))
    )
    if result < 0 and ctypes.get_errno() != errno.ESRCH:  # it may have been killed meanwhile
        raise OSError(ctypes.get_errno(), f"ptrace: {os.strerror(ctypes.get_errno())}")
    return result
