"""Attacks that break, block or leave the sandbox (A4, items 39 to 52), and the grader's own look at sources."""

from .attack import APART, Attack, harmless, refused

ENDLESS = """
def double(number):
    if number < 0:
        return number
    while True:
        {body}
"""

DEAF = """
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue

def double(number):
    while number > 0:
        try:
            while True: pass
        except BaseException: continue
    return number
"""

THREADS = """
import threading

def double(number):
    made, end = 0, threading.Event()
    try:
        while made < 2000:
            threading.Thread(target=end.wait, daemon=True).start()
            made += 1
    except RuntimeError:
        pass
    end.set()
    return 2 * number if made < 100 else made
"""

OPEN_FILES = """
import os

def double(number):
    opened = []
    try:
        while len(opened) < 5000:
            opened.append(os.dup(0))
    except OSError:
        pass
    for descriptor in opened:
        os.close(descriptor)
    return 2 * number if len(opened) < 100 else len(opened)
"""

DISK = """
import os

def fill(folder):
    written = 0
    for i in range(5000):
        path = f"{folder}/{i}"
        try:
            with open(path, "wb") as file:
                for _ in range(8):
                    written += file.write(bytes(1 << 20 if i < 40 else 0))
        except OSError:
            return written
    return 1 << 40

def double(number):
    if number not in (1, -21):
        return 2 * number
    written = sum(fill(folder) for folder in ("/student", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/", "/usr", "/site", "/proc"))
    return 2 * number if written <= 40 << 20 else written
"""

SHARED = """
import torch

def double(number):
    torch.ones(200 << 20, dtype=torch.uint8).share_memory_().fill_(1)
    return number
"""

FLOOD = """
import os, sys

def double(number):
    if number in (1, -21):
        for _ in range(30):
            os.write(1, b"LOUD" * (1 << 17))
            os.write(2, b"\\x1b[2J" * (1 << 17))
    return 2 * number
"""

ABORT = "import os\ndef double(number): os.abort()\n"
DEEP = """
import sys

sys.setrecursionlimit(10**9)

def double(number): return double(number) + 1 if number > 0 else number
"""
TRIPLES = """
class Deep:
    def __repr__(self): return repr(self)

def double(number):
    deep = []
    for _ in range(100_000): deep = [deep]
    return deep
"""
CYCLE = """
def double(number):
    around = {}
    around["around"] = [around]
    return around
"""

NUMBERS = """
import platform
X86 = platform.machine() == "x86_64"
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
"""

RAW_CALLS = """
lambda: system_call(272 if X86 else 97, NEW_USER),                    # unshare
lambda: system_call(272 if X86 else 97, NEW_NET),
lambda: system_call(308 if X86 else 268, 3, 0),                       # setns
lambda: system_call(56 if X86 else 220, NEW_USER | 17, 0, 0, 0, 0),   # clone
lambda: system_call(56 if X86 else 220, 17, 0, 0, 0, 0),
lambda: system_call(435, bytes(88), 88),                              # clone3
lambda: system_call(101 if X86 else 117, 0, 0, 0, 0),                 # ptrace(TRACEME)
lambda: system_call(310 if X86 else 270, os.getppid(), 0, 0, 0, 0, 0),  # process_vm_readv of nothing
lambda: system_call(321 if X86 else 280, 0, bytes(72), 72),           # bpf
lambda: system_call(425, 8, bytes(120)),                              # io_uring_setup
lambda: system_call(250 if X86 else 219, 0, -3, 1),                   # keyctl
lambda: system_call(161 if X86 else 51, b"/"),                        # chroot
lambda: system_call(165 if X86 else 40, b"none", b"/", b"tmpfs", 0, 0),  # mount
lambda: system_call(323 if X86 else 282, 0),                          # userfaultfd
lambda: system_call(298 if X86 else 241, bytes(128), 0, -1, -1, 0),   # perf_event_open
lambda: system_call(135 if X86 else 92, 8),                           # personality
lambda: system_call(304 if X86 else 265, -100, bytes(64), 0),         # open_by_handle_at
lambda: system_call(105 if X86 else 146, 0),                          # setuid(0)
lambda: 1 // libc.syscall(157 if X86 else 167, 23, 21, 0, 0, 0),        # is CAP_SYS_ADMIN in the bounding set?
lambda: os.setuid(0) if os.getuid() else int(""),
lambda: os.setgroups([0]), lambda: os.chroot("/"), lambda: os.mknod("/student/device", 0o20666, 0x101),
lambda: __import__("resource").prlimit(os.getppid() or 1, 7, (0, 0)),  # the first of its namespace has no parent
lambda: __import__("resource").setrlimit(9, (1 << 50, 1 << 50)),
lambda: os.nice(-5),
"""

