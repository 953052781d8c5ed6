"""Every exception of the package, in one tree.

AutograderError                what a command may end with: one line, a hint, an exit code
├── NoAnswer                   another system is silent or down    exit code 1
├── InputError                 wrong usage or bad input            exit code 2
└── Fault                      our fault, never the student's      exit code 3
    └── SandboxFault           a worker could not be started or reached

StudentFailure                 what a student's code did; becomes an outcome, never an exit code
├── StudentError               it raised
├── StudentTimeout             it took too long
├── StudentCrash               its process ended
└── InvalidReply               its process sent what no honest worker sends

OffScript (BaseException)      a test asks what was not foreseen, and runs again

Mismatch (AssertionError)      the answer is not the right one; carries what a public check may show
"""

import errno
from dataclasses import dataclass

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What the operating system says of a disk that is full or failing: nobody's wrong input, but a fault."""


class AutograderError(Exception):
    """A command ends with this: `message` says what and where, `hint` what to do."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".rstrip())
        self.message = message
        self.hint = hint


class NoAnswer(AutograderError):
    """A system that is asked over the network is silent, down or busy; nothing is wrong here."""

    exit_code = 1


class InputError(AutograderError):
    """Wrong usage or bad input."""

    exit_code = 2


class Fault(AutograderError):
    """Our fault: affected work is "ungraded", never a score."""

    exit_code = 3


class SandboxFault(Fault):
    """A worker could not be started or reached, through no doing of the student's."""


class StudentFailure(Exception):
    """What a student's code did, as seen from the grader."""


class StudentError(StudentFailure):
    """The student's code raised an exception.

    `types` holds the names of the exception's built-in classes, the most specific first; `text` is the student's
    own and is shown for public checks only.
    """

    def __init__(self, types: tuple[str, ...], text: str = "") -> None:
        super().__init__(types[0] if types else "Exception")
        self.types = types
        self.text = text

    @property
    def name(self) -> str:
        """The most specific built-in exception class."""
        return self.types[0] if self.types else "Exception"


class StudentTimeout(StudentFailure):
    """The student's code took longer than its deadline (seconds)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"took longer than {seconds:g} s")
        self.seconds = seconds


class StudentCrash(StudentFailure):
    """The process of the student's code ended: exit, signal, or out of memory."""


class InvalidReply(StudentFailure):
    """The student's process sent bytes that no honest worker sends; a person should look."""


class OffScript(BaseException):
    """A test asks something else than its script foresaw: it is run again, live. No `except Exception` stops it."""


@dataclass
class Mismatch(AssertionError):
    """The answer differs from what is asked.

    `kind` is one of the keys of `autograder.testing.compare.KINDS` and may be shown always; `expected`, `got`,
    `perhaps` and `next` are for public checks only.
    """

    kind: str
    expected: str = ""
    got: str = ""
    perhaps: str = ""
    next: str = ""

    def __str__(self) -> str:
        parts = [f"expected {self.expected}" if self.expected else "", f"got {self.got}" if self.got else ""]
        return "; ".join(part for part in [*parts, self.perhaps, self.next] if part) or self.kind
