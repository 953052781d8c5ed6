"""One attack: a submission, and what must be true once it was graded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent

EVERYWHERE = ("full", "uid", "process")
APART = ("full", "uid")
"""Level `process` does not claim to keep files and other processes from a submission."""
MISSED = ("failed", "error", "timeout", "crashed", "flagged")
"""A verdict that is neither a pass nor our own fault."""

REFUSED = '''
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)

def system_call(*arguments):
    result = libc.syscall(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result

def refused(*attempts):
    """Whether every attempt fails with an error."""
    for attempt in attempts:
        try:
            done = attempt()
        except (OSError, ImportError, RuntimeError, MemoryError, ValueError, LookupError, ArithmeticError):
            continue
        print("not refused:", attempt, done)
        return False
    return True
'''


@dataclass(frozen=True)
class Attack:
    """A hostile file for one exercise of the course beside, and what it may get at most."""

    number: int
    """Of the catalogue."""
    name: str
    source: str | bytes
    exercise: str = "double"
    points: int | None = 0
    """Hundredths that the honest part of it earns, no more and no less; None where a person decides."""
    outcomes: tuple[str, ...] = MISSED
    levels: tuple[str, ...] = EVERYWHERE
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """What it brings along."""

    @property
    def id(self) -> str:
        """How tests and the table call it."""
        return f"{self.number:02} {self.name}"


def refused(number: int, name: str, attempts: str, setup: str = "", levels: tuple[str, ...] = EVERYWHERE) -> Attack:
    """An attack that answers rightly only if each of its attempts fails: full points say that all was refused.

    `attempts` are the arguments of a call, `setup` is what they need; they run within the exercise's function.
    """
    body = indent(f"return 2 * number if refused(\n{attempts}\n) else 'not refused'", "    ")
    source = f"{REFUSED}\n{dedent(setup)}\ndef double(number):\n{body}\n"
    return Attack(number, name, source, points=200, outcomes=("passed",), levels=levels)


def harmless(number: int, name: str, source: str, exercise: str = "double", points: int = 200) -> Attack:
    """An attack beside a right answer: it changes nothing, and the right answer gets its points."""
    return Attack(number, name, source, exercise, points, ("passed",))
