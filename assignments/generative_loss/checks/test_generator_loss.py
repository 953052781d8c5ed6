"""Public checks of `generator_loss`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, gradients


@pytest.mark.points(1.5)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    assert_close(student.generator_loss(torch.tensor([0.0, 3.0, -1.0])), torch.tensor(0.684999), rtol=1e-4)


@pytest.mark.points(1)
def test_fooling_is_cheap(student):
    """A sample that fools the discriminator costs less than one that does not, and no loss is negative."""
    fools, seen_through = student.generator_loss(torch.tensor([3.0])), student.generator_loss(torch.tensor([-3.0]))
    assert_close(fools, torch.tensor(0.048587), rtol=1e-3)
    assert_close(seen_through, torch.tensor(3.048587), rtol=1e-4)


@pytest.mark.points(1)
def test_sure_discriminator(student):
    """A sample that is seen through costs its logit, one that fools costs nothing, and neither is infinite."""
    assert_close(student.generator_loss(torch.tensor([-10000.0, 10000.0])), torch.tensor(5000.0), rtol=1e-4)


@pytest.mark.points(1.5)
def test_slope_when_seen_through(student):
    """A generator that is seen through completely still feels a slope of -1/n for each of n samples."""
    (slope,) = gradients(student.generator_loss, torch.full((2,), -20.0))
    assert_that(slope.abs().max() > 0.01, got="next to no slope", perhaps="log(1 - sigmoid(logit)) has none there")
    assert_that((slope < 0).all(), expected="a loss that falls with the logits")
    assert_close(student.generator_loss(torch.full((2,), -20.0)), torch.tensor(20.0), rtol=1e-4)
