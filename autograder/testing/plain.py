"""Plain answers (words, numbers, lists, dicts) compared, with the first difference in words."""

from collections.abc import Sequence
from typing import Any

from autograder.errors import Mismatch
from autograder.testing.proxy import type_name

SHOWN = 80
"""Characters of a value in a message."""


def assert_equal(got: Any, want: Any) -> None:
    """The student's answer is this plain value, item by item and type by type.

    A list may stand for a tuple and the other way round, and a dict's keys may come in any order; but 1.0 is not 1.

    Raises:
        Mismatch: the student's answer is another one.
    """
    _compare(got, want, "")


def _compare(got: Any, want: Any, where: str) -> None:
    if (got is None) != (want is None):
        raise Mismatch("answer", _shown(want, where), _shown(got))
    if not (type(got) is type(want) or (type(got) in (list, tuple) and type(want) in (list, tuple))):
        raise Mismatch("type", f"a value of type {type_name(want)}{where}", f"a value of type {type_name(got)}")
    if type(want) is dict:
        _compare_dicts(got, want, where)
    elif type(want) in (list, tuple):
        _compare_items(got, want, where)
    elif got != want:
        raise Mismatch("answer", _shown(want, where), _shown(got))


def _compare_items(got: Sequence[Any], want: Sequence[Any], where: str) -> None:
    if len(got) != len(want):
        raise Mismatch("answer", f"{len(want)} items{where}", f"{len(got)} items")
    for place, (mine, right) in enumerate(zip(got, want, strict=True)):
        if type(mine) is type(right) is str and mine != right and len(repr(want)) <= SHOWN:
            raise Mismatch("answer", _shown(want, where), _shown(got))  # a short list says more than its item
        _compare(mine, right, f"{where} at place {place}")


def _compare_dicts(got: dict[Any, Any], want: dict[Any, Any], where: str) -> None:
    for key in want:
        if key not in got:
            raise Mismatch("answer", f"the key {_shown(key, where)}", "no such key")
    for key in got:
        if key not in want:
            raise Mismatch("answer", f"no key {_shown(key, where)}", "this key")
    for key, right in want.items():
        _compare(got[key], right, f"{where} at {_shown(key)}")


def _shown(value: Any, where: str = "") -> str:
    text = repr(value)
    return (text if len(text) <= SHOWN else f"{text[:SHOWN]}…") + where
