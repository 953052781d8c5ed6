"""Public checks of `discriminator_loss`."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_rejects


@pytest.mark.points(1.5)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.discriminator_loss(torch.tensor([2.0]), torch.tensor([0.0, -1.0]))
    assert_close(got, torch.tensor(0.315066), rtol=1e-4)


@pytest.mark.points(1)
def test_undecided(student):
    """A discriminator that gives every sample the logit 0 costs log 2, the price of a coin toss."""
    got = student.discriminator_loss(torch.zeros(2), torch.zeros(2))
    assert_close(got, torch.tensor(math.log(2)), rtol=1e-4)
    biased = student.discriminator_loss(torch.tensor([1.0, 1.0]), torch.tensor([1.0, 1.0]))
    assert_close(biased, torch.tensor((0.313262 + 1.313262) / 2), rtol=1e-4)


@pytest.mark.points(1)
def test_few_real_and_many_made_up(student):
    """One real sample weighs as much as four made-up ones together."""
    got = student.discriminator_loss(torch.tensor([-2.0]), torch.tensor([-2.0, -2.0, -2.0, -2.0]))
    assert_close(got, torch.tensor((2.126928 + 0.126928) / 2), rtol=1e-4)


@pytest.mark.points(1)
def test_sure_and_wrong(student):
    """A discriminator that is sure of the opposite of the truth pays its logit, not infinity."""
    got = student.discriminator_loss(torch.tensor([-50.0, -50.0]), torch.tensor([50.0, 50.0]))
    assert_close(got, torch.tensor(50.0), rtol=1e-4)


@pytest.mark.points(0.5)
def test_empty_batch(student):
    """A batch without samples is refused with a ValueError; two batches with samples are not."""
    one = torch.tensor([1.0])
    assert_close(student.discriminator_loss(one, -one), torch.tensor(0.313262), rtol=1e-4)
    assert_rejects(lambda: student.discriminator_loss(one, one[:0]))
