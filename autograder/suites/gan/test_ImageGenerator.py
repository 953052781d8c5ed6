"""Hidden suite of `ImageGenerator`: images of 8 by 8 pixels, by any architecture that enlarges a small map.

As with the other networks, these tests ask what is true of all right ones, and note what they saw.
"""

import pytest
import torch

from autograder.testing import (
    assert_that,
    differ,
    left_unchanged,
    network,
    parameter_gradients,
    parameters,
    randomise,
    rows_of,
)

NOISE, CHANNELS = 8, 3


def image_generator(student):
    """A generator of colour images, and what notes facts about it."""
    noise = torch.linspace(-90, 90, 64 * NOISE).reshape(64, NOISE).sin()
    return network(student, lambda: student.ImageGenerator(NOISE, CHANNELS), noise)


def layout(images, samples, channels):
    """What the axes of the images seem to be."""
    shape = tuple(images.shape)
    known = {
        (samples, 1, 8, 8): "one channel",
        (samples, channels, 8, 8): "right",
        (samples, 8, 8, channels): "channels last",
        (samples, 8, 8): "no channels",
        (samples, channels * 64): "flat",
    }
    if shape not in known and len(shape) == 4 and shape[1] == channels:
        return "too small" if shape[2] < 8 else "too large"
    return known.get(shape, "another")


def span(values):
    """In which range all of the numbers lie."""
    low, high = values.min().item(), values.max().item()
    if low < -1 - 1e-6 or high > 1 + 1e-6:
        return "beyond 1"
    return "never below 0" if low >= 0 else "all" if low < -0.8 and high > 0.8 else "narrow"


@pytest.mark.points(1)
def test_makes_images_of_8_by_8(student, rng):
    """The images are (sample, channel, 8, 8), in grey and in colour, for one or several of them, and for any width of
    the noise."""
    module, note = image_generator(student)
    images = module(rng.normal(4, NOISE, dtype=torch.float32))
    note("colour", layout(images, 4, CHANNELS))
    assert_that(layout(images, 4, CHANNELS) == "right", "shape")
    grey = student.ImageGenerator(noise_dim=NOISE)(rng.normal(1, NOISE, dtype=torch.float32))
    assert_that(layout(grey, 1, 1) == "right", "shape")
    odd = student.ImageGenerator(5, 2)(rng.normal(3, 5, dtype=torch.float32))
    assert_that(layout(odd, 3, 2) == "right", "shape")


@pytest.mark.points(0.75)
def test_keeps_the_pixels_in_range(student, rng):
    """All pixels are in [-1, 1], and they come near both ends of it."""
    module, note = image_generator(student)
    seen = []
    for _ in range(4):
        randomise(module, rng)
        seen.append(rows_of(module, rng.normal(64, NOISE, dtype=torch.float32)))
    reached = span(torch.stack(seen)) if parameters(module) else "cannot be learned"
    note("range", reached)
    assert_that(reached == "all")


@pytest.mark.points(0.5)
def test_gives_the_same_image_for_the_same_noise(student, rng):
    """The noise decides alone: the same noise gives the same image again, also in training, and other noise another."""
    module, note = image_generator(student)
    z, other = rng.normal(6, NOISE, dtype=torch.float32), rng.normal(6, NOISE, dtype=torch.float32)
    randomise(module, rng)
    images = rows_of(module, z)
    same, new = not differ(images, rows_of(module, z)), differ(images, rows_of(module, other))
    note("the same in training", same)
    note("other noise, other image", new)
    assert_that(same and new)


@pytest.mark.points(0.5)
def test_makes_each_image_by_itself(student, rng):
    """An image does not depend on the other images of its batch, also in training."""
    module, note = image_generator(student)
    z = rng.normal(6, NOISE, dtype=torch.float32).requires_grad_()
    images = rows_of(module, z)
    if images.requires_grad:
        (images[0] ** 2).sum().backward()
    alone = z.grad is None or not z.grad[1:].any()
    note("each by itself", bool(alone))
    assert_that(alone)


@pytest.mark.points(0.5)
def test_learns_all_of_its_parameters(student, rng):
    """There are parameters for two layers at least, and the gradient of the images reaches every one of them."""
    module, note = image_generator(student)
    images = rows_of(module, rng.normal(16, NOISE, dtype=torch.float32))
    if images.requires_grad:
        (images**2).sum().backward()
    reached = [gradient is not None and bool(gradient.any()) for gradient in parameter_gradients(module).values()]
    note("parameters", "none" if not reached else "all learn" if all(reached) else "some do not learn")
    assert_that(len(reached) >= 2 and all(reached), "graph")


@pytest.mark.points(0.25)
def test_enlarges_a_small_map(student, rng):
    """There is a convolution, transposed or behind an upsampling: a kernel that spans several pixels."""
    module, note = image_generator(student)
    rows_of(module, rng.normal(2, NOISE, dtype=torch.float32))
    kernels = [tensor for tensor in parameters(module).values() if tensor.dim() == 4 and tensor.shape[-1] > 1]
    note("kernels", bool(kernels))
    assert_that(bool(kernels))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, rng):
    """float32 noise gives float32 images, and after `.double()` float64 noise float64 images."""
    module, note = image_generator(student)
    single = rows_of(module, rng.normal(5, NOISE, dtype=torch.float32))
    module.double()
    double = rows_of(module, rng.normal(5, NOISE))
    note("dtypes", [str(single.dtype), str(double.dtype)])
    assert_that(single.dtype == torch.float32 and double.dtype == torch.float64, "dtype")


@pytest.mark.points(0.25)
def test_leaves_the_noise_alone(student, rng):
    """The noise is the same after the call as before."""
    module, _ = image_generator(student)
    with left_unchanged(student):
        rows_of(module, rng.normal(5, NOISE, dtype=torch.float32))
