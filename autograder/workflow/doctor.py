"""What isolation works on this machine, what does not, why, and the one command that would change it."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.probe import Probe, probe
from autograder.sandbox.zygote import LEVELS

MEANS = {
    "full": "own namespaces, no file but the interpreter's, another user or none, limits, a system call filter",
    "uid": "another user in an empty root folder, limits, a system call filter; no namespaces",
    "process": "a process apart with limits and a system call filter; it can read what you can read",
    "trusted": "no protection: the code runs in the grader's own process",
}


@dataclass(frozen=True)
class Diagnosis:
    """One level on this machine."""

    probe: Probe
    means: str
    remedy: str = ""
    """What to do to get it; empty when it holds, or when nothing would help."""


def diagnose() -> list[Diagnosis]:
    """Every level, from the strongest to the weakest, each tried by a worker that attacks it."""
    found = [probe(level) for level in LEVELS]
    trusted = Probe("trusted", {"anything at all": False})
    return [
        *(Diagnosis(each, MEANS[each.level], "" if each.sound else _remedy(each.level)) for each in found),
        Diagnosis(trusted, MEANS["trusted"]),
    ]


def _remedy(level: str) -> str:
    """The one command that would raise the level here."""
    if sys.platform != "linux":
        return f"{platform.system()} has no such sandbox: grade in a Linux container or virtual machine."
    if level == "uid":
        return "" if os.getuid() == 0 else "run the command as root (sudo), or get level full instead."
    if level == "process":
        return ""
    if os.getuid() == 0 and _in_container():
        return "start the container with: docker run --security-opt seccomp=unconfined --cap-add SYS_ADMIN …"
    return _namespace_switch() or "allow user namespaces to your user, or run the command as root (sudo)."


def _in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists() or not _has_capability(21)


def _has_capability(number: int) -> bool:
    """Whether this process has a capability; CAP_SYS_ADMIN is 21."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return bool(int(fields["CapEff"], 16) >> number & 1)


def _namespace_switch() -> str:
    """The kernel setting that keeps ordinary users from having namespaces, if one does."""
    for name, bad, good in (
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu 23.10 and later
        ("kernel.unprivileged_userns_clone", "0", "1"),  # Debian, Arch
        ("user.max_user_namespaces", "0", "15000"),  # RHEL 7
    ):
        path = Path("/proc/sys", name.replace(".", "/"))
        if path.exists() and path.read_text().strip() == bad:
            return f"sudo sysctl -w {name}={good}"
    return ""
