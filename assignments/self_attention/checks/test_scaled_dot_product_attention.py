"""Public checks of `scaled_dot_product_attention`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects


@pytest.mark.points(2)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    q, k, v = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[10.0], [20.0]])
    want = torch.tensor([[13.3024]])
    assert_close(student.scaled_dot_product_attention(q, k, v), want, axes="query value_width")


@pytest.mark.points(1)
def test_a_query_that_knows_no_better_takes_the_average(student):
    """A query of zeros is equally similar to all keys: it gets the plain average of the values."""
    q, k = torch.zeros(2, 1, 4), torch.linspace(-1, 1, 24).reshape(2, 3, 4)
    v = torch.tensor([[[1.0, 0.0], [2.0, 0.0], [6.0, 3.0]], [[0.0, 3.0], [0.0, 3.0], [3.0, 3.0]]])
    got = student.scaled_dot_product_attention(q, k, v)
    assert_close(got, torch.tensor([[[3.0, 1.0]], [[1.0, 3.0]]]), axes="batch query value_width")


@pytest.mark.points(2)
def test_causal_attention_sees_the_past_only(student):
    """With causal=True and equal scores, position t gets the average of the values 0 to t."""
    q, k, v = torch.zeros(3, 4), torch.ones(3, 4), torch.tensor([[2.0], [4.0], [9.0]])
    got = student.scaled_dot_product_attention(q, k, v, causal=True)
    assert_close(got, torch.tensor([[2.0], [3.0], [5.0]]), axes="query value_width")


@pytest.mark.points(1)
def test_causal_attention_needs_equal_lengths(student):
    """Causal attention with 2 queries and 3 keys raises a ValueError."""
    q, k, v = torch.ones(2, 4), torch.ones(3, 4), torch.ones(3, 1)
    assert_rejects(lambda: student.scaled_dot_product_attention(q, k, v, causal=True))
