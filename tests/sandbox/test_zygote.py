"""What a submission sees and may do, and that nothing of it is left."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import SandboxFault, StudentCrash
from autograder.sandbox.probe import attacked
from autograder.sandbox.worker import RemoteBackend
from autograder.sandbox.zygote import UIDS, RemoteRoom, Zygote, reserved_uids
from autograder.testing.proxy import STUDENT

from .conftest import LIMITS, Start

Rooms = Callable[..., RemoteRoom]

PROBE = """
import ctypes, errno, importlib, os, resource, socket, threading

def attempt(action):
    try:
        action()
    except BaseException as error:
        return getattr(error, "errno", None) or type(error).__name__
    return "done"

def folder(path): return sorted(os.listdir(path))
def tree(path): return [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]
def environment(): return dict(os.environ)
def ids(): return [*os.getresuid(), *os.getresgid(), *os.getgroups()]
def descriptors():
    found = []
    for number in range(4096):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return found
def read(path): return attempt(lambda: open(path).read())
def write(path):
    def action():
        with open(path, "w") as file: file.write("x")
    return attempt(action)
def load(name): return attempt(lambda: importlib.import_module(name))
def connect(): return attempt(lambda: socket.create_connection(("127.0.0.1", 22), 1))
def listen(): return attempt(lambda: socket.socket(socket.AF_UNIX).bind("/student/s"))
def fork(): return attempt(lambda: os.fork() or os._exit(0))
def run(): return attempt(lambda: os.execv("/usr/bin/env", ["env"]))
def kill(process): return attempt(lambda: os.kill(process, 0))
def limit(process): return attempt(lambda: resource.prlimit(process, resource.RLIMIT_NOFILE, (0, 0)))
def limit_oneself(): return attempt(lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
def call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    return 0 if libc.syscall(number, *arguments) >= 0 else ctypes.get_errno()
def capabilities():
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[7] * 6)
    return [ctypes.CDLL(None).capget(header, sets), *sets]
