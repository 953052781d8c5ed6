"""The strongest place to run submissions that this machine offers, or the one that was asked for."""

import sys

from autograder.engine.local import LocalPlace
from autograder.engine.place import Place
from autograder.errors import InputError, SandboxFault
from autograder.sandbox.zygote import Zygote

LEVELS = ("full", "uid", "process", "trusted")


def open_place(isolation: str, trust: bool = False) -> Place:
    """A place at the level asked for, `auto` being the strongest that works here.

    Raises:
        InputError: there is no such level here; `trust` accepts code running in this very process.
    """
    if isolation == "trusted":
        return LocalPlace()
    if isolation not in ("auto", "full"):
        raise InputError(f"Isolation {isolation!r} is not available here:", "use full or trusted.")
    try:
        return Zygote()
    except (SandboxFault, OSError) as fault:
        if isolation == "auto" and trust:
            return LocalPlace()
        raise InputError(
            f"No sandbox on this machine ({fault}):",
            "grade on Linux with namespaces allowed"
            + ("" if sys.platform == "linux" else ", e.g. in a container")
            + ", or, only if you trust every submission, add --isolation trusted --trust-submissions.",
        ) from fault
