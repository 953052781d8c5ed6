"""Public checks of `optimal_discriminator`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.optimal_discriminator(torch.tensor([0.6, 0.2, 0.0, 0.0]), torch.tensor([0.2, 0.2, 0.5, 0.0]))
    assert_close(got, torch.tensor([0.75, 0.5, 0.0, 0.5]), axes="point")


@pytest.mark.points(1)
def test_point_by_point(student):
    """Each point is judged on its own, whatever the densities add up to over all points."""
    p_real, p_fake = torch.tensor([[3.0, 1.0], [2.0, 8.0]]), torch.tensor([[1.0, 4.0], [2.0, 0.0]])
    want = torch.tensor([[0.75, 0.2], [0.5, 1.0]])
    assert_close(student.optimal_discriminator(p_real, p_fake), want)


@pytest.mark.points(1)
def test_tiny_densities(student):
    """Tiny densities are compared like any others."""
    p_real, p_fake = torch.tensor([3e-20, 1e-30]), torch.tensor([1e-20, 1e-30])
    assert_close(student.optimal_discriminator(p_real, p_fake), torch.tensor([0.75, 0.5]), axes="point")


@pytest.mark.points(1)
def test_gradient_where_nothing_is_seen(student, remote):
    """Where both densities are 0, the answer is 0.5 and its gradient a finite number."""
    p_real, p_fake = torch.tensor([0.0, 1.0]), torch.tensor([0.0, 3.0])
    assert_close(student.optimal_discriminator(p_real, p_fake), torch.tensor([0.5, 0.25]), axes="point")
    _, slopes = remote.autograd.functional.vjp(student.optimal_discriminator, (p_real, p_fake), torch.ones(2))
    for slope in slopes:
        assert_that(slope.isfinite().all(), kind="nan", perhaps="0/0 is still computed before its result is dropped")
