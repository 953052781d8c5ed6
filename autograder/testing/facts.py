"""What can be said of answers whose numbers are the student's own: random weights, any architecture, long trainings."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from autograder.testing.on_the_spot import on_the_spot
from autograder.testing.proxy import Proxy

T = TypeVar("T")
Note = Callable[[str, Any], None]
"""Takes the name of a fact and the fact: `note("range", "never below 0")`."""

_kept: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def facts_only(student: Proxy) -> Note:
    """From here on the diagnosis of this test goes by the facts noted with what is returned, not by the answers.

    Two right networks never give the same numbers, so numbers can't tell whose mistake it is; what is true of them can.
    Note plain values, and all of them before the first assertion. Errors and changed arguments still count.
    """
    recording: Any = student._backend
    recording.facts_only = True
    note: Note = recording.note
    return note


def once(student: Proxy, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made once for all tests of the same student's code: for trainings that take seconds.

    It is to give values and tensors, no proxies: a proxy belongs to the test that it was made in.
    """
    on_the_spot()
    recording: Any = student._backend
    kept = _kept.setdefault(recording.inner, {})
    if name not in kept:
        kept[name] = make()
    return kept[name]  # type: ignore[no-any-return]
