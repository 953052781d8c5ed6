"""Public checks of `posterior_from_generative`."""

import pytest
import torch

from autograder.testing import assert_close


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.posterior_from_generative(torch.tensor([[0.5, 0.25]]).log(), torch.tensor([0.25, 0.75]).log())
    assert_close(got, torch.tensor([[0.4, 0.6]]), axes="sample class")


@pytest.mark.points(1)
def test_three_samples(student):
    """Three samples, two classes: each row sums to 1 by itself."""
    likelihood = torch.tensor([[0.5, 0.5], [0.9, 0.1], [0.02, 0.08]]).log()
    got = student.posterior_from_generative(likelihood, torch.tensor([0.5, 0.5]).log())
    assert_close(got, torch.tensor([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]]), axes="sample class")


@pytest.mark.points(1)
def test_prior_decides(student):
    """When both classes make the sample equally readily, the prior is all there is to go by."""
    got = student.posterior_from_generative(torch.zeros(1, 2), torch.tensor([0.9, 0.1]).log())
    assert_close(got, torch.tensor([[0.9, 0.1]]), axes="sample class")


@pytest.mark.points(2)
def test_tiny_likelihoods(student):
    """Log-likelihoods of -10000 are no trouble: only their differences count."""
    likelihood = torch.tensor([[-10000.0, -10000.0], [-10000.0, -9000.0]], dtype=torch.float64)
    got = student.posterior_from_generative(likelihood, torch.zeros(2, dtype=torch.float64))
    assert_close(got, torch.tensor([[0.5, 0.5], [0.0, 1.0]], dtype=torch.float64), axes="sample class")
