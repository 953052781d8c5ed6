"""Hidden suite of `generator_loss`: the mean of -log sigmoid(logit), steep where the generator is seen through."""

import math

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_that,
    gradients,
    left_unchanged,
)


@pytest.mark.points(1)
def test_grades_three_fakes_as_in_the_example(student):
    """The worked example comes out, and made-up samples that leave the discriminator undecided cost log 2."""
    assert_close(student.generator_loss(torch.tensor([0.0, 3.0, -1.0])), torch.tensor(0.684999), rtol=1e-4)
    assert_close(student.generator_loss(torch.zeros(4)), torch.tensor(math.log(2)), rtol=1e-4)


@pytest.mark.points(1.5)
def test_matches_the_definition(student, reference, rng):
    """The loss is the mean of -log sigmoid(logit), whatever the size of the batch."""
    for size in (7, 1, 64):
        logits = rng.normal(size, scale=2)
        assert_close(student.generator_loss(logits), reference.generator_loss(logits))


@pytest.mark.points(0.75)
def test_survives_a_discriminator_that_is_very_sure(student):
    """A made-up sample costs its logit where it is seen through and nothing where it fools, never NaN or infinity."""
    for dtype in FLOATS:
        for size in (50.0, 1e4):
            seen_through, fools = torch.full((3,), -size, dtype=dtype), torch.full((3,), size, dtype=dtype)
            assert_close(student.generator_loss(torch.cat([fools, seen_through])), torch.tensor(size / 2, dtype=dtype))
            assert_close(student.generator_loss(seen_through), torch.tensor(size, dtype=dtype))
            assert_close(student.generator_loss(fools), torch.tensor(0.0, dtype=dtype), atol=1e-6)


@pytest.mark.points(0.75)
def test_learns_most_when_seen_through(student, reference, rng):
    """The gradient is strongest where the discriminator is sure that the sample is made up; it never vanishes there."""
    assert_gradients_close(student.generator_loss, reference.generator_loss, rng.normal(5, scale=2))
    for sure in (-20.0, -1e4):
        logits = torch.full((4,), sure).double()
        (slope,) = gradients(student.generator_loss, logits)
        assert_close(slope, gradients(reference.generator_loss, logits)[0], axes="fake", rtol=1e-4)


@pytest.mark.points(0.5)
def test_pays_for_every_bit_of_belief(student, reference):
    """The more the discriminator believes in a sample, the lower its loss, at every level of belief."""
    ladder = torch.linspace(-8, 8, 9).double()
    losses = [student.generator_loss(logit.repeat(2)) for logit in ladder]
    for logit, loss in zip(ladder, losses, strict=True):
        assert_close(loss, reference.generator_loss(logit.repeat(2)))
    assert_that(all(losses[i] > losses[i + 1] for i in range(8)))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 logits give a float32 loss, float64 logits float64."""
    for dtype in FLOATS:
        logits = rng.normal(5, dtype=dtype)
        assert_close(student.generator_loss(logits), reference.generator_loss(logits), dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_argument_alone(student, reference, rng):
    """The logits are the same after the call as before, and the loss is right."""
    logits = rng.normal(5)
    with left_unchanged(student):
        got = student.generator_loss(logits)
    assert_close(got, reference.generator_loss(logits))
