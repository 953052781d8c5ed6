"""The grader's end of the zygote: starting it, and asking it for every submission's workers."""

import glob
import importlib.util
import json
import os
import secrets
import select
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.errors import SandboxFault
from autograder.model.assignment import Limits
from autograder.sandbox.line import Line
from autograder.sandbox.script import Part, Script, in_memory
from autograder.sandbox.worker import RemoteBackend

INSIDE = Path(__file__).parent / "inside"
PACKAGES = (
    "torch", "torchgen", "functorch", "numpy", "numpy.libs", "jaxtyping", "wadler_lindig", "typing_extensions",
    "sympy", "mpmath", "networkx", "jinja2", "markupsafe", "filelock", "fsspec", "nvidia", "triton",
)  # fmt: skip
"""What a student's code may import beside the standard library; whatever torch and jaxtyping need."""

START_SECONDS = 120
SO_SNDBUFFORCE = 32  # Linux; Python has no name for it
SENT_AHEAD = 4 << 20
"""Bytes of answers that wait for us, so that a worker need not."""
GONE_MS = 100
"""When a sandbox ends, all of its processes do so within this time."""
LEVELS = ("full", "uid", "process")
"""From the strongest to the weakest."""
FIRST_UID, UIDS, BLOCKS = 61_000, 8, 500
"""As root, the rooms of a zygote take turns at 8 user ids of its own, all below 65,536: limits count by user."""


class Zygote:
    """A sandbox at one of the isolation levels that need a process of its own; see `inside.zygote`."""

    plays = True

    def __init__(self, level: str = "full") -> None:
        """Starts the sandbox.

        Raises:
            SandboxFault: this machine does not allow it.
        """
        if level not in LEVELS:
            raise SandboxFault(f"there is {', '.join(LEVELS)}, but no {level!r}")
        if sys.platform != "linux":
            raise SandboxFault(f"sandboxes need Linux, this is {sys.platform}")
        if level == "uid" and os.getuid() != 0:
            raise SandboxFault("only root can become another user")
        self.isolation = level
        self._rooms = 0
        self._reserved: socket.socket | None = None
        self._first_uid = os.getuid()
        if self._first_uid == 0:
            self._reserved, self._first_uid = reserved_uids()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        code = f"import sys; sys.path.insert(0, {str(INSIDE.parent)!r}); "
        code += f"from inside.zygote import main; main({theirs.fileno()})"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-S", "-c", code], env=environment(), pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        theirs.close()
        self._control.settimeout(START_SECONDS)
        self._exchange()

    def _exchange(self) -> None:
        try:
            self._control.send(json.dumps(view(self.isolation)).encode())
            answer = self._control.recv(1 << 12)
        except OSError as error:
            answer = str(error).encode()
        if answer != b"ready":
            self.close()
            raise SandboxFault(f"the sandbox did not start: {answer.decode(errors='replace') or 'it ended'}")

    def open(self, files: Mapping[str, str], limits: Limits) -> "RemoteRoom":
        """See `Place`."""
        if _hung_up(self._control, 0):
            raise SandboxFault("the sandbox is gone")
        self._rooms += 1
        uid = self._first_uid + (self._rooms % UIDS if self._reserved else 0)
        return RemoteRoom(self._control, files, limits, uid)

    def close(self) -> None:
        """Ends the zygote; the kernel ends all workers with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._reserved:
            self._reserved.close()


class RemoteRoom:
    """One submission's workers in the sandbox: each with a scratch folder of its own, all by the same user id."""

    def __init__(self, control: socket.socket, files: Mapping[str, str], limits: Limits, uid: int) -> None:
        self._control = control
        self._files = files
        self._limits = limits
        self._uid = uid
        self._lines: list[Line] = []
        self._shared: Line | None = None
        """The ensemble's."""

    def worker(
        self, module: str, replaced: Mapping[str, str] = MappingProxyType({}), watched: Collection[str] = (),
        script: Script | None = None,
    ) -> RemoteBackend:  # fmt: skip
        """See `Room`."""
        (worker,) = self._hired({**self._files, **replaced}, [Part(module, watched, script or Script())])
        return worker

    def ensemble(self, parts: Sequence[Part]) -> list[RemoteBackend]:
        """See `Room`."""
        workers = self._hired(self._files, parts)
        self._shared = self._lines[-1]
        self._shared.join(self)  # it stays for what comes after
        return workers

    def another(self, part: Part, replaced: Mapping[str, str]) -> RemoteBackend | None:
        """See `Room`."""
        if self._shared is None or self._shared.closed:
            return None
        worker = RemoteBackend(self._shared, {**self._files, **replaced}, part, self._limits)
        return worker if worker.sent() else None

    def _hired(self, files: Mapping[str, str], parts: Sequence[Part]) -> list[RemoteBackend]:
        """A new worker process, as each of its parts sees it."""
        rpc, their_rpc = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        output, their_output = os.pipe()
        with suppress(PermissionError):  # only root may have so much
            their_rpc.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, SENT_AHEAD)
        line = Line(rpc, output, self._limits.output_kib, lambda: _hung_up(self._control, GONE_MS))
        workers = [RemoteBackend(line, files, part, self._limits) for part in parts]
        script = in_memory(frame for worker in workers for frame in worker.frames())
        theirs = [their_rpc.detach(), their_output, script]
        turns = 1 if len(parts) == 1 else 2 * len(parts)  # each part may come again
        limits = asdict(self._limits) | {"exercise_seconds": self._limits.exercise_seconds * turns}
        try:
            socket.send_fds(self._control, [json.dumps({"uid": self._uid, "limits": limits}).encode()], theirs)
        except OSError as error:
            raise SandboxFault(f"the sandbox is gone: {error}") from error
        finally:
            for descriptor in theirs:
                os.close(descriptor)
            self._lines.append(line)
        return workers

    def close(self) -> None:
        """See `Room`."""
        for line in self._lines:
            line.close()


