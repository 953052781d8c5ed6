"""Public checks of `filter_implausible`, on the numbers of the handout."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, load_parameters, value

NOISE = torch.tensor([[0.5], [2.0], [1.0]])
"""The samples are 1, 4 and 2, their logits 2, -1 and 1."""


def players(remote):
    """A generator that doubles, and a discriminator that believes small numbers more: its logit is 3 - x."""
    generator, score = remote.nn.Linear(1, 1), remote.nn.Linear(1, 1)
    load_parameters(generator, {"weight": torch.tensor([[2.0]]), "bias": torch.zeros(1)})
    load_parameters(score, {"weight": torch.tensor([[-1.0]]), "bias": torch.tensor([3.0])})
    return generator, remote.nn.Sequential(score, remote.nn.Flatten(0))


def filtered(student, remote, min_logit):
    """Kept samples and mask, by the handout's two networks."""
    got = student.filter_implausible(*players(remote), NOISE, min_logit)
    assert_that(type(got) is tuple and len(got) == 2, "type", expected="two things: kept, accepted")
    return got


@pytest.mark.points(0.5)
def test_worked_example(student, remote):
    """With `min_logit` 0 the samples 1 and 2 are kept, in this order, and 4 is refused."""
    kept, accepted = filtered(student, remote, 0.0)
    assert_close(kept, torch.tensor([[1.0], [2.0]]), axes="kept data")
    assert_close(accepted, torch.tensor([True, False, True]), axes="sample")


@pytest.mark.points(0.5)
def test_just_enough(student, remote):
    """With `min_logit` 1 the sample 2, whose logit is exactly that, is kept as well."""
    kept, accepted = filtered(student, remote, 1.0)
    assert_that(accepted.any(), got="no sample accepted", perhaps="is a logit compared with a probability?")
    assert_close(kept, torch.tensor([[1.0], [2.0]]), axes="kept data")
    assert_close(accepted, torch.tensor([True, False, True]), axes="sample")


@pytest.mark.points(0.5)
def test_nothing_is_an_answer(student, remote):
    """With `min_logit` 3 no sample is good enough: kept has the shape (0, 1), accepted is False three times."""
    kept, accepted = filtered(student, remote, 3.0)
    assert_close(kept, torch.zeros(0, 1), axes="kept data")
    assert_close(accepted, torch.tensor([False, False, False]), axes="sample")


@pytest.mark.points(0.5)
def test_nobody_learns_from_it(student, remote):
    """The samples hang on no graph, and both networks are in training mode, as before."""
    generator, discriminator = players(remote)
    kept, _ = student.filter_implausible(generator, discriminator, NOISE, 1.5)
    assert_close(kept, torch.tensor([[1.0]]), axes="kept data")
    assert_that(not kept.requires_grad, "attached", perhaps="work within torch.no_grad(), or detach the samples")
    modes = value(generator.training), value(discriminator.training)
    assert_that(modes == (True, True), got="a network left in eval mode")
