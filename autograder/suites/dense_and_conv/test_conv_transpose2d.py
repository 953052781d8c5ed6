"""Hidden suite of `conv_transpose2d`: every number stamps its kernel, and stamps add up."""

import pytest
import torch
import torch.nn.functional as F

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged

AXES = "feature rows columns"


def _problem(rng, x, kernels, dtype=torch.float64):
    """Numbers and kernels of these shapes."""
    return rng.normal(*x, dtype=dtype), rng.normal(*kernels, dtype=dtype)


@pytest.mark.points(0.5)
def test_stamps_twice_as_in_the_example(student):
    """The worked example comes out: two stamps of three pixels that overlap in one."""
    got = student.conv_transpose2d(torch.tensor([[[1.0, 10.0]]]), torch.tensor([[[[1.0, 2.0, 3.0]]]]), stride=2)
    assert_close(got, torch.tensor([[[1.0, 2.0, 13.0, 20.0, 30.0]]]), axes=AXES)


@pytest.mark.points(0.75)
def test_adds_up_all_stamps(student, reference, rng):
    """All channels and all places stamp, and what overlaps adds up, for any sizes of image and kernel."""
    for x, kernels in [
        ((1, 3, 4), (1, 2, 2, 3)),
        ((3, 4, 2), (3, 2, 3, 1)),
        ((3, 3, 4), (3, 3, 2, 3)),
        ((2, 1, 1), (2, 5, 4, 3)),
    ]:
        problem = _problem(rng, x, kernels)
        assert_close(student.conv_transpose2d(*problem), reference.conv_transpose2d(*problem), axes=AXES)


@pytest.mark.points(0.75)
def test_moves_by_the_stride(student, reference, rng):
    """The stamps begin `stride` pixels apart, down and across, and the canvas ends where the last one ends."""
    for stride, height, width in [(2, 3, 4), (2, 2, 2), (3, 4, 3), (3, 1, 2)]:
        problem = _problem(rng, (2, 3, 4), (2, 3, height, width))
        want = reference.conv_transpose2d(*problem, stride)
        assert_close(student.conv_transpose2d(*problem, stride=stride), want, axes=AXES)


@pytest.mark.points(0.5)
def test_paints_the_kernel_where_the_number_is(student, rng):
    """A single 1 among zeros paints its channel's kernels, unflipped, at its own place, and nothing else."""
    kernels = rng.normal(2, 3, 2, 4)
    for channel, i, j, stride in [(0, 0, 0, 1), (1, 2, 3, 1), (1, 1, 2, 3)]:
        x = torch.zeros(2, 3, 4, dtype=torch.float64)
        x[channel, i, j] = 1
        want = torch.zeros(3, 2 * stride + 2, 3 * stride + 4, dtype=torch.float64)
        want[:, i * stride : i * stride + 2, j * stride : j * stride + 4] = kernels[channel]
        assert_close(student.conv_transpose2d(x, kernels, stride), want, axes=AXES)


@pytest.mark.points(0.5)
def test_is_a_convolution_turned_round(student, rng):
    """Comparing a convolved image with x gives the same as comparing the image with what x paints (dot products)."""
    for stride in (1, 2):
        kernels, image = rng.normal(3, 2, 3, 2), rng.normal(2, 7, 8)
        seen = F.conv2d(image[None], kernels, stride=stride)[0]
        x = rng.normal(*seen.shape)
        painted = student.conv_transpose2d(x, kernels, stride)
        covered = image[:, : painted.shape[1], : painted.shape[2]]
        assert_close((covered * painted).sum(), (seen * x).sum())


@pytest.mark.points(0.25)
def test_counts_the_overlaps(student):
    """Ones stamped with ones count how many stamps lie upon a pixel: once in the corners, more often inside."""
    counts = student.conv_transpose2d(torch.ones(1, 2, 3), torch.ones(1, 1, 3, 3), 2)
    down, across = torch.tensor([1.0, 1, 2, 1, 1]), torch.tensor([1.0, 1, 2, 1, 2, 1, 1])
    assert_close(counts, (down[:, None] * across)[None], axes=AXES)


@pytest.mark.points(0.25)
def test_leaves_gaps_between_far_stamps(student, rng):
    """With a stride larger than the kernel, the pixels between the stamps stay 0."""
    x, kernels = rng.normal(1, 2, 2), rng.normal(1, 1, 1, 2)
    want = torch.zeros(1, 4, 5, dtype=torch.float64)
    want[0, ::3, 0::3], want[0, ::3, 1::3] = x[0] * kernels[0, 0, 0, 0], x[0] * kernels[0, 0, 0, 1]
    assert_close(student.conv_transpose2d(x, kernels, 3), want, axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """The gradients with respect to the numbers and the kernels are the right ones."""
    assert_gradients_close(
        lambda x, kernels: student.conv_transpose2d(x, kernels, 2),
        lambda x, kernels: reference.conv_transpose2d(x, kernels, 2),
        *_problem(rng, (2, 3, 2), (2, 3, 3, 2)), rtol=1e-4, atol=1e-5,
    )  # fmt: skip


@pytest.mark.points(0.25)
def test_refuses_another_number_of_channels(student, reference, rng):
    """Kernels for two channels refuse three, or one: a ValueError. Two they stamp."""
    x, kernels = _problem(rng, (2, 3, 4), (2, 3, 2, 2))
    assert_close(student.conv_transpose2d(x, kernels), reference.conv_transpose2d(x, kernels), axes=AXES)
    for channels in (3, 1):
        assert_rejects(lambda channels=channels: student.conv_transpose2d(rng.normal(channels, 3, 4), kernels))
    assert_rejects(lambda: student.conv_transpose2d(x, kernels[:1]))


@pytest.mark.points(0.25)
def test_refuses_a_stride_below_one(student, reference, rng):
    """A stride of 0 or -1 is a ValueError; a stride of 1 is not."""
    x, kernels = _problem(rng, (2, 2, 2), (2, 3, 3, 3))
    assert_close(student.conv_transpose2d(x, kernels, 1), reference.conv_transpose2d(x, kernels), axes=AXES)
    for stride in (0, -1):
        assert_rejects(lambda stride=stride: student.conv_transpose2d(x, kernels, stride))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 numbers and kernels paint a float32 image, float64 ones a float64 image."""
    for dtype in FLOATS:
        problem = _problem(rng, (2, 3, 4), (2, 3, 2, 3), dtype)
        assert_close(student.conv_transpose2d(*problem), reference.conv_transpose2d(*problem), dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Numbers and kernels are the same after the call as before, and the image is right."""
    problem = _problem(rng, (2, 3, 4), (2, 3, 2, 3))
    with left_unchanged(student):
        got = student.conv_transpose2d(*problem)
    assert_close(got, reference.conv_transpose2d(*problem), axes=AXES)