def _hung_up(control: socket.socket, milliseconds: int) -> bool:
    """Whether the zygote ended, which no student's code can do to it, or does so within this time."""
    if control.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(control, 0)
    return bool(poll.poll(milliseconds))


def reserved_uids() -> tuple[socket.socket, int]:
    """The first of a block of user ids that no other zygote has while the socket is open.

    A name without a file is the lock, which ends with its process. The search starts anywhere, for containers of one
    machine may share user ids without seeing one another's names.
    """
    start = secrets.randbelow(BLOCKS)
    for block in (*range(start, BLOCKS), *range(start)):
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            lock.bind(f"\0autograder-uids-{block}")
        except OSError:  # it is another one's
            lock.close()
        else:
            return lock, FIRST_UID + block * UIDS
    raise SandboxFault("all user ids for sandboxes are taken")


def environment() -> dict[str, str]:
    """The whole environment of the sandbox: an allow-list, so that no secret can be in it."""
    passed = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    return {
        "PATH": "/usr/bin:/bin", "HOME": "/student", "TMPDIR": "/student", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "TORCHINDUCTOR_CACHE_DIR": "/student",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "PYTHONMALLOC": "malloc",  # huge pages: forks copy what lists pages
        **{name: os.environ[name] for name in passed if name in os.environ},
    }  # fmt: skip


def view(level: str) -> dict[str, Any]:
    """What the sandbox sees of this machine's files; see `inside.view`."""
    standard = sysconfig.get_paths()["stdlib"]
    libraries = dict.fromkeys(["/usr/lib", "/usr/lib64", "/lib", "/lib64", str(Path(standard).parent)])
    others = glob.glob("/usr/lib/python*/*-packages") + glob.glob(f"{glob.escape(standard)}/*-packages")
    packages = {**_packages(), "inside": str(INSIDE)}
    parents = list(dict.fromkeys(str(Path(path).parent) for path in packages.values()))
    folders = ["/site"] if level == "full" else parents
    return {
        "level": level,
        "libraries": [path for path in libraries if os.path.exists(path)],
        "covered": sorted({os.path.realpath(path) for path in others}),
        "packages": packages,
        "search": [standard, sysconfig.get_paths()["platstdlib"], f"{standard}/lib-dynload", *folders],
    }


def _packages() -> dict[str, str]:
    """Name in /site -> where it is installed."""
    torch = importlib.util.find_spec("torch")
    if torch is None or torch.origin is None:
        raise SandboxFault("torch is not installed")
    folders = dict.fromkeys([str(Path(torch.origin).parent.parent), sysconfig.get_paths()["purelib"]])
    found: dict[str, str] = {}
    for folder in reversed(folders):
        for name in PACKAGES:
            for pattern in (name, f"{name}.py", f"{name}-*.dist-info"):
                found |= {path.name: str(path) for path in Path(folder).glob(pattern)}
    return found
