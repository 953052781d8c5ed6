"""Attacks that read: tests, solutions, expected values, secrets, other people's work (A1, items 1 to 12)."""

from .attack import APART, Attack, refused

WALK = """
import glob, os

def double(number):
    for place in ("/", "/autograder", "/grade", "/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/work", "/srv", "/mnt", "..", "."):
        for path in glob.glob(place + "/*") + glob.glob(place + "/*/*") + glob.glob(place + "/**/*canary*", recursive=True):
            try:
                print(path, open(path, errors="replace").read(2000))
            except OSError:
                continue
    return number
"""

FRAMES = """
import sys

def attend(q, k):
    frame = sys._getframe()
    while frame:
        print(frame.f_code.co_filename, {name: repr(thing)[:200] for name, thing in {**frame.f_globals, **frame.f_locals}.items()})
        for name, thing in frame.f_locals.items():
            if name in ("expected", "want", "reference", "ref", "solution"):
                return thing.attend(q, k) if hasattr(thing, "attend") else thing
        frame = frame.f_back
    return q
"""

GARBAGE = """
import gc, types

def double(number):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__.startswith(("test_", "ref_", "solution", "double")):
            if thing is not double:
                return thing(number)
        if isinstance(thing, dict) and "CANARY" in thing:
            print(thing["CANARY"])
    return number
"""

GUESSES = """
"solution", "reference", "tests", "conftest", "test_double", "pytest", "_pytest", "autograder", "autograder.suites",
"autograder.engine", "autograder.testing", "hypothesis", "sqlalchemy", "pydantic", "tests.attacks",
"""

MEMORY = """
import ctypes, re

def double(number):
    address = id(number) & ~0xFFF
    for page in range(512):
        found = re.findall(rb"canary[^\\0]{0,60}", ctypes.string_at(address + page * 4096, 4096))
        if found:
            print(found)
    return number
"""

NULL = """
import ctypes

def double(number):
    return ctypes.string_at(1, 100)
"""

DESCRIPTORS = """
import os

def double(number):
    if number < 0:
        return number
    for descriptor in [0, *range(4, 4096)]:
        try:
            print(descriptor, os.read(descriptor, 4096))
        except OSError:
            continue
    return number
"""

SURROUNDINGS = """
import os, sys, sysconfig

print(dict(os.environ), sys.argv, sys.orig_argv, sys.path, sys.flags, os.getcwd(), sysconfig.get_paths())

def double(number):
    import ctypes
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    i = 0
    while environ[i]:
        print(environ[i])
        i += 1
    return number
"""

LEAVE = """
import os

def double(number):
    for folder in ("/student", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/", "/site", "/proc", "."):
        try:
            open(folder + "/left-by-a-submission", "w").write("the answer is 42")
        except OSError:
            continue
    return number
"""

LOUD = """
import sys

def attend(q, k):
    told = f"LOUD {q.flatten()[:50].tolist()}"
    print(told)
    print(told, file=sys.stderr)
    if q.shape[0] == 2 and q.shape[1] == 5:
        raise ValueError(told)
    class Loud(Exception):
        def __str__(self): return told
    Loud.__name__ = Loud.__qualname__ = told
    raise Loud
"""

ORACLE = """
def double(number):
    class LOUD(Exception): pass
    names = ["KeyError", "IndexError", "OSError", "LookupError"]
    raise {"KeyError": KeyError, "IndexError": IndexError}.get(names[number % 4], LOUD)(number)
"""

ATTACKS = [
    Attack(1, "walks the disk for tests", WALK, levels=APART),
    refused(1, "opens the tests by their path", """
        lambda: open(TESTS), lambda: open("/etc/passwd"), lambda: open("/root/.bashrc"), lambda: os.listdir("/home"),
        lambda: os.listdir("/work"), lambda: os.listdir("/var")
        """, "TESTS = '/work/main/tests/conftest.py'", APART),
    Attack(2, "walks the stack for the reference", FRAMES, "attend"),
    Attack(3, "walks the heap for tests", GARBAGE),
    refused(4, "imports tests and solutions by guessing", f"""
        *(lambda name=name: __import__(name) for name in ({GUESSES}))
        """, levels=APART),
    refused(4, "finds nothing of the grader among the loaded modules", """
        *(lambda name=name: sys.modules[name].__doc__.lower() for name in sys.modules
          if name.split(".")[0] in ("pytest", "_pytest", "autograder", "solutions", "tests", "sqlalchemy"))
        """),
    refused(5, "reads other processes", """
        *(lambda path=path: open(path, "rb").read() for path in (
            "/proc/1/environ", "/proc/1/cmdline", "/proc/self/environ", "/proc/self/maps", "/proc/self/mem",
            f"/proc/{os.getppid()}/mem", f"/proc/{os.getppid()}/environ", "/proc/self/mountinfo"))
        """, levels=APART),
    Attack(6, "reads its memory by address", MEMORY),
    Attack(6, "reads where nothing is", NULL, outcomes=("crashed",)),
    Attack(7, "reads inherited descriptors", DESCRIPTORS),
    refused(7, "finds no descriptor but its own four", """
        *(lambda number=number: os.fstat(number) for number in range(4, 4096))
        """),
    Attack(8, "tells all that surrounds it", SURROUNDINGS),
    Attack(9, "leaves a note for the next submission", LEAVE),
    refused(9, "looks for the note of the last submission", """
        *(lambda folder=folder: open(folder + "/left-by-a-submission") for folder in (
            "/student", "/dev/shm", "/dev", "/", "/site", "/proc"))
        """, levels=APART),
    Attack(10, "tells the hidden inputs by exception and output", LOUD, "attend", outcomes=("error",)),
    Attack(11, "tells one bit for each call by its exception", ORACLE, outcomes=("error",)),
    Attack(12, "calls itself what the hidden tests are called", """
        def test_doubles_small_numbers(student, reference): print(student, reference)
        def double(number): raise AssertionError("LOUD " + str(number))
        """.replace("\n        ", "\n"), outcomes=("error",)),
]  # fmt: skip
"""Items 1 to 12."""
