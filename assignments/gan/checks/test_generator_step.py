"""Public checks of `generator_step`, on the numbers of the handout."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_that, load_parameters, parameters, value


def players(remote):
    """A generator that makes 0 of everything, and a discriminator that holds larger numbers for more real; its only
    layer by itself, too."""
    remote.manual_seed(0)
    generator, score = remote.nn.Linear(1, 1), remote.nn.Linear(1, 1)
    load_parameters(generator, {"weight": torch.zeros(1, 1), "bias": torch.zeros(1)})
    load_parameters(score, {"weight": torch.ones(1, 1), "bias": torch.zeros(1)})
    return generator, remote.nn.Sequential(score, remote.nn.Flatten(0)), score


@pytest.mark.points(2)
def test_worked_example(student, remote):
    """The worked example of the handout comes out: weight and bias of the generator become 0.05."""
    generator, discriminator, _ = players(remote)
    student.generator_step(generator, discriminator, remote.optim.SGD(generator.parameters(), lr=0.1), torch.ones(1, 1))
    moved = parameters(generator)
    assert_that(moved["bias"].any(), got="a generator that does not move", perhaps="are its samples cut off?")
    assert_close(moved["bias"], torch.tensor([0.05]), axes="out")
    assert_close(moved["weight"], torch.tensor([[0.05]]), axes="out in")


@pytest.mark.points(1)
def test_loss(student, remote):
    """The loss from before the step is log 2, and it comes as a plain float."""
    generator, discriminator, _ = players(remote)
    optimizer = remote.optim.SGD(generator.parameters(), lr=0.1)
    loss = student.generator_step(generator, discriminator, optimizer, torch.ones(1, 1))
    assert_that(
        type(loss) is float,
        "type",
        expected="a float",
        perhaps="a tensor keeps the whole graph; .item() makes a number of it",
    )
    assert_that(
        abs(loss - math.log(2)) < 1e-5,
        expected="0.693147",
        got=f"{loss:.6g}",
        perhaps="the loss from after the step, or its negative?",
    )


@pytest.mark.points(1)
def test_discriminator_stays(student, remote):
    """The discriminator does not change, nor do its mode and `requires_grad`; the generator does, twice in a row."""
    generator, discriminator, score = players(remote)
    optimizer = remote.optim.SGD(generator.parameters(), lr=0.1)
    for _ in range(2):
        student.generator_step(generator, discriminator, optimizer, torch.ones(1, 1))
    assert_that(parameters(generator)["bias"] > 0.05, perhaps="the generator moves once only")
    assert_close(parameters(score)["weight"], torch.ones(1, 1), axes="out in")
    assert_that(value(score.weight.requires_grad) is True, got="requires_grad left switched off")
    assert_that(value(discriminator.training) is True, got="the discriminator left in eval mode")


@pytest.mark.points(1)
def test_old_gradients(student, remote):
    """A gradient that is left over from before changes nothing."""
    generator, discriminator, _ = players(remote)
    (100 * generator(torch.ones(1, 1))).sum().backward()
    student.generator_step(generator, discriminator, remote.optim.SGD(generator.parameters(), lr=0.1), torch.ones(1, 1))
    assert_close(parameters(generator)["bias"], torch.tensor([0.05]), axes="out")
