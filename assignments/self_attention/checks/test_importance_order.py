"""Public checks of `importance_order`."""

import pytest
import torch

from autograder.testing import assert_rejects


@pytest.mark.points(1)
def test_worked_example(student):
    """The example in your file comes out: more attention goes to the dog."""
    got = student.importance_order(torch.tensor([[[0.5, 0.5], [0.25, 0.75]]]), ["the", "dog"])
    assert got == ["dog", "the"], f"expected ['dog', 'the'], got {got}"


@pytest.mark.points(1)
def test_all_heads_have_a_say(student):
    """Head 0 looks most at the third word, head 1 still more at the second: over both, the second comes first."""
    weights = torch.tensor([[0.25, 0.125, 0.625], [0.0, 0.875, 0.125]])[:, None].expand(2, 3, 3)
    got = student.importance_order(weights, ["good", "evening", "all"])
    assert got == ["evening", "all", "good"], f"expected ['evening', 'all', 'good'], got {got}"


@pytest.mark.points(1)
def test_equally_important_words_and_repeated_ones(student):
    """Equally important words stay in the order of the sentence, and a repeated word stays in it twice."""
    got = student.importance_order(torch.full((2, 4, 4), 0.25), ["row", "row", "your", "boat"])
    assert got == ["row", "row", "your", "boat"], f"all are equally important, but the order became {got}"


@pytest.mark.points(1)
def test_one_word_too_many(student):
    """Three words with weights for two are a ValueError."""
    assert_rejects(lambda: student.importance_order(torch.full((1, 2, 2), 0.5), ["one", "two", "three"]))
