"""Marks on variants of a solution."""

from torch import nn

from autograder.testing import alternative, combinations, misconception
from autograder.testing.variants import combinations_in, variants_in


@alternative(loses=("test_is_fast",))
def other() -> None:
    """Another way."""


@misconception(of="second")
def wrong() -> None:
    """A mistake, told
    over two lines."""


@misconception
class Layer(nn.Module):
    """A class."""


class Better(Layer):
    """A subclass is no variant of its own."""


def test_variants_are_found_in_the_order_of_the_file() -> None:
    """With what was said of them; a definition stays what it was."""
    found = variants_in({"other": other, "helper": len, "number": 3, "wrong": wrong, "Layer": Layer, "Better": Better})
    assert [(variant.id, variant.right, variant.of, variant.says, variant.loses) for variant in found] == [
        ("other", True, None, "Another way.", ("test_is_fast",)),
        ("wrong", False, "second", "A mistake, told over two lines.", ()),
        ("Layer", False, None, "A class.", ()),
    ]
    assert found[0].definition is other and callable(other)


def answer(number: int, *, times: int = 2, plus: int = 0) -> int:
    """The double, but for what the arguments change."""
    return times * number + plus


@misconception
def trebled(number: int) -> int:
    """A wrong factor."""
    return answer(number, times=3)


@misconception
def one_more(number: int) -> int:
    """A wrong term."""
    return answer(number, plus=1)


@misconception
def one_less(number: int) -> int:
    """Another wrong term."""
    return answer(number, plus=-1)


def test_mistakes_of_different_kinds_are_combined() -> None:
    """Two at a time; a combination makes both mistakes and knows them."""
    kept = combinations(answer, {trebled: {"times": 3}}, {one_more: {"plus": 1}, one_less: {"plus": -1}})
    found = combinations_in({"TWO_AT_ONCE": kept, "numbers": [1, 2], "trebled": trebled})
    assert [(each.id, each.right, [part.id for part in each.parts], each.definition(5)) for each in found] == [
        ("trebled and one_more", False, ["trebled", "one_more"], 16),
        ("trebled and one_less", False, ["trebled", "one_less"], 14),
    ]
