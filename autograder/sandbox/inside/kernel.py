"""System calls that Python has no name for: namespaces, mounts, capabilities. Raises OSError with what was tried."""

import ctypes
import os
import signal
import struct

libc = ctypes.CDLL(None, use_errno=True)
clone = ctypes.PyDLL(None, use_errno=True).syscall  # keeps Python's lock, which the child's only thread has to hold
clone.restype = ctypes.c_long
clone.argtypes = [ctypes.c_long] * 6

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
ALL_NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYS_MOUNT_SETATTR = 442  # the same number on every architecture
SYS_CLONE = {"x86_64": 56, "aarch64": 220}
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAPABILITY_VERSION_3 = 0x20080522
SIGKILL = 9


def unshare(flags: int) -> None:
    """Leaves namespaces for new ones."""
    _check(libc.unshare(flags), "unshare")


def fork_into(flags: int) -> int:
    """Forks as `os.fork` does, with the child in new namespaces: one process instead of the two that `unshare` takes,
    for which the new process numbers begin with its next child."""
    if not flags:
        return os.fork()
    ctypes.pythonapi.PyOS_BeforeFork()
    child = int(clone(SYS_CLONE[os.uname().machine], flags | signal.SIGCHLD, 0, 0, 0, 0))
    if child == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    _check(child, "clone")
    return child


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mounts something."""
    result = libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    _check(result, f"mount {target}")


def restrict_mount(target: str, attributes: int, recursive: bool) -> None:
    """Adds attributes such as read-only to a mount, or to the whole tree below it."""
    structure = struct.pack("QQQQ", attributes, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    result = libc.syscall(SYS_MOUNT_SETATTR, AT_FDCWD, target.encode(), flags, structure, len(structure))
    _check(result, f"mount_setattr {target}")


def pivot_root(root: str) -> None:
    """Makes a mount the root, and lets go of the old one."""
    os.chdir(root)
    _check(libc.syscall(SYS_PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    _check(libc.umount2(b".", MNT_DETACH), "umount the old root")
    os.chdir("/")


def map_own_ids(proc: int, uid: int, gid: int) -> None:
    """In a new user namespace: keeps the one uid and gid. `proc` is a descriptor of /proc."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        descriptor = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        os.write(descriptor, text.encode())
        os.close(descriptor)


def bound_capabilities() -> None:
    """Makes that no program started from here can have capabilities."""
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # past the last one, or not ours to drop: then there is none to lose either


def drop_capabilities() -> None:
    """Gives up all capabilities, for good."""
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    _check(libc.capset(header, bytes(24)), "capset")


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends."""
    _check(libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "PR_SET_PDEATHSIG")


def forbid_privileges() -> None:
    """No program and no descriptor can give privileges any more; other processes cannot look into this one."""
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS")
    _check(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "PR_SET_DUMPABLE")


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
