"""The machines that graders run on, made of this one: as root, as an ordinary user, in a container.

Each is entered once, at the start of a process, and for good.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
NEW_MOUNTS = 0x20000
NAMESPACES = 0x7E020000
PRIVATE, BIND, RECURSIVE = 0x40000, 0x1000, 0x4000
DOCKER_CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""What `docker run` leaves to root: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP,
NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP."""
REFUSED_IN_CONTAINERS = {"x86_64": (165, 166, 155, 272, 308, 428, 429, 430, 431, 432, 442),
                         "aarch64": (40, 39, 41, 97, 268, 428, 429, 430, 431, 432, 442)}  # fmt: skip
"""mount, umount2, pivot_root, unshare, setns and the newer mount calls: Docker's filter refuses them without
CAP_SYS_ADMIN."""
CLONE, CLONE3 = {"x86_64": 56, "aarch64": 220}, 435

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Environment:
    """A kind of machine, and the level of isolation that it offers."""

    name: str
    level: str
    """What has to come out of `asked`."""
    asked: str
    """The option --isolation."""
    enter: Callable[[], None]


def as_root() -> None:
    """Stays as it is.

    Raises:
        OSError: this is not root's process.
    """
    if os.getuid() != 0:
        raise PermissionError("this needs root")


def as_ordinary_user() -> None:
    """Becomes a user who owns nothing; an interpreter below /root is made reachable for this process alone."""
    if os.getuid() != 0:
        return
    _check(libc.unshare(NEW_MOUNTS), "unshare")
    _check(libc.mount(b"none", b"/", None, ctypes.c_ulong(RECURSIVE | PRIVATE), None), "mount")
    kept = [path for path in map(Path, ("/root/.pyenv", "/root/.local/share/uv", "/root/miniconda3")) if path.exists()]
    doors = {path: os.open(path, os.O_PATH) for path in kept}
    _check(libc.mount(b"tmpfs", b"/root", b"tmpfs", ctypes.c_ulong(0), b"mode=755"), "mount")
    for path, door in doors.items():
        path.mkdir(parents=True)
        source = f"/proc/self/fd/{door}".encode()
        _check(libc.mount(source, str(path).encode(), None, ctypes.c_ulong(BIND | RECURSIVE), None), "mount")
        os.close(door)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    _check(libc.prctl(4, 1, 0, 0, 0), "PR_SET_DUMPABLE")  # as after a start by that user: /proc/self is one's own


def as_container() -> None:
    """Root without namespaces, as a container has it: a filter like Docker's, and Docker's capabilities."""
    as_root()
    _install_filter()
    for capability in range(64):
        if capability not in DOCKER_CAPABILITIES and libc.prctl(24, capability, 0, 0, 0) < 0:
            break
    mask = sum(1 << capability for capability in DOCKER_CAPABILITIES)
    sets = struct.pack("6I", mask, mask, 0, 0, 0, 0)
    _check(libc.capset(struct.pack("Ii", 0x20080522, 0), sets), "capset")


ENVIRONMENTS = [
    Environment("full, root", "full", "full", as_root),
    Environment("full, user", "full", "full", as_ordinary_user),
    Environment("uid, root", "uid", "uid", as_root),
    Environment("uid, container", "uid", "auto", as_container),
    Environment("process, user", "process", "process", as_ordinary_user),
]
"""The columns of the table."""


def _install_filter() -> None:
    machine = platform.machine()
    load, equal, bits, end = 0x20, 0x15, 0x45, 0x06
    eperm, enosys, allow = 0x00050001, 0x00050026, 0x7FFF0000
    program = [(load, 0, 0, 0)]
    for number in REFUSED_IN_CONTAINERS[machine]:
        program += [(equal, 0, 1, number), (end, 0, 0, eperm)]
    program += [(equal, 0, 1, CLONE3), (end, 0, 0, enosys)]
    program += [(equal, 0, 3, CLONE[machine]), (load, 0, 0, 16), (bits, 0, 1, NAMESPACES), (end, 0, 0, eperm)]
    program += [(end, 0, 0, allow)]
    raw = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(raw, len(raw))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    _check(libc.prctl(22, 2, header, 0, 0), "seccomp")


def _check(result: int, what: str) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
