"""Hidden suite of `patch_embed_conv`: a feature vector for every patch, in reading order."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

AXES = "batch patch feature"


def _problem(rng, batch, features, channels, patch, down, across, dtype=torch.float64):
    """Images, kernels and biases."""
    images = rng.normal(batch, channels, down * patch, across * patch, dtype=dtype)
    return images, rng.normal(features, channels, patch, patch, dtype=dtype), rng.normal(features, dtype=dtype)


@pytest.mark.points(0.75)
def test_embeds_two_patches_as_in_the_example(student):
    """The worked example comes out: one kernel adds a patch up, the other takes one of its pixels."""
    image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]])
    kernels = torch.tensor([[[[1.0, 1.0], [1.0, 1.0]]], [[[0.0, 1.0], [0.0, 0.0]]]])
    want = torch.tensor([[[14.0, 12.0], [22.0, 14.0]]])
    assert_close(student.patch_embed_conv(image, kernels, torch.tensor([0.0, 10.0])), want, axes=AXES)


@pytest.mark.points(1.5)
def test_matches_the_definition(student, reference, rng):
    """Each number is the sum of pixel times kernel over the patch, plus the bias, for any sizes."""
    for sizes in [(3, 5, 2, 2, 2, 3), (2, 4, 3, 3, 2, 1), (2, 8, 1, 2, 4, 2), (1, 3, 2, 4, 1, 1), (2, 6, 4, 1, 3, 2)]:
        problem = _problem(rng, *sizes)
        assert_close(student.patch_embed_conv(*problem), reference.patch_embed_conv(*problem), axes=AXES)


@pytest.mark.points(1)
def test_keeps_the_order_of_the_patches(student):
    """The tokens come row by row, the upper left patch first, and each holds only what its own patch shows."""
    images = torch.arange(24.0).reshape(1, 1, 4, 6)
    corners = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]], [[[0.0, 0.0], [1.0, 0.0]]]])
    want = torch.tensor([[[0.0, 6.0], [2.0, 8.0], [4.0, 10.0], [12.0, 18.0], [14.0, 20.0], [16.0, 22.0]]])
    assert_close(student.patch_embed_conv(images, corners, torch.zeros(2)), want, axes=AXES)


@pytest.mark.points(0.5)
def test_adds_up_what_several_kernels_see(student, reference, rng):
    """The sum of two kernels with the sum of their biases sees the sum of what each of them sees."""
    images, kernels, bias = _problem(rng, 2, 3, 2, 2, 2, 3)
    apart = student.patch_embed_conv(images, kernels, bias)
    assert_close(apart, reference.patch_embed_conv(images, kernels, bias), axes=AXES)
    together = student.patch_embed_conv(images, kernels.sum(dim=0, keepdim=True), bias.sum(dim=0, keepdim=True))
    assert_close(together, apart.sum(dim=-1, keepdim=True), axes=AXES)


@pytest.mark.points(0.75)
def test_lets_gradients_through(student, reference, rng):
    """Images, kernels and biases get the right gradients, so that the features can be learned."""
    problem = _problem(rng, 2, 3, 2, 2, 2, 3)
    for which, argument in enumerate(problem):
        before, after = problem[:which], problem[which + 1 :]
        assert_gradients_close(
            lambda x, before=before, after=after: student.patch_embed_conv(*before, x, *after),
            lambda x, before=before, after=after: reference.patch_embed_conv(*before, x, *after),
            argument, rtol=1e-4, atol=1e-4,
        )  # fmt: skip


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 images and kernels give float32 features, float64 ones float64."""
    for dtype in FLOATS:
        problem = _problem(rng, 2, 3, 2, 2, 2, 3, dtype)
        assert_close(student.patch_embed_conv(*problem), reference.patch_embed_conv(*problem), dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Images, kernels and biases are the same after the call as before, and the features are right."""
    problem = _problem(rng, 2, 3, 2, 2, 2, 3)
    with left_unchanged(student):
        got = student.patch_embed_conv(*problem)
    assert_close(got, reference.patch_embed_conv(*problem), axes=AXES)
