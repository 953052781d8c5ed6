"""A filter on system calls, as the last layer: what a worker never needs is refused by the kernel.

The filter is classic BPF (Linux: Documentation/userspace-api/seccomp_filter.rst). Refused calls give EPERM; clone3
gives ENOSYS, so that the C library falls back to clone, whose flags can be looked at.
"""

import ctypes
import os
import struct
from collections.abc import Sequence

from .kernel import ALL_NAMESPACES, CLONE_NEWUSER, _check, libc

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Name: number on x86-64, number on aarch64 (None where the call does not exist).
REFUSED = {
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41), "mount": (165, 40),
    "umount2": (166, 39), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "move_mount": (429, 429), "open_tree": (428, 428), "mount_setattr": (442, 442), "quotactl": (179, 60),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "syslog": (103, 116),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "personality": (135, 92),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_setup": (206, 0), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "msgget": (68, 186),
    "mq_open": (240, 180), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
}  # fmt: skip
SENT_BY_THE_KERNEL = {
    "fcntl": ((72, 25), (8, 15)),  # F_SETOWN, F_SETOWN_EX
    "ioctl": ((16, 29), (0x8901, 0x8902)),  # FIOSETOWN, SIOCSPGRP
}
"""Commands, as second arguments, that make the kernel send signals to another process when a descriptor is ready."""
CLONE = (56, 220)
CLONE3 = 435
PRLIMIT = (302, 261)
TGKILL = (234, 131)
CLONE_THREAD = 0x10000
X32_BIT = 0x40000000

ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
LOAD, JUMP_EQUAL, JUMP_ABOVE, JUMP_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_OFFSET, ARCHITECTURE_OFFSET, FIRST_ARGUMENT_OFFSET, SECOND_ARGUMENT_OFFSET = 0, 4, 16, 24

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


def program(machine: str, process: int) -> list[Instruction]:
    """The filter for a process on an architecture, as BPF instructions.

    Raises:
        OSError: there is no table for the architecture.
    """
    if machine not in ARCHITECTURES:
        raise OSError(f"seccomp: no table for {machine}")
    column = list(ARCHITECTURES).index(machine)
    lines: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE_OFFSET), (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_OFFSET),
    ]  # fmt: skip
    if machine == "x86_64":
        lines += [(JUMP_ABOVE, 0, 1, X32_BIT), (RETURN, 0, 0, EPERM)]
    lines += [(JUMP_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ENOSYS)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            lines += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, EPERM)]
    lines += _only_with(PRLIMIT[column], 0)  # a process may limit itself, and nobody else
    # A signal to oneself ends oneself: as the first of its namespace, a process would not hear it.
    lines += _only_with(TGKILL[column], process, KILL)
    for columns, commands in SENT_BY_THE_KERNEL.values():
        lines += _never_with(columns[column], commands)
    lines += [  # clone may make threads, and nothing else
        (JUMP_EQUAL, 0, 5, CLONE[column]), (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET),
        (JUMP_BITS, 0, 1, ALL_NAMESPACES | CLONE_NEWUSER), (RETURN, 0, 0, EPERM),
        (JUMP_BITS, 1, 0, CLONE_THREAD), (RETURN, 0, 0, EPERM),
        (RETURN, 0, 0, ALLOW),
    ]  # fmt: skip
    return lines


def _only_with(number: int, first: int, then: int = ALLOW) -> list[Instruction]:
    """Refuses a call unless it has this first argument."""
    return [
        (JUMP_EQUAL, 0, 4, number), (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET),
        (JUMP_EQUAL, 1, 0, first), (RETURN, 0, 0, EPERM), (RETURN, 0, 0, then),
    ]  # fmt: skip


def _never_with(number: int, seconds: Sequence[int]) -> list[Instruction]:
    """Refuses a call with some second arguments, and allows it with all others."""
    refusals = [line for second in seconds for line in [(JUMP_EQUAL, 0, 1, second), (RETURN, 0, 0, EPERM)]]
    end = (RETURN, 0, 0, ALLOW)
    return [(JUMP_EQUAL, 0, len(refusals) + 2, number), (LOAD, 0, 0, SECOND_ARGUMENT_OFFSET), *refusals, end]


def install() -> None:
    """Puts the filter on this process and all its threads to come. Needs no_new_privs."""
    raw = b"".join(struct.pack("HBBI", *line) for line in program(os.uname().machine, os.getpid()))
    buffer = ctypes.create_string_buffer(raw, len(raw))
    header = _Program(len(raw) // 8, ctypes.addressof(buffer))
    _check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0), "seccomp")


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