def threads(count):
    stop = threading.Event()
    started = 0
    try:
        for _ in range(count):
            threading.Thread(target=stop.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    stop.set()
    return started
def fill(path, mebibytes):
    def action():
        with open(path, "wb") as file:
            for _ in range(mebibytes): file.write(bytes(1 << 20))
    return attempt(action)
"""

EPERM, ENOENT, EACCES, EROFS, ENOSPC, EFBIG, ECHILD = 1, 2, 13, 30, 28, 27, 10


@pytest.fixture(scope="module")
def ask(zygote: Zygote) -> Iterator[Callable[..., Any]]:
    """Asks one worker in the sandbox what it sees."""
    room = zygote.open({"answer.py": PROBE}, LIMITS)
    worker = room.worker("answer")
    worker.start()
    yield lambda name, *args: worker.call(STUDENT, [name], args, {})
    worker.close()
    room.close()


def _within_reach(worker: RemoteBackend, name: str, *args: Any) -> Any:
    return worker.call(STUDENT, [name], args, {})


def test_the_probe_finds_nothing_amiss(zygote: Zygote) -> None:
    """The attacks by which the grader decides whether a level is sound all fail."""
    assert attacked(zygote).sound


def test_a_submission_sees_the_interpreter_and_nothing_else(ask: Callable[..., Any]) -> None:
    """No /home, no temporary files, nothing of this machine's /etc, no process, nothing of the course."""
    assert set(ask("folder", "/")) <= {
        "dev", "etc", "lib", "lib64", "proc", "site", "student", "tmp", "usr", Path(sys.base_prefix).parts[1],
    }  # fmt: skip
    assert [ask("folder", path) for path in ("/etc", "/tmp", "/student", "/dev/shm")] == [[], [], [], []]
    assert ask("folder", "/dev") == ["null", "random", "shm", "urandom", "zero"]
    assert ask("tree", "/proc") == ["/proc/cpuinfo"]
    assert ask("folder", "/usr") == ["lib"] or ask("folder", "/usr") == ["lib", "lib64"]
    for path in (__file__, Path(__file__).parents[2], "/etc/passwd", "/proc/self/environ", sys.executable):
        assert ask("read", str(path)) in (ENOENT, EACCES)


def test_the_way_to_the_interpreter_holds_nothing_else(ask: Callable[..., Any]) -> None:
    """The folders above the standard library are empty but for the way to it."""
    path = Path(sys.base_prefix)
    while len(path.parts) > 2:  # the library folder itself is the interpreter's
        assert ask("folder", str(path.parent)) == [path.name]
        path = path.parent


def test_a_submission_imports_what_it_needs_and_nothing_of_ours(ask: Callable[..., Any]) -> None:
    """torch, numpy and jaxtyping are there; the grader, pytest and what else is installed are not."""
    assert {name: ask("load", name) for name in ("torch", "numpy", "jaxtyping", "json")} == dict.fromkeys(
        ("torch", "numpy", "jaxtyping", "json"), "done"
    )
    for name in ("autograder", "pytest", "_pytest", "sqlalchemy", "pydantic", "click", "pip", "hypothesis"):
        assert ask("load", name) == "ModuleNotFoundError"
    assert not {"autograder", "pytest", "sqlalchemy"} & set(ask("folder", "/site"))


def test_the_environment_is_an_allow_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the grader's is not in the sandbox's; nothing says where the course is."""
    from autograder.sandbox.zygote import environment

    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    monkeypatch.setenv("PYTHONPATH", "/hidden")
    assert "hidden" not in json.dumps(environment())


def test_a_worker_has_the_environment_that_was_meant(ask: Callable[..., Any]) -> None:
    """What the worker sees is the allow-list, to the letter."""
    from autograder.sandbox.zygote import environment

    found = ask("environment")
    assert set(found) <= set(environment()) | {"LC_CTYPE", "PYTHONHASHSEED"}
    assert str(Path.cwd()) not in json.dumps(found)


def test_only_the_descriptors_0_to_3_are_open(ask: Callable[..., Any]) -> None:
    """Input, both outputs and the grader's socket."""
    assert ask("descriptors") == [0, 1, 2, 3]


def test_a_worker_is_nobody(ask: Callable[..., Any]) -> None:
    """It is not root, is in no group of root's, and holds no capability."""
    assert 0 not in ask("ids")
    assert ask("capabilities") == [0] * 7


@pytest.mark.parametrize("what", ["fork", "run", "connect", "listen"])
def test_no_process_no_program_no_network(ask: Callable[..., Any], what: str) -> None:
    """The kernel refuses."""
    assert ask(what) == EPERM


def test_other_processes_are_out_of_reach(ask: Callable[..., Any]) -> None:
    """Neither the grader nor the zygote can be signalled or limited; oneself can be limited."""
    for process in (1, 2, os.getpid()):
        assert ask("kill", process) == EPERM
        assert ask("limit", process) == EPERM
    assert ask("limit_oneself") == "done"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of system calls are those of x86-64")
def test_system_calls_that_no_exercise_needs_are_refused(ask: Callable[..., Any]) -> None:
    """ptrace, mount, unshare, bpf, keyctl, io_uring, process_vm_readv; and the same ones by their x32 numbers."""
    for number in (101, 165, 272, 321, 250, 425, 310, 434, 0x40000000 + 39):
        assert ask("call", number, 0, 0, 0, 0, 0) == EPERM
    assert ask("call", 435, 0, 0) == 38  # clone3 is not there, so that the C library takes clone
    assert ask("call", 56, 0, 0, 0, 0, 0) == EPERM  # clone that makes a process


def test_threads_are_counted(ask: Callable[..., Any]) -> None:
    """Some threads can be started, hundreds cannot."""
    assert 4 <= ask("threads", 300) <= LIMITS.threads


def test_only_the_scratch_folder_can_be_written(ask: Callable[..., Any]) -> None:
    """Its own folder and /dev/shm, up to a few megabytes; everything else is read-only."""
    assert ask("write", "/student/notes") == "done"
    for path in ("/x", "/tmp/x", "/etc/x", "/site/x", "/site/torch/x", "/usr/lib/x", "/dev/null/x", "/proc/x"):
        assert ask("write", path) not in ("done", None)
    assert ask("fill", "/student/large", 2) == "done"
    assert ask("fill", "/student/larger", 50) in (ENOSPC, EFBIG)
    assert ask("fill", "/dev/shm/larger", 50) in (ENOSPC, EFBIG)


def test_scratch_folders_are_not_shared_between_submissions(rooms: Rooms) -> None:
    """What one submission writes, another one never sees."""
    first, second = rooms(PROBE), rooms(PROBE)
    writer, reader = first.worker("answer"), second.worker("answer")
    for worker in (writer, reader):
        worker.start()
    for folder in ("/student", "/dev/shm"):
        assert _within_reach(writer, "write", f"{folder}/secret") == "done"
        assert _within_reach(writer, "folder", folder) == ["secret"]
        assert _within_reach(reader, "folder", folder) == []
    for worker in (writer, reader):
        worker.close()


def _processes() -> set[int]:
    return {int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()}


def _descendants(process: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for number in _processes():
        try:
            status = Path(f"/proc/{number}/status").read_text()
        except OSError:
            continue
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if not fields["State"].startswith(("Z", "X")):
            children.setdefault(int(fields["PPid"]), []).append(number)
    found, todo = set(), [process]
    while todo:
        below = children.get(todo.pop(), [])
        found |= set(below)
        todo += below
    return found


def _settles(condition: Callable[[], bool]) -> bool:
    """Whether something becomes true before long."""
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


BUSY = """
import threading
def work():
    while True: pass
threading.Thread(target=work, daemon=True).start()
def one(): return 1
"""


def test_nothing_is_left_of_a_closed_room(zygote: Zygote) -> None:
    """Whatever still runs in it ends with it: workers that were judged, hang, or were never asked."""
    before = _descendants(zygote._process.pid)
    room = zygote.open({"answer.py": BUSY}, LIMITS)
    workers = [room.worker("answer") for _ in range(3)]
    workers[0].start()
    assert _descendants(zygote._process.pid) - before
    room.close()
    assert _settles(lambda: _descendants(zygote._process.pid) <= before)
    for worker in workers:
        worker.close()


def test_nothing_is_left_of_a_closed_sandbox() -> None:
    """The zygote takes every worker with it."""
    try:
        zygote = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    room = zygote.open({"answer.py": BUSY}, LIMITS)
    worker = room.worker("answer")
    worker.start()
    family = {zygote._process.pid, *_descendants(zygote._process.pid)}
    assert len(family) >= 3  # the supervisor, the zygote, the worker
    zygote.close()
    assert _settles(lambda: not family & _processes())
    with pytest.raises(SandboxFault):
        worker.call(STUDENT, ["one"], [], {})
    with pytest.raises(SandboxFault):
        room.worker("answer")
    with pytest.raises(SandboxFault):
        zygote.open({}, LIMITS)
    worker.close()
    room.close()


@pytest.mark.parametrize("turn", range(4))
def test_a_sandbox_that_ends_is_a_fault_of_ours_and_not_a_crash(turn: int) -> None:
    """The end of the zygote under a busy worker is told apart from the worker's own end, every time."""
    try:
        zygote = Zygote()
    except (SandboxFault, OSError) as fault:
        pytest.skip(f"no full isolation on this machine: {fault}")
    room = zygote.open({"answer.py": "def until_the_end():\n while True: pass"}, LIMITS)
    worker = room.worker("answer")
    worker.start()
    threading.Timer(0.2, zygote._process.kill).start()
    with pytest.raises(SandboxFault):
        _within_reach(worker, "until_the_end")
    with pytest.raises(SandboxFault):
        room.worker("answer").start()
    for thing in (worker, room, zygote):
        thing.close()


def test_a_worker_that_cannot_be_made_is_a_fault_of_ours(rooms: Rooms) -> None:
    """The system refuses what a worker needs before it loads any code: that is no crash of the student's."""
    room = rooms("def one(): return 1")
    for limits in (replace(LIMITS, memory_mib=1 << 60), LIMITS):
        room._limits = limits
        worker = room.worker("answer")
        if limits is LIMITS:  # the sandbox lives on
            worker.start()
            assert _within_reach(worker, "one") == 1
        else:
            with pytest.raises(SandboxFault):
                worker.start()
        worker.close()


def test_no_two_sandboxes_share_user_ids() -> None:
    """Each reserves a block as long as it lives, below the ids that a container has."""
    taken = [reserved_uids() for _ in range(20)]
    firsts = [first for _, first in taken]
    assert len(set(firsts)) == 20 and all(first % UIDS == 0 and first + UIDS < 1 << 16 for first in firsts)
    for lock, _ in taken:
        lock.close()


def test_a_dead_worker_does_not_disturb_its_room(rooms: Rooms) -> None:
    """After a crash the next worker of the same submission starts as if nothing had been."""
    room = rooms("import os\ndef crash(): os._exit(1)\ndef one(): return 1")
    for _ in range(3):
        worker = room.worker("answer")
        worker.start()
        with pytest.raises(StudentCrash):
            worker.call(STUDENT, ["crash"], [], {})
        worker.close()


def test_rooms_do_not_disturb_one_another(start: Start) -> None:
    """While one worker burns the processor and hoards memory, another one answers."""
    hostile = start(BUSY + "\nhoard = bytearray(100 << 20)")
    honest = start("def one(): return 1")
    assert _within_reach(honest, "one") == _within_reach(hostile, "one") == 1


def test_replaced_files_stand_in_for_the_students_own(rooms: Rooms) -> None:
    """One worker gets another sibling, the next one the student's again."""
    room = rooms("from other import x\ndef f(): return x", other="x = 1")
    found = []
    for replaced in ({}, {"other.py": "x = 2"}, {}):
        worker = room.worker("answer", replaced)
        worker.start()
        found.append(_within_reach(worker, "f"))
        worker.close()
    assert found == [1, 2, 1]


AS_NOBODY = """
import json, os, sys
from autograder.model.assignment import Limits
from autograder.sandbox.probe import attacked
from autograder.sandbox.zygote import Zygote
import torch
zygote = Zygote()
room = zygote.open({"answer.py": sys.stdin.read()}, Limits(call_seconds=5))
worker = room.worker("answer")
worker.start()
ask = lambda name, *args: worker.call("student", [name], args, {})
found = {
    "sound": attacked(zygote).holds, "ids": ask("ids"), "fork": ask("fork"), "run": ask("run"),
    "connect": ask("connect"),
    "home": ask("read", "/etc/passwd"), "write": ask("write", "/student/x"), "outside": ask("write", "/tmp/x"),
    "descriptors": ask("descriptors"), "limit": ask("limit", 1), "unshare": ask("call", 272, 0x10000000),
}
worker.close(); room.close(); zygote.close()
print(json.dumps(found))
"""


STARTS = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
WAYS = (
    ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    ("unshare", "--user", "--map-user=65534", "--map-group=65534"),  # where the interpreter is root's own
)


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_gets_the_same_sandbox() -> None:
    """Without root, a user namespace gives the same isolation."""

    def run(way: tuple[str, ...], code: str) -> subprocess.CompletedProcess[str]:
        command = [*way, sys.executable, "-B", "-c", code]
        root = Path(__file__).parents[2]
        return subprocess.run(command, input=PROBE, capture_output=True, text=True, cwd=root, timeout=120, check=False)

    ways = [way for way in WAYS if shutil.which(way[0]) and run(way, STARTS).returncode == 0]
    if not ways:
        pytest.skip("neither setpriv nor unshare starts this interpreter as an ordinary user")
    done = run(ways[0], AS_NOBODY)
    if "SandboxFault" in done.stderr:
        pytest.skip(f"no full isolation for ordinary users: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert all(found["sound"].values())
    assert found == {
        "sound": found["sound"], "ids": found["ids"], "fork": EPERM, "run": EPERM, "connect": EPERM, "home": ENOENT,
        "write": "done", "outside": EROFS, "descriptors": [0, 1, 2, 3], "limit": EPERM, "unshare": EPERM,
    }  # fmt: skip
