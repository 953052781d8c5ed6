"""Public checks of `lookup_attention`."""

import pytest
import torch

from autograder.testing import assert_close

CLOSE = {"axes": "query width", "rtol": 1e-4, "atol": 1e-4}
KEYS = torch.tensor([2, 0, 2])
VALUES = torch.tensor([[10.0], [50.0], [30.0]])


@pytest.mark.points(1.5)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.lookup_attention(torch.tensor([2, 1]), KEYS, VALUES, vocab_size=3)
    assert_close(got, torch.tensor([[20.0], [30.0]]), **CLOSE)


@pytest.mark.points(1.5)
def test_more_queries_than_keys(student):
    """Four queries and three keys: each query finds its own."""
    got = student.lookup_attention(torch.tensor([0, 2, 0, 2]), KEYS, VALUES, vocab_size=4)
    assert_close(got, torch.tensor([[50.0], [20.0], [50.0], [20.0]]), **CLOSE)


@pytest.mark.points(1)
def test_sharpness(student):
    """A sharpness of 100 is no trouble, and at 20 next to nothing leaks in."""
    for sharpness in (20.0, 100.0):
        got = student.lookup_attention(torch.tensor([0]), KEYS, VALUES, 3, sharpness)
        assert_close(got, torch.tensor([[50.0]]), **CLOSE)


@pytest.mark.points(1)
def test_dtype(student):
    """float64 values give a float64 result, two numbers wide as the values are."""
    values = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 8.0]], dtype=torch.float64)
    got = student.lookup_attention(torch.tensor([2]), KEYS, values, 3)
    assert_close(got, torch.tensor([[3.0, 5.0]], dtype=torch.float64), dtype=True, **CLOSE)
