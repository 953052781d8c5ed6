"""Hidden suite of `optimal_discriminator`: the share of what is seen at a point that is real."""

import pytest
import torch
import torch.nn.functional as F

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_that, left_unchanged


@pytest.mark.points(0.75)
def test_judges_four_points_as_in_the_example(student):
    """The worked example comes out: mostly real, half and half, only made up, and nothing at all."""
    got = student.optimal_discriminator(torch.tensor([0.6, 0.2, 0.0, 0.0]), torch.tensor([0.2, 0.2, 0.5, 0.0]))
    assert_close(got, torch.tensor([0.75, 0.5, 0.0, 0.5]), axes="point")


@pytest.mark.points(1)
def test_matches_the_definition_in_any_shape(student, reference, rng):
    """At every point the answer is the share of real samples among all that are seen there, in tensors of any shape."""
    for shape in [(7,), (3, 5), (2, 1, 4), (1,), ()]:
        p_real, p_fake = rng.uniform(*shape, high=3), rng.uniform(*shape, high=2)
        want = reference.optimal_discriminator(p_real, p_fake)
        assert_close(student.optimal_discriminator(p_real, p_fake), want)


@pytest.mark.points(0.5)
def test_is_sure_only_where_one_kind_is_seen(student, rng):
    """Where only one kind occurs the answer is exactly 1 or 0, and where none does it is 0.5, not NaN."""
    some, none = rng.uniform(6, low=0.1), torch.zeros(6, dtype=torch.float64)
    p_real, p_fake = torch.cat([some, none, none, some]), torch.cat([none, some, none, some])
    want = torch.tensor([1.0, 0.0, 0.5, 0.5]).repeat_interleave(6).double()
    assert_close(student.optimal_discriminator(p_real, p_fake), want, axes="point")


@pytest.mark.points(0.25)
def test_compares_tiny_densities(student):
    """Far from everything both densities are tiny, and still one of them can be much larger than the other."""
    p_real = torch.tensor([3e-300, 1e-300, 2e-9, 1e-4], dtype=torch.float64)
    p_fake = torch.tensor([1e-300, 3e-300, 2e-9, 3e-4], dtype=torch.float64)
    got = student.optimal_discriminator(p_real, p_fake)
    assert_close(got, torch.tensor([0.75, 0.25, 0.5, 0.25]).double(), axes="point")


@pytest.mark.points(0.5)
def test_has_a_gradient_everywhere(student, reference, remote, rng):
    """The gradient is right where something is seen, and not NaN where nothing is."""
    p_real, p_fake = rng.uniform(5, low=0.1), rng.uniform(5, low=0.1)
    assert_gradients_close(student.optimal_discriminator, reference.optimal_discriminator, p_real, p_fake)
    p_real[2], p_fake[2] = 0, 0
    # Taken beside the student's code, so that the diagnosis sees the slopes too.
    densities, weights = (p_real, p_fake), rng.normal(5)
    _, slopes = remote.autograd.functional.vjp(student.optimal_discriminator, densities, weights)
    for slope in slopes:
        assert_that(slope.isfinite().all(), kind="nan")


@pytest.mark.points(0.5)
def test_no_other_discriminator_has_a_smaller_loss(student, reference, rng):
    """However the answers are changed, a discriminator that gives others has a larger loss on the same samples."""
    p_real, p_fake = rng.uniform(20, low=0.05), rng.uniform(20, low=0.05)
    best = student.optimal_discriminator(p_real, p_fake)
    assert_close(best, reference.optimal_discriminator(p_real, p_fake), axes="point")
    others = best.logit() + rng.normal(100, 20, scale=0.5)
    assert_that((_loss(others, p_real, p_fake) > _loss(best.logit(), p_real, p_fake)).all())


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 densities give float32 probabilities, float64 densities float64."""
    for dtype in FLOATS:
        p_real, p_fake = rng.uniform(5, dtype=dtype), rng.uniform(5, dtype=dtype)
        want = reference.optimal_discriminator(p_real, p_fake)
        assert_close(student.optimal_discriminator(p_real, p_fake), want, axes="point", dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Both densities are the same after the call as before, and the answer is right."""
    p_real, p_fake = rng.uniform(5), rng.uniform(5)
    with left_unchanged(student):
        got = student.optimal_discriminator(p_real, p_fake)
    assert_close(got, reference.optimal_discriminator(p_real, p_fake), axes="point")


def _loss(logits, p_real, p_fake):
    """The discriminator's loss over all points, each weighted with how often it is seen."""
    return (p_real * F.softplus(-logits) + p_fake * F.softplus(logits)).sum(dim=-1)
