"""Hidden suite of `conv2d_valid`: every kernel at every place where it fits."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_vectorised,
    left_unchanged,
)

AXES = "feature rows columns"


def _problem(rng, image, kernels, dtype=torch.float64):
    """An image and kernels of these shapes."""
    return rng.normal(*image, dtype=dtype), rng.normal(*kernels, dtype=dtype)


@pytest.mark.points(0.5)
def test_finds_the_edges_of_the_example(student):
    """The worked example comes out: a kernel of one row finds where it gets brighter and darker."""
    image = torch.tensor([[[0.0, 0.0, 9.0, 9.0], [0.0, 5.0, 5.0, 0.0]]])
    want = torch.tensor([[[0.0, 9.0, 0.0], [5.0, 0.0, -5.0]]])
    assert_close(student.conv2d_valid(image, torch.tensor([[[[-1.0, 1.0]]]])), want, axes=AXES)


@pytest.mark.points(1)
def test_looks_at_every_place(student, reference, rng):
    """Each feature is the sum over all channels and pixels, at every place where the kernel fits, for any sizes."""
    shapes = [
        ((1, 5, 7), (3, 1, 2, 3)), ((3, 6, 4), (2, 3, 3, 1)), ((3, 6, 5), (3, 3, 2, 3)), ((2, 4, 3), (5, 2, 4, 3)),
        ((2, 5, 5), (1, 2, 1, 1)),
    ]  # fmt: skip
    for image, kernels in shapes:
        problem = _problem(rng, image, kernels)
        assert_close(student.conv2d_valid(*problem), reference.conv2d_valid(*problem), axes=AXES)


@pytest.mark.points(0.75)
def test_moves_by_the_stride(student, reference, rng):
    """The kernel moves `stride` pixels at a time, right and down, up to the last place where it fits."""
    for height, width, stride in [(7, 9, 2), (6, 8, 2), (9, 7, 3), (8, 10, 3), (5, 6, 4)]:
        problem = _problem(rng, (2, height, width), (3, 2, 3, 2))
        want = reference.conv2d_valid(*problem, stride)
        assert_close(student.conv2d_valid(*problem, stride=stride), want, axes=AXES)


@pytest.mark.points(0.25)
def test_finds_a_step_wherever_it_is(student, rng):
    """An edge detector answers at an edge and nowhere else; when the image moves, its answer moves along."""
    bright, kernels = rng.uniform(5, low=1.0, high=2.0), torch.tensor([[[[-1.0, 1.0]]]], dtype=torch.float64)
    for edge in (3, 5):
        image = torch.where(torch.arange(8) < edge, 0.0, bright[:, None])[None]
        want = torch.where(torch.arange(7) == edge - 1, bright[:, None], 0.0)[None]
        assert_close(student.conv2d_valid(image, kernels), want, axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """The gradients with respect to image and kernels are the right ones, so that kernels can be learned."""
    assert_gradients_close(
        lambda image, kernels: student.conv2d_valid(image, kernels, 2),
        lambda image, kernels: reference.conv2d_valid(image, kernels, 2),
        *_problem(rng, (2, 5, 6), (3, 2, 3, 2)), rtol=1e-4, atol=1e-5,
    )  # fmt: skip


@pytest.mark.points(0.25)
def test_refuses_another_number_of_channels(student, reference, rng):
    """Kernels for two channels refuse an image with three, or with one: a ValueError. With two they work."""
    image, kernels = _problem(rng, (2, 4, 5), (3, 2, 2, 2))
    assert_close(student.conv2d_valid(image, kernels), reference.conv2d_valid(image, kernels), axes=AXES)
    for channels in (3, 1):
        assert_rejects(lambda channels=channels: student.conv2d_valid(rng.normal(channels, 4, 5), kernels))
    assert_rejects(lambda: student.conv2d_valid(image, kernels[:, :1]))


@pytest.mark.points(0.25)
def test_refuses_what_does_not_fit(student, reference, rng):
    """A kernel higher or wider than the image, and a stride below 1, are a ValueError; one as large is not."""
    image, kernels = _problem(rng, (2, 4, 5), (3, 2, 4, 5))
    assert_close(student.conv2d_valid(image, kernels), reference.conv2d_valid(image, kernels), axes=AXES)
    assert_rejects(lambda: student.conv2d_valid(image[:, :3], kernels))
    assert_rejects(lambda: student.conv2d_valid(image[..., :4], kernels))
    for stride in (0, -1):
        assert_rejects(lambda stride=stride: student.conv2d_valid(image, kernels, stride))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 images and kernels give float32 features, float64 ones float64."""
    for dtype in FLOATS:
        problem = _problem(rng, (2, 5, 6), (3, 2, 2, 3), dtype)
        assert_close(student.conv2d_valid(*problem), reference.conv2d_valid(*problem), dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Image and kernels are the same after the call as before, and the features are right."""
    problem = _problem(rng, (2, 5, 6), (3, 2, 2, 3))
    with left_unchanged(student):
        got = student.conv2d_valid(*problem)
    assert_close(got, reference.conv2d_valid(*problem), axes=AXES)


@pytest.mark.points(1)
def test_is_vectorised(student, reference, rng):
    """A large image is looked at everywhere at once, not place by place."""
    image, kernels = _problem(rng, (2, 230, 250), (3, 2, 3, 2))
    got = assert_vectorised(
        lambda: student.conv2d_valid(image, kernels), lambda: reference.conv2d_valid(image, kernels)
    )
    assert_close(got, reference.conv2d_valid(image, kernels), axes=AXES, atol=1e-4)
