"""Public checks of `ImageGenerator`."""

import pytest
import torch

from autograder.testing import assert_that, differ, network, parameters, randomise, rows_of


def noise(rows):
    """So many rows of eight numbers."""
    return torch.linspace(-90, 90, rows * 8).reshape(rows, 8).sin()


def image_generator(student):
    """A generator of colour images, and what notes facts about it."""
    return network(student, lambda: student.ImageGenerator(8, 3), noise(64))


@pytest.mark.points(1)
def test_colour(student):
    """With three channels, two rows of noise become two images of 3 by 8 by 8."""
    module, note = image_generator(student)
    shape = tuple(module(noise(2)).shape)
    note("shape", list(shape))
    assert_that(shape == (2, 3, 8, 8), "shape", expected="(2, 3, 8, 8)", got=str(shape))


@pytest.mark.points(1)
def test_grey(student):
    """Without a word on channels the images are grey, with any width of the noise."""
    _, note = image_generator(student)
    shape = tuple(student.ImageGenerator(5)(torch.ones(1, 5)).shape)
    note("shape", list(shape))
    assert_that(shape == (1, 1, 8, 8), "shape", expected="(1, 1, 8, 8)", got=str(shape))


@pytest.mark.points(1)
def test_range(student, rng):
    """With large parameters, pixels come near -1 and 1, and none goes beyond; the same noise gives the same image."""
    module, note = image_generator(student)
    randomise(module, rng, scale=2)
    images = rows_of(module, noise(64))
    low, high, same = images.min().item(), images.max().item(), not differ(images, rows_of(module, noise(64)))
    note("range", [low < 0, low < -0.8, low < -1.001, high > 1.001])
    got = f"pixels from {low:.3g} to {high:.3g}"
    assert_that(low >= -1.001 and high <= 1.001, got=got, perhaps="the tanh at the end is missing")
    assert_that(low < -0.8 and high > 0.8, got=f"{got} only", perhaps="a sigmoid, or a ReLU at the end?")
    assert_that(same, got="other images from the same noise", perhaps="something in forward is random")


@pytest.mark.points(1)
def test_enlarges_a_map(student):
    """There is a convolution in it: a parameter with four axes."""
    module, note = image_generator(student)
    found = any(tensor.dim() == 4 for tensor in parameters(module).values())
    note("kernels", found)
    assert_that(found, got="no kernels", perhaps="a linear layer alone makes the pixels?")
