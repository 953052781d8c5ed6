"""Plain answers: what is equal, and what is said of what is not."""

from typing import Any

import pytest
import torch

from autograder.errors import Mismatch
from autograder.testing import assert_equal

EQUAL = [
    (1, 1), ("a", "a"), ([1, "a"], [1, "a"]), ((1, 2), [1, 2]), ([[1], ()], [(1,), []]), (None, None), ({}, {}),
    ({"b": 2, "a": 1}, {"a": 1, "b": 2}), ({("a", "b"): [1]}, {("a", "b"): (1,)}),
]  # fmt: skip


@pytest.mark.parametrize(("got", "want"), EQUAL)
def test_equal_values_pass(got: Any, want: Any) -> None:
    """The order of keys does not matter, nor whether it is a list or a tuple."""
    assert_equal(got, want)


DIFFERENT = [
    (2, 1, "answer", "expected 1"), ("A", "a", "answer", "expected 'a'"), (1.0, 1, "type", "of type int"),
    (True, 1, "type", "of type int"), (torch.tensor(1), 1, "type", "got a value of type Tensor"),
    (None, ("a", "b"), "answer", "got None"), ([1], None, "answer", "expected None"), ("ab", ["a", "b"], "type", "str"),
    ([1, 2], [1, 2, 3], "answer", "expected 3 items"), ([1, [2, 4]], [1, [2, 3]], "answer", "3 at place 1 at place 1"),
    ({"a": 1}, {"a": 1, "b": 2}, "answer", "the key 'b'"), ({"a": 1, "b": 2}, {"a": 1}, "answer", "no key 'b'"),
    ({"a": 2}, {"a": 1}, "answer", "expected 1 at 'a'"), ({"a": 1.0}, {"a": 1}, "type", "int at 'a'"),
    ((("i", "t"), 1), (("t", "o"), 1), "answer", "expected ('t', 'o') at place 0; got ('i', 't')"),
    ("x" * 500, "y" * 500, "answer", "…"),
]  # fmt: skip


@pytest.mark.parametrize(("got", "want", "kind", "says"), DIFFERENT)
def test_the_first_difference_is_told(got: Any, want: Any, kind: str, says: str) -> None:
    """Its kind, and where it is; long values are cut."""
    with pytest.raises(Mismatch) as caught:
        assert_equal(got, want)
    assert caught.value.kind == kind
    assert says in str(caught.value) and len(str(caught.value)) < 300
