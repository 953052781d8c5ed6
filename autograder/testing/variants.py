"""Other right ways and typical wrong ways to solve an exercise: what suites are tried on.

A variants file imports the reference with `from reference import …` when it builds on it. A decorated function stands
for the exercise's first function, or the one that `of` names; a decorated plain class holds several functions as
static methods; a decorated `torch.nn.Module` stands for the exercise's class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations as pairs
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Variant:
    """One decorated definition."""

    id: str
    right: bool
    definition: Any
    of: str | None
    says: str
    """What a student who made this mistake reads."""
    loses: tuple[str, ...] = ()
    """Tests that a right variant may lose, e.g. for being slow."""
    parts: tuple["Variant", ...] = ()
    """The misconceptions that are combined in it."""


def alternative(definition: T | None = None, *, of: str | None = None, loses: tuple[str, ...] = ()) -> Any:
    """Another right way: must get full points (but for the tests in `loses`)."""
    return _mark(definition, right=True, of=of, loses=loses)


def misconception(definition: T | None = None, *, of: str | None = None) -> Any:
    """A typical wrong way: must lose points; its docstring is what a student who made it reads."""
    return _mark(definition, right=False, of=of, loses=())


def combinations(answer: Callable[..., Any], *kinds: Mapping[Any, Mapping[str, Any]]) -> list[Variant]:
    """Every two misconceptions of different kinds in one answer, to be kept under a name of the variants file.

    A kind maps misconceptions to the keyword arguments with which `answer` makes them.
    """
    return [
        Variant(f"{one.__name__} and {other.__name__}", False, partial(answer, **this, **that), None, "",
                parts=(one.__variant__, other.__variant__))
        for first, second in pairs(kinds, 2) for one, this in first.items() for other, that in second.items()
    ]  # fmt: skip


def combinations_in(namespace: dict[str, Any]) -> list[Variant]:
    """The combinations that a loaded variants file keeps."""
    lists = [thing for thing in namespace.values() if type(thing) is list]
    return [each for things in lists for each in things if isinstance(each, Variant)]


def variants_in(namespace: dict[str, Any]) -> list[Variant]:
    """The variants that a loaded variants file defines, in order."""
    return [thing.__variant__ for thing in namespace.values() if "__variant__" in vars_of(thing)]


def vars_of(thing: Any) -> dict[str, Any]:
    """A definition's own attributes; a subclass of a variant is no variant."""
    return getattr(thing, "__dict__", {})


def _mark(definition: Any, right: bool, of: str | None, loses: tuple[str, ...]) -> Any:
    def mark(thing: Any) -> Any:
        says = " ".join((thing.__doc__ or "").split())
        thing.__variant__ = Variant(thing.__name__, right, thing, of, says, loses)
        return thing

    return mark if definition is None else mark(definition)
