"""Public checks of `Discriminator`."""

import pytest
import torch

from autograder.testing import affine, assert_that, network, parameter_gradients, parameters, randomise, rows_of

NOT_FOUND = {"got": "no layers that PyTorch finds", "perhaps": "they stand in a plain list, or are made in forward"}


def points(rows):
    """So many points of the plane."""
    return torch.linspace(-90, 90, rows * 2).reshape(rows, 2).sin()


def discriminator(student):
    """A discriminator of points, and what notes facts about it."""
    return network(student, lambda: student.Discriminator(2, 16), points(64), repeats=False)


@pytest.mark.points(1)
def test_one_logit_each(student):
    """Five points get five logits, in one axis, and one point gets one."""
    module, note = discriminator(student)
    shapes = [tuple(module(points(rows)).shape) for rows in (5, 1)]
    note("shapes", [list(shape) for shape in shapes])
    got = f"{shapes[0]} and {shapes[1]}"
    assert_that(shapes == [(5,), (1,)], "shape", expected="(5,) of 5 points and (1,) of 1 point", got=got)


@pytest.mark.points(0.5)
def test_hidden_layer(student, rng):
    """A hidden layer of `hidden_dim` numbers with an activation draws more than a straight line."""
    module, note = discriminator(student)
    widths = {size for tensor in parameters(module).values() for size in tensor.shape}
    module.eval()
    randomise(module, rng)
    straight = affine(module, points(9)[1:], points(9)[:-1])
    note("bends", "no parameters" if not widths else "straight" if straight else "bent")
    note("hidden_dim is used", 16 in widths)
    assert_that(bool(widths), "names", **NOT_FOUND)
    assert_that(not straight, got="one linear layer", perhaps="there is no activation between the layers")
    assert_that(16 in widths, got="no layer that is hidden_dim wide")


@pytest.mark.points(0.5)
def test_any_numbers(student, rng):
    """A logit may be any number: with large parameters, some are below -1 and some above 1."""
    module, note = discriminator(student)
    module.eval()
    logits = []
    for _ in range(16):
        randomise(module, rng, scale=8)
        logits.append(rows_of(module, points(256)))
    low, high = min(some.min().item() for some in logits), max(some.max().item() for some in logits)
    note("range", [low < -1, low < 0, high > 1] if parameters(module) else "no parameters")
    assert_that(
        low < -1 and high > 1,
        got=f"logits from {low:.3g} to {high:.3g} only",
        perhaps="a sigmoid or tanh at the end? The loss brings its own",
    )


@pytest.mark.points(1)
def test_gradients(student):
    """The gradient of the logits reaches every parameter, and the points themselves."""
    module, note = discriminator(student)
    x = points(20).requires_grad_()
    logits = rows_of(module, x)
    if logits.requires_grad:
        logits.sum().backward()
    found, arrived = parameter_gradients(module), x.grad is not None and bool(x.grad.any())
    note("parameters", "none" if not found else "some do not learn" if None in found.values() else "all learn")
    note("reaches the points", arrived)
    assert_that(bool(found), "names", **NOT_FOUND)
    assert_that(None not in found.values(), "graph", perhaps="a detach, or a layer that is not used?")
    assert_that(
        arrived, "graph", got="no gradient at the points", perhaps="x is detached: no generator learns from that"
    )
