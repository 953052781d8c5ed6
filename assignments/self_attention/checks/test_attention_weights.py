"""Public checks of `attention_weights`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    q, k = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert_close(student.attention_weights(q, k), torch.tensor([[0.66976, 0.33024]]), axes="query key", rtol=1e-4)


@pytest.mark.points(1.5)
def test_river_bank(student):
    """*The river bank*, worked out by hand: three keys of width 2, and how *bank* shares out its attention."""
    words = torch.tensor([[0.0, 0.0], [2.0, 0.0], [1.0, 1.0]])
    want = torch.tensor([[0.1084, 0.4458, 0.4458]])
    assert_close(student.attention_weights(words[2:], words), want, axes="query key", rtol=1e-3)


@pytest.mark.points(1)
def test_rows_sum_to_one(student):
    """Each query's weights sum to 1, in a batch of two, with more keys than queries."""
    q, k = torch.linspace(-1, 1, 24).reshape(2, 3, 4), torch.linspace(1, -2, 40).reshape(2, 5, 4)
    weights = student.attention_weights(q, k)
    assert_close(weights.sum(dim=-1), torch.ones(2, 3), axes="batch query")
    assert_that(weights[0, 0, 0] != weights[0, 0, 1], got="the same weight for the first two keys")


@pytest.mark.points(1.5)
def test_mask_hides_a_key(student):
    """A key whose mask is False gets weight 0, and the others share the whole."""
    q, k = torch.tensor([[1.0, 0.0, 0.0, 0.0]]), torch.tensor([[2.0, 0, 0, 0], [4.0, 0, 0, 0], [2.0, 0, 0, 0]])
    mask = torch.tensor([[True, False, True]])
    assert_close(student.attention_weights(q, k, mask), torch.tensor([[0.5, 0.0, 0.5]]), axes="query key")


@pytest.mark.points(1)
def test_large_scores(student):
    """Scores of 1000 and more give weights, and not NaN: here all the attention goes to the first key."""
    q, k = torch.tensor([[2000.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    assert_close(student.attention_weights(q, k), torch.tensor([[1.0, 0.0, 0.0]]), axes="query key")


@pytest.mark.points(1)
def test_empty_row(student):
    """A query that may attend to no key gets zeros, not NaN."""
    q, k, mask = torch.ones(1, 4), torch.ones(2, 4), torch.tensor([[False, False]])
    assert_close(student.attention_weights(q, k, mask), torch.zeros(1, 2), axes="query key")
