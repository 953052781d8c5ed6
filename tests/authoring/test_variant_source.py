"""Variants as files that students could have handed in."""

import pytest

from autograder.authoring.variant_source import as_submission

REFERENCE = """
def double(x):
    return 2 * x


def halve(x):
    return x / 2
"""
VARIANTS = '''
import functools
import math

from autograder.testing import alternative, misconception
from reference import double as right_double

FACTOR = 3


def _times(x):
    return math.prod([x, FACTOR])


@alternative
def by_adding(x):
    return x + x


@alternative
@functools.cache
def by_heart(x):
    return x + x


@misconception
def triples(x):
    """Three."""
    return _times(x)


@misconception(of="halve")
def halves_the_double(x):
    """Of the double."""
    return right_double(x) / 2


@misconception
class both_wrong:
    """Both."""

    @staticmethod
    def double(x):
        return x

    @staticmethod
    def halve(x):
        return x
'''


def _run(variant: str) -> tuple[str, dict]:
    text = as_submission(REFERENCE, VARIANTS, variant, ["double", "halve"])
    names: dict = {}
    exec(text, names)
    return text, names


@pytest.mark.parametrize(
    ("variant", "double", "halve"),
    [("by_adding", 8, 2), ("triples", 12, 2), ("halves_the_double", 8, 4), ("both_wrong", 4, 4)],
)
def test_the_file_answers_as_the_variant_does(variant: str, double: float, halve: float) -> None:
    """The variant stands for its function, for the one it names, or for all it holds; the rest is the reference."""
    _, names = _run(variant)
    assert (names["double"](4), names["halve"](4)) == (double, halve)


def test_the_file_imports_nothing_of_the_package() -> None:
    """A student has no variants and no reference to import, and needs only what the variant uses."""
    text, _ = _run("by_adding")
    assert "autograder" not in text and "from reference" not in text
    assert "_times" not in text and "triples" not in text


def test_a_variant_may_use_what_it_stands_for() -> None:
    """It calls the reference, not itself, also where the reference was imported under its own name."""
    variants = "from reference import double\n\n\ndef one_more(x):\n    return double(x) + 1\n"
    names: dict = {}
    exec(as_submission(REFERENCE, variants, "one_more", ["double", "halve"]), names)
    assert names["double"](4) == 9


def test_a_decorator_that_is_part_of_the_answer_stays() -> None:
    """Only the marks of variants go."""
    text = as_submission(REFERENCE, VARIANTS, "by_heart", ["double", "halve"])
    assert "@functools.cache\ndef by_heart" in text and "alternative" not in text
