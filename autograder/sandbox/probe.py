"""What a level of isolation really holds on this machine: a worker tries some attacks, and tells what came of them.

The worker's code is ours, so its word can be taken: it is the sandbox that is on trial, not the code.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SandboxFault, StudentFailure
from autograder.model.assignment import Limits
from autograder.sandbox.zygote import Zygote
from autograder.testing.proxy import STUDENT

ATTACKS = """
import ctypes, os, socket, subprocess

libc = ctypes.CDLL(None, use_errno=True)


def refused(action):
    try:
        action()
    except OSError:
        return True
    return False


def attack(secret, grader):
    def write_anywhere():
        for folder in ("/", "/tmp", "/var/tmp", "/dev/shm", "/root", os.path.dirname(secret)):
            try:
                open(folder + "/planted-by-a-probe", "w").close()
            except OSError:
                continue
            if os.getcwd() != "/student" or folder != "/dev/shm":  # a room's own /dev/shm goes with the room
                os.unlink(folder + "/planted-by-a-probe")
                return
        raise OSError

    def namespaces():
        if libc.unshare(0x10000000) != 0:
            raise OSError

    return {
        "reads no file of the grader": refused(lambda: open(secret).read()),
        "lists no home, no course": refused(lambda: os.listdir(os.path.dirname(secret))),
        "sees no other process": refused(lambda: os.listdir("/proc/1")) and refused(lambda: os.kill(grader, 0)),
        "writes nowhere but in its scratch folder": refused(write_anywhere),
        "starts no program": refused(lambda: subprocess.run(["/bin/true"])),
        "makes no process": refused(lambda: os.fork() or os._exit(0)),
        "kills no process": refused(lambda: os.kill(os.getppid(), 9)),
        "has no network": refused(lambda: socket.socket()),
        "makes no namespaces": refused(namespaces),
        "is not root": os.getuid() != 0,
    }
"""
LIMITS = Limits(call_seconds=20)


@dataclass(frozen=True)
class Probe:
    """What a level holds; when it cannot be had at all, why not."""

    level: str
    holds: dict[str, bool]
    problem: str = ""

    @property
    def sound(self) -> bool:
        """Whether everything holds that the probe tries."""
        return not self.problem and all(self.holds.values())


def probe(level: str) -> Probe:
    """Starts the level and attacks it."""
    try:
        zygote = Zygote(level)
    except (SandboxFault, OSError) as fault:
        return Probe(level, {}, str(fault))
    try:
        return attacked(zygote)
    finally:
        zygote.close()


def attacked(zygote: Zygote) -> Probe:
    """What a started sandbox holds."""
    room = zygote.open({"attack.py": ATTACKS}, LIMITS)
    try:
        with _secret() as secret:
            worker = room.worker("attack")
            worker.start()
            holds = worker.call(STUDENT, ["attack"], [str(secret), os.getpid()], {})
            worker.close()
    except (SandboxFault, StudentFailure) as failure:
        return Probe(zygote.isolation, {}, f"a worker did not get through the probe: {failure!r}")
    finally:
        room.close()
    return Probe(zygote.isolation, {str(what): held is True for what, held in dict(holds).items()})


@contextmanager
def _secret() -> Iterator[Path]:
    """A file that anybody on this machine may read, as tests and solutions usually are."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        secret = Path(folder, "secret")
        secret.write_text("a hidden test")
        secret.chmod(0o644)
        yield secret
