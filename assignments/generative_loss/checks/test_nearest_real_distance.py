"""Public checks of `nearest_real_distance`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

REAL = torch.tensor([[3.0, 4.0], [6.0, 0.0], [9.0, 9.0]])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    samples = torch.tensor([[0.0, 0.0], [6.0, 1.0]])
    assert_close(student.nearest_real_distance(samples, REAL), torch.tensor([5.0, 1.0]), axes="sample")


@pytest.mark.points(0.75)
def test_more_samples_than_real_ones(student):
    """There is one distance for each sample, however few real ones there are."""
    samples = torch.tensor([[3.0, 3.0], [3.0, 9.0], [0.0, 4.0], [3.0, 4.5]])
    want = torch.tensor([1.0, 5.0, 3.0, 0.5])
    assert_close(student.nearest_real_distance(samples, REAL[:1]), want, axes="sample")


@pytest.mark.points(0.75)
def test_copies(student):
    """A copy of a real sample is at distance 0, never at NaN."""
    got = student.nearest_real_distance(REAL.flip(0), REAL)
    assert_close(got, torch.zeros(3), axes="sample", atol=1e-3)
    odd = torch.arange(1.0, 251, dtype=torch.float64).sin().reshape(50, 5)  # squares that need rounding
    assert_close(student.nearest_real_distance(odd, odd), torch.zeros(50).double(), axes="sample", atol=1e-3)
    moved = student.nearest_real_distance(REAL + torch.tensor([0.3, 0.4]), REAL)
    assert_close(moved, torch.full((3,), 0.5), axes="sample", rtol=1e-3)


@pytest.mark.points(0.5)
def test_nothing_real(student):
    """Without any real sample there is a ValueError, not a number; with one there is a number."""
    samples = torch.tensor([[0.0, 0.0]])
    assert_close(student.nearest_real_distance(samples, REAL[:1]), torch.tensor([5.0]), axes="sample")
    assert_rejects(lambda: student.nearest_real_distance(samples, REAL[:0]))
