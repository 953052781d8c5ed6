"""Hidden suite of `layer_norm`: each vector with its own mean taken away and its own spread made 1."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_that, facts_only, gradients, left_unchanged

AXES = "batch token width"


def _affine(rng, width, dtype=torch.float64):
    """A gain and a shift."""
    return rng.normal(width, dtype=dtype), rng.normal(width, dtype=dtype)


@pytest.mark.points(0.5)
def test_norms_two_numbers_as_in_the_example(student):
    """The worked example comes out: (1, 3) becomes (-1, 1), times the gain, plus the shift."""
    gain, shift = torch.tensor([10.0, 10.0]), torch.tensor([0.0, 1.0])
    got = student.layer_norm(torch.tensor([1.0, 3.0]), gain, shift)
    assert_close(got, torch.tensor([-10.0, 11.0]), axes="width", rtol=1e-4)


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """The values are right for any number of axes, for squares too, and for vectors of a single number."""
    for shape in [(3, 5, 8), (4, 4), (7,), (2, 3, 4, 5), (5, 5, 5), (3, 2, 1), (1, 1, 6)]:
        x, affine = 3 * rng.normal(*shape) + 2, _affine(rng, shape[-1])
        assert_close(student.layer_norm(x, *affine), reference.layer_norm(x, *affine))


@pytest.mark.points(0.5)
def test_uses_eps_under_the_root(student, reference, rng):
    """`eps` is added to the variance, before the root is taken; 1e-5 is only what it is if nothing else is given."""
    x, affine = rng.normal(3, 5, 8), _affine(rng, 8)
    for eps in (0.1, 2.0):
        assert_close(student.layer_norm(x, *affine, eps=eps), reference.layer_norm(x, *affine, eps=eps), axes=AXES)
    small = 1e-3 * x
    assert_close(student.layer_norm(small, *affine), reference.layer_norm(small, *affine), axes=AXES)


@pytest.mark.points(0.25)
def test_makes_the_shift_of_equal_numbers(student, reference, rng):
    """A vector of equal numbers has no spread: it becomes the shift, and not NaN. The vectors beside it do not care."""
    x, (gain, shift) = rng.normal(2, 3, 4), _affine(rng, 4)
    x[1, 2] = 2.0
    got = student.layer_norm(x, gain, shift)
    assert_close(got, reference.layer_norm(x, gain, shift), axes=AXES)
    assert_close(got[1, 2], shift, axes="width")


@pytest.mark.points(0.25)
def test_does_not_see_the_level_nor_the_scale(student, reference, rng):
    """When the same number is added to a whole vector, or it is made ten times as large, the result stays the same."""
    x, affine = 10 * rng.normal(3, 5, 8), _affine(rng, 8)
    want = reference.layer_norm(x, *affine)
    assert_close(student.layer_norm(x + 10 * rng.normal(3, 5, 1), *affine), want, axes=AXES)
    assert_close(student.layer_norm(10 * x, *affine), want, axes=AXES, atol=1e-5)


@pytest.mark.points(0.25)
def test_looks_at_each_token_by_itself(student, reference, rng):
    """When one token changes, the others keep their result, and a token alone gets the same as among others."""
    x, affine = rng.normal(3, 5, 8), _affine(rng, 8)
    want = reference.layer_norm(x, *affine)
    assert_close(student.layer_norm(x[1:2, 3:4], *affine), want[1:2, 3:4], axes=AXES)
    changed = x.clone()
    changed[0, 2] = 5 * rng.normal(8)
    got, others = student.layer_norm(changed, *affine), torch.arange(5) != 2
    assert_close(got[:, others], want[:, others], axes=AXES)


@pytest.mark.points(0.75)
def test_lets_gradients_through(student, reference, rng):
    """The gradients of vectors, gain and shift are the right ones; that of a vector goes through its mean and spread
    too."""
    note, inputs = facts_only(student), (rng.normal(2, 3, 5), *_affine(rng, 5))
    got = student.layer_norm(*(each.clone().requires_grad_() for each in inputs))
    assert_close(got, reference.layer_norm(*inputs), axes=AXES)
    note("can be learned through", got.requires_grad)
    assert_that(got.requires_grad, "graph")
    pairs = list(zip(gradients(student.layer_norm, *inputs), gradients(reference.layer_norm, *inputs), strict=True))
    note("right gradients", [torch.allclose(mine, right, rtol=1e-4) for mine, right in pairs])
    for mine, right in pairs:
        assert_close(mine, right, rtol=1e-5, atol=1e-6)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 vectors give float32, float64 vectors float64, with all their digits."""
    for dtype in FLOATS:
        x, affine = rng.normal(3, 5, 8, dtype=dtype), _affine(rng, 8, dtype)
        assert_close(student.layer_norm(x, *affine), reference.layer_norm(x, *affine), axes=AXES, dtype=True)
    x = 1e6 + rng.normal(2, 3, 8)
    gain, shift = 1e4 + rng.normal(8), rng.normal(8)
    normed = reference.layer_norm(x[0, 0], torch.ones_like(gain), torch.zeros_like(gain))
    shift = shift - gain * normed  # so that little is left of the first vector
    assert_close(student.layer_norm(x, gain, shift)[0, 0], reference.layer_norm(x, gain, shift)[0, 0], atol=1e-4)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The vectors, gain and shift are the same after the call as before, and the result is right."""
    x, affine = rng.normal(3, 5, 8), _affine(rng, 8)
    with left_unchanged(student):
        got = student.layer_norm(x, *affine)
    assert_close(got, reference.layer_norm(x, *affine), axes=AXES)
