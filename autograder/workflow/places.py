"""The strongest place to run submissions that this machine offers, or the one that was asked for."""

from autograder.engine.local import LocalPlace
from autograder.engine.place import Place
from autograder.errors import InputError, SandboxFault
from autograder.sandbox.probe import attacked
from autograder.sandbox.zygote import Zygote

SAFE = ("full", "uid")
"""Levels at which submissions of strangers may be graded, from the strongest."""


def open_place(isolation: str, trust: bool = False) -> Place:
    """A place at the level asked for; `auto` is the strongest that withstands the probe here.

    Raises:
        InputError: there is no such level here, or it is weaker than `uid` and `trust` is not given.
    """
    if isolation == "trusted":
        return LocalPlace()
    levels = SAFE if isolation == "auto" else (isolation,)
    problems = []
    for level in levels:
        try:
            return _probed(level)
        except (SandboxFault, OSError) as fault:
            problems.append(f"{level}: {fault}")
    if isolation == "auto" and trust:
        return _weak_place()
    raise InputError(
        f"No sandbox that keeps submissions apart ({'; '.join(problems)}):",
        "see `autograder doctor`; only if you trust every submission, add --trust-submissions.",
    )


def _probed(level: str) -> Zygote:
    """A sandbox of that level that withstands the probe; below `uid`, one that starts."""
    zygote = Zygote(level)
    found = attacked(zygote)
    if level in SAFE and not found.sound:
        zygote.close()
        failed = [what for what, held in found.holds.items() if not held]
        raise SandboxFault(found.problem or f"a worker does not hold to: {', '.join(failed)}")
    return zygote


def _weak_place() -> Place:
    try:
        return _probed("process")
    except (SandboxFault, OSError):
        return LocalPlace()
