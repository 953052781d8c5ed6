"""Public checks of `bpe_merge_step`."""

import pytest

from autograder.testing import assert_equal


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    words = {("l", "o", "w"): 5, ("l", "o", "t"): 2, ("n", "e", "w"): 3}
    assert_equal(student.bpe_merge_step(words), (("l", "o"), {("lo", "w"): 5, ("lo", "t"): 2, ("n", "e", "w"): 3}))


@pytest.mark.points(1)
def test_counts(student):
    """In "hmmm" m and m are neighbours twice, in "oh" o and h once; the words come 2 and 3 times."""
    words = {("h", "m", "m", "m"): 2, ("o", "h"): 3}
    assert_equal(student.bpe_merge_step(words), (("m", "m"), {("h", "mm", "m"): 2, ("o", "h"): 3}))


@pytest.mark.points(1)
def test_ties(student):
    """Of three pairs that come 3 times each, (t, o) is the greatest."""
    words = {("i", "t"): 3, ("t", "o"): 3, ("o", "f"): 3}
    assert_equal(student.bpe_merge_step(words), (("t", "o"), {("i", "t"): 3, ("to",): 3, ("o", "f"): 3}))


@pytest.mark.points(1)
def test_words_that_become_the_same(student):
    """(u, p) and (up,) are the same word after the step."""
    assert_equal(student.bpe_merge_step({("u", "p"): 6, ("up",): 1}), (("u", "p"), {("up",): 7}))


@pytest.mark.points(1)
def test_no_pair(student):
    """As long as there is a pair, it is joined; after that the words stay as they are."""
    assert_equal(student.bpe_merge_step({("i", "f"): 1}), (("i", "f"), {("if",): 1}))
    assert_equal(student.bpe_merge_step({("if",): 1}), (None, {("if",): 1}))
