"""Public checks of `discriminator_loss`."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that, gradients


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


@pytest.mark.points(0.5)
def test_sure_and_wrong(student):
    """A discriminator that is sure of the opposite of the truth pays its logit: not infinity, and no flat price."""
    for size in (50.0, 10000.0):
        got = student.discriminator_loss(torch.tensor([-size, -size]), torch.tensor([size, size]))
        flat = "a small number inside the logarithm, or a cut-off, keeps the loss flat there"
        most = torch.as_tensor(got).max()
        assert_that(most > size - 1, expected=f"{size:g}", got=f"{most:.6g}", perhaps=flat)
        assert_close(got, torch.tensor(size), rtol=1e-4)


@pytest.mark.points(0.5)
def test_slopes(student):
    """At the logit 0, the loss falls with the logit of the real sample and rises with those of the made-up ones."""
    real, fake = gradients(student.discriminator_loss, torch.zeros(1), torch.zeros(2))
    assert_that(real < 0, expected="a loss that falls with the logit of a real sample")
    assert_that((fake > 0).all(), expected="a loss that rises with the logits of made-up samples")


@pytest.mark.points(0.5)
def test_empty_batch(student):
    """A batch without samples is refused with a ValueError."""
    one = torch.tensor([1.0])
    assert_that(student.discriminator_loss(one, -one) < 1, expected="a loss below 1 for two batches that are not empty")
    assert_rejects(lambda: student.discriminator_loss(one, one[:0]))
    assert_rejects(lambda: student.discriminator_loss(one[:0], one))