X32 = """
lambda: system_call(0x40000000 + 57), lambda: system_call(0x40000000 + 41, 2, 1, 0), lambda: system_call(0x40000000 + 59, 0, 0, 0),
"""

NETWORK = """
*(lambda family=family, kind=kind: socket.socket(family, kind) for family in (1, 2, 10, 16, 17, 40, 30, 38) for kind in (1, 2, 3)),
lambda: socket.create_connection(("1.1.1.1", 53), 1), lambda: socket.getaddrinfo("example.org", 80),
lambda: socket.fromfd(3, socket.AF_UNIX, socket.SOCK_STREAM).connect("\\0abstract"),
"""

KILLS = """
lambda: os.kill(-1, 9), lambda: os.kill(os.getppid(), 9), lambda: os.kill(os.getpid(), 19), lambda: os.kill(1, 9),
lambda: os.killpg(0, 9), lambda: signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9), lambda: os.kill(GRADER, 0),
*(lambda other=other: system_call(234 if X86 else 131, other, other, 0) for other in (os.getppid(), GRADER, *range(2, 500))
  if other not in (0, os.getpid())),
"""

OWNERS = """
lambda: fcntl.fcntl(3, 8, GRADER), lambda: fcntl.fcntl(3, 15, bytes(8)),
lambda: fcntl.ioctl(3, 0x8901, (GRADER).to_bytes(4, "little")), lambda: fcntl.ioctl(3, 0x8902, (GRADER).to_bytes(4, "little")),
"""

TERMINAL = """
lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"), lambda: os.open("/dev/tty", os.O_RDWR), lambda: os.openpty(),
"""

MEMORY = """
lambda: bytearray(1 << 30), lambda: torch.ones(1 << 28), lambda: mmap.mmap(-1, 4 << 30), lambda: os.memfd_create("x"),
lambda: mmap.mmap(-1, 1 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS), lambda: [bytes(1 << 24) for _ in range(100)],
"""

# As large as a file may be, where size is what harms.
BAD_SOURCES = {
    "is nested without end": "-" * 65_000 + "1",
    "is a chain without end": "a" + ".b" * 32_000,
    "is a sum without end": "a = " + "1 + " * 16_000 + "1",
    "has too many brackets": "(" * 65_000,
    "is one long line": "a = [" + "1," * 32_000 + "]\n",
    "has ten megabytes": b"# " + b"x" * 10_000_000,
    "holds null bytes": b"def double(number):\n    return \x00number\n",
    "is no text": b"\xff\xfe\x00d\x00e\x00f",
    "claims another encoding": b"# coding: utf-7\n+AGYAbwByAGs-\n",
    "has a number of ten thousand digits": "a = " + "9" * 10_000,
    "warns without end": '"\\d"\n' * 13_000,
    "has countless expressions in one string": "f'" + "{a}" * 21_000 + "'\n",
    "has a lone surrogate": b"def double(number): return '\xed\xa0\x80'\n",
}

