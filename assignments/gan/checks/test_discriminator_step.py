"""Public checks of `discriminator_step`, on the numbers of the handout."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_that, load_parameters, parameter_gradients, parameters, value


def players(remote):
    """A generator that doubles, and a discriminator that knows nothing; its only layer by itself, too."""
    remote.manual_seed(0)
    generator, score = remote.nn.Linear(1, 1), remote.nn.Linear(1, 1)
    load_parameters(generator, {"weight": torch.tensor([[2.0]]), "bias": torch.zeros(1)})
    load_parameters(score, {"weight": torch.zeros(1, 1), "bias": torch.zeros(1)})
    return generator, remote.nn.Sequential(score, remote.nn.Flatten(0)), score


@pytest.mark.points(2)
def test_worked_example(student, remote):
    """The worked example of the handout comes out: the discriminator's weight becomes -0.025."""
    generator, discriminator, score = players(remote)
    optimizer = remote.optim.SGD(score.parameters(), lr=0.1)
    student.discriminator_step(generator, discriminator, optimizer, torch.ones(1, 1), torch.ones(1, 1))
    assert_close(parameters(score)["weight"], torch.tensor([[-0.025]]), axes="out in")


@pytest.mark.points(1)
def test_loss(student, remote):
    """The loss from before the step is log 2, and it comes as a plain float."""
    generator, discriminator, score = players(remote)
    optimizer = remote.optim.SGD(score.parameters(), lr=0.1)
    loss = student.discriminator_step(generator, discriminator, optimizer, torch.ones(1, 1), torch.ones(1, 1))
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
        perhaps="the loss from after the step, or twice the loss?",
    )


@pytest.mark.points(2)
def test_generator_gets_no_gradient(student, remote):
    """No gradient arrives at the generator, the discriminator learns, and mode and `requires_grad` stay as they are."""
    generator, discriminator, score = players(remote)
    optimizer = remote.optim.SGD(score.parameters(), lr=0.1)
    for _ in range(2):
        student.discriminator_step(generator, discriminator, optimizer, torch.ones(1, 1), torch.ones(1, 1))
    assert_that(parameters(score)["weight"].any(), got="a discriminator that does not move")
    arrived = [gradient for gradient in parameter_gradients(generator).values() if gradient is not None]
    assert_that(
        not any(gradient.any() for gradient in arrived),
        got="gradients in the generator",
        perhaps="the made-up samples are not cut off",
    )
    assert_that(value(generator.weight.requires_grad) is True, got="requires_grad left switched off")
    assert_that(value(generator.training) is True, got="the generator left in eval mode")


@pytest.mark.points(1)
def test_old_gradients(student, remote):
    """A gradient that is left over from before changes nothing, nor does more of the same noise."""
    generator, discriminator, score = players(remote)
    (100 * discriminator(torch.ones(1, 1))).sum().backward()
    optimizer = remote.optim.SGD(score.parameters(), lr=0.1)
    student.discriminator_step(generator, discriminator, optimizer, torch.ones(1, 1), torch.ones(3, 1))
    assert_close(parameters(score)["weight"], torch.tensor([[-0.025]]), axes="out in")
