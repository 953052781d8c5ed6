"""Public checks of `Generator`."""

import pytest
import torch

from autograder.testing import (
    affine,
    assert_that,
    differ,
    left_unchanged,
    network,
    parameter_gradients,
    parameters,
    randomise,
    rows_of,
)

NOT_FOUND = {"got": "no layers that PyTorch finds", "perhaps": "they stand in a plain list, or are made in forward"}


def noise(rows):
    """So many rows of four numbers."""
    return torch.linspace(-90, 90, rows * 4).reshape(rows, 4).sin()


def generator(student):
    """A generator of points, and what notes facts about it."""
    return network(student, lambda: student.Generator(4, 16, 2), noise(64))


@pytest.mark.points(0.5)
def test_shape(student):
    """Five rows of noise become five points of the plane, and one row becomes one."""
    module, note = generator(student)
    shapes = [tuple(module(noise(rows)).shape) for rows in (5, 1)]
    note("shapes", [list(shape) for shape in shapes])
    got = f"{shapes[0]} and {shapes[1]}"
    assert_that(shapes == [(5, 2), (1, 2)], "shape", expected="(5, 2) of 5 rows of noise and (1, 2) of 1", got=got)


@pytest.mark.points(1)
def test_noise_decides(student):
    """The same noise gives the same point again, alone as well as among others, and while training too."""
    module, note = generator(student)
    first, again = rows_of(module, noise(32)), rows_of(module, noise(32))
    note("the same in training", not differ(first, again))
    assert_that(
        not differ(first, again), got="other points from the same noise", perhaps="something in forward is random"
    )
    alone = rows_of(module, noise(32)[:4])
    note("each by itself", not differ(first[:4], alone))
    assert_that(not differ(first[:4], alone), got="points that depend on their batch", perhaps="a batch norm?")


@pytest.mark.points(0.5)
def test_hidden_layer(student, rng):
    """A hidden layer of `hidden_dim` numbers with an activation bends the noise."""
    module, note = generator(student)
    widths = {size for tensor in parameters(module).values() for size in tensor.shape}
    randomise(module, rng)
    straight = affine(module, noise(9)[1:], noise(9)[:-1])
    note("bends", "no parameters" if not widths else "straight" if straight else "bent")
    note("hidden_dim is used", 16 in widths)
    assert_that(bool(widths), "names", **NOT_FOUND)
    assert_that(not straight, got="one linear layer", perhaps="there is no activation between the layers")
    assert_that(16 in widths, got="no layer that is hidden_dim wide")


@pytest.mark.points(0.75)
def test_any_numbers(student, rng):
    """The points can lie anywhere: with large parameters, some numbers are below -1 and some above 1."""
    module, note = generator(student)
    randomise(module, rng, scale=2)
    points, found = rows_of(module, noise(256)), bool(parameters(module))
    low, high = bool(points.min() < -1), bool(points.max() > 1)
    note("range", [low, high, bool(points.min() < 0)] if found else "no parameters")
    assert_that(found, "names", **NOT_FOUND)
    assert_that(
        low and high, got="no points beyond -1, or none beyond 1", perhaps="an activation after the last layer?"
    )


@pytest.mark.points(1)
def test_learns(student):
    """PyTorch finds two weights at least, and the gradient of the points reaches all of them."""
    module, note = generator(student)
    points = rows_of(module, noise(64))
    if points.requires_grad:
        (points**2).sum().backward()
    found = parameter_gradients(module)
    note("parameters", "none" if not found else "some do not learn" if None in found.values() else "all learn")
    assert_that(len(found) >= 2, "names", **NOT_FOUND)
    assert_that(None not in found.values(), "graph", perhaps="a detach, or a layer that is not used")


@pytest.mark.points(0.25)
def test_noise_stays(student):
    """The noise is the same after the call as before."""
    module, _ = generator(student)
    with left_unchanged(student):
        rows_of(module, noise(16))
