"""What a worker gives up before it loads a student's code."""

import os
import resource
from collections.abc import Mapping

from . import seccomp
from .kernel import bound_capabilities, drop_capabilities, forbid_privileges

MIB = 1 << 20
SHARED_MIB = 1024
"""Address space on top of the private memory: thread stacks, shared maps, what malloc reserves but never touches."""


def memory_in_use(proc: int) -> dict[str, int]:
    """Bytes of private data (VmData) and of address space (VmSize) of this process. `proc`: descriptor of /proc."""
    with open(os.open("self/status", os.O_RDONLY, dir_fd=proc)) as status:
        fields = dict(line.split(":", 1) for line in status)
    return {name: int(fields[name].split()[0]) << 10 for name in ("VmData", "VmSize")}


def limit_resources(limits: Mapping[str, float], base: Mapping[str, int]) -> None:
    """Caps memory over what torch takes, processor time, files, threads."""
    memory = int(limits["memory_mib"]) * MIB
    caps = {
        resource.RLIMIT_DATA: base["VmData"] + memory,
        resource.RLIMIT_AS: base["VmSize"] + memory + SHARED_MIB * MIB,
        resource.RLIMIT_CPU: int(limits["exercise_seconds"]) + 5,
        resource.RLIMIT_FSIZE: int(limits["scratch_mib"]) * MIB,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: int(limits["threads"]),
        resource.RLIMIT_MEMLOCK: 64 << 10,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, cap in caps.items():
        _, hard = resource.getrlimit(what)
        allowed = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(what, (allowed, allowed))


def become(uid: int) -> None:
    """Becomes another user, for good; an ordinary user, who is that one already, stays so."""
    bound_capabilities()  # only those who have capabilities can do it
    if os.getuid() != uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def lock_down(limits: Mapping[str, float], base: Mapping[str, int]) -> None:
    """Gives up everything that a student's code does not need. There is no way back."""
    limit_resources(limits, base)
    drop_capabilities()
    forbid_privileges()
    seccomp.install()
