"""Hidden suite of `discriminator_loss`: the cross-entropy of both classes, each with half the weight.

A loss that is only a constant factor off trains the same discriminator. So half of the points ask for the number
itself, and the other half compare it with the loss of an undecided discriminator, where a factor cancels.
"""

import math

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged


def in_units_of_undecided(loss):
    """The loss divided by that of a discriminator which gives every sample the logit 0."""
    return lambda real, fake: loss(real, fake) / loss(torch.zeros(1).double(), torch.zeros(1).double())


@pytest.mark.points(1)
def test_grades_three_samples_as_in_the_example(student):
    """The worked example comes out, and a discriminator that is undecided about everything costs log 2."""
    got = student.discriminator_loss(torch.tensor([2.0]), torch.tensor([0.0, -1.0]))
    assert_close(got, torch.tensor(0.315066), rtol=1e-4)
    assert_close(student.discriminator_loss(torch.zeros(3), torch.zeros(5)), torch.tensor(math.log(2)), rtol=1e-4)


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """With as many real as made-up samples, the loss is half of the one average plus half of the other."""
    for size in (1, 4, 64):
        real, fake = rng.normal(size, scale=2) + 1, rng.normal(size, scale=2)
        assert_close(student.discriminator_loss(real, fake), reference.discriminator_loss(real, fake))


@pytest.mark.points(0.75)
def test_gives_both_classes_the_same_weight(student, reference, rng):
    """Real and made-up samples count one half each, even if there are far more of one kind."""
    got, want = in_units_of_undecided(student.discriminator_loss), in_units_of_undecided(reference.discriminator_loss)
    for reals, fakes in [(2, 200), (30, 1)]:
        real, fake = rng.normal(reals) + 2, rng.normal(fakes)
        assert_close(got(real, fake), want(real, fake))


@pytest.mark.points(0.5)
def test_survives_a_discriminator_that_is_very_sure(student):
    """A sure discriminator pays its logit where it is wrong and nothing where it is right, never NaN or infinity."""
    relative = in_units_of_undecided(student.discriminator_loss)
    for size in (50.0, 1e4):
        yes, no = torch.full((3,), size).double(), torch.full((2,), -size).double()
        assert_close(relative(no, yes), torch.tensor(size / math.log(2)).double())
        assert_close(relative(no, no), torch.tensor(size / 2 / math.log(2)).double())
        assert_close(relative(yes, no), torch.tensor(0.0).double())


@pytest.mark.points(0.75)
def test_pushes_real_up_and_made_up_down(student, reference, rng):
    """The gradient raises the logits of real samples and lowers those of made-up ones, most where they are most
    wrong."""
    assert_gradients_close(
        in_units_of_undecided(student.discriminator_loss), in_units_of_undecided(reference.discriminator_loss),
        rng.normal(5, scale=2), rng.normal(5, scale=2),
    )  # fmt: skip


@pytest.mark.points(0.5)
def test_refuses_an_empty_batch(student, reference, rng):
    """Without real samples, or without made-up ones, the function raises a ValueError; with both it works."""
    loss = in_units_of_undecided(student.discriminator_loss)
    real, fake = rng.normal(3), rng.normal(3)
    assert_close(loss(real, fake), in_units_of_undecided(reference.discriminator_loss)(real, fake))
    assert_rejects(lambda: student.discriminator_loss(real[:0], fake))
    assert_rejects(lambda: student.discriminator_loss(real, fake[:0]))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 logits give a float32 loss, float64 logits float64, with nothing rounded to float32 on the way."""
    for dtype in FLOATS:
        real, fake = rng.normal(4, dtype=dtype), rng.normal(4, dtype=dtype)
        exact = {"rtol": 1e-10, "atol": 0.0} if dtype == torch.float64 else {}
        want = reference.discriminator_loss(real, fake)
        assert_close(student.discriminator_loss(real, fake), want, dtype=True, **exact)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The logits are the same after the call as before, and the loss is right."""
    real, fake = rng.normal(4), rng.normal(4)
    with left_unchanged(student):
        got = student.discriminator_loss(real, fake)
    assert_close(got, reference.discriminator_loss(real, fake))
