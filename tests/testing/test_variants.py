"""Marks on variants of a solution."""

from torch import nn

from autograder.testing import alternative, misconception
from autograder.testing.variants import variants_in


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