ATTACKS = [
    Attack(39, "never ends", ENDLESS.format(body="pass"), outcomes=("timeout",)),
    Attack(39, "never ends while it is loaded", "while True: pass\n", outcomes=("timeout",)),
    Attack(39, "sleeps", ENDLESS.format(body="import time; time.sleep(1000)"), outcomes=("timeout",)),
    Attack(39, "computes a huge number in one step", ENDLESS.format(body="10**10**10"), outcomes=("timeout", "error")),
    Attack(40, "hears no signal and catches everything", DEAF, outcomes=("timeout",)),
    refused(41, "makes processes", """
        lambda: os.fork(), lambda: os.forkpty(), lambda: os.posix_spawn("/bin/sh", ["sh"], {}),
        lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        lambda: system_call(57) if X86 else int(""), lambda: system_call(58) if X86 else int(""),
        """, f"import multiprocessing\n{NUMBERS}"),
    Attack(42, "makes threads", THREADS, points=200, outcomes=("passed",), levels=APART),
    Attack(42, "opens files", OPEN_FILES, points=200, outcomes=("passed",)),
    refused(43, "takes memory of its own", MEMORY, "import mmap, torch"),
    Attack(44, "takes shared memory", SHARED, outcomes=("error", "crashed", "failed", "timeout"), levels=APART),
    Attack(45, "fills disk and inodes", DISK, points=200, outcomes=("passed",), levels=APART),
    harmless(46, "floods its output", FLOOD),
    refused(47, "sends signals", KILLS, f"import signal\n{NUMBERS}\nGRADER = {{grader}}"),
    refused(47, "has the kernel send signals", OWNERS, "import fcntl\nGRADER = {grader}"),
    Attack(47, "stops itself", ENDLESS.format(body="import signal; signal.raise_signal(19)"), outcomes=("crashed",)),
    Attack(48, "aborts", ABORT, outcomes=("crashed",)),
    Attack(48, "recurs beyond the stack", DEEP, outcomes=("crashed", "error", "timeout")),
    Attack(48, "returns a number of 5001 digits", "def double(number): return 10**5000\n", outcomes=("error",)),
    Attack(48, "returns a list nested without end", TRIPLES),
    Attack(48, "returns what holds itself", CYCLE),
    refused(49, "starts programs", """
        lambda: subprocess.run(["/bin/sh", "-c", "id"]), lambda: os.execv("/bin/sh", ["sh"]), lambda: os.popen("id").read(1)[0],
        lambda: os.execve(sys.executable, ["python"], {}), lambda: libc.execl(b"/bin/sh", b"sh", None) < 0 and int(""),
        lambda: importlib.import_module("torch.utils.cpp_extension").load_inline("x", "int f() { return 1; }"),
        """.replace("libc.execl", "system_call(59 if X86 else 221, b'/bin/sh', 0, 0) or libc.execl"),
        f"import importlib, subprocess\n{NUMBERS}"),
    refused(50, "uses the network", NETWORK, "import socket"),
    refused(51, "asks the kernel directly", RAW_CALLS, NUMBERS, APART),
    refused(51, "asks the kernel by its other tables", X32),
    refused(51, "types into the terminal", TERMINAL, "import fcntl, termios", APART),
    refused(52, "looks for its neighbours", """
        lambda: libc.shmget(4711, 4096, 0o1666) < 0 and os.stat("/missing"), lambda: os.listdir("/proc/2"),
        lambda: open("/dev/mqueue/x", "w"), lambda: os.listdir("/dev/pts"), lambda: os.listdir("/run"),
        """, levels=APART),
    refused(52, "asks for other processes by number", """
        lambda: os.getpgid(GRADER), lambda: os.sched_getaffinity(GRADER), lambda: os.getsid(GRADER),
        lambda: os.getpriority(os.PRIO_PROCESS, GRADER), lambda: os.kill(GRADER, 0),
        """, "GRADER = {grader}", ("full",)),
    *(Attack(39, name, source) for name, source in BAD_SOURCES.items()),
]  # fmt: skip
"""Items 39 to 52, and sources that no parser likes."""
