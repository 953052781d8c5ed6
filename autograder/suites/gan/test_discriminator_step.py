"""Hidden suite of `discriminator_step`: one update, and nothing else moves.

Generator, discriminator and optimizer are made beside the student's code; twins of them take the reference's step here.
What counts are the parameters and gradients afterwards, read back from there.
"""

import math

import pytest
import torch
from torch import nn, optim

from autograder.testing import (
    assert_close,
    assert_that,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
    value,
)

NOISE, DATA, HIDDEN = 3, 2, 4


def players(library):
    """A linear generator and a discriminator with a hidden layer, made of `torch.nn` or of its like over there."""
    generator = library.Linear(NOISE, DATA)
    hidden, score = library.Linear(DATA, HIDDEN), library.Linear(HIDDEN, 1)
    return generator, library.Sequential(hidden, library.Tanh(), score, library.Flatten(0))


def twins(remote, rng):
    """Generator and discriminator beside the student's code, and the same two here, with random parameters."""
    theirs, ours = players(remote.nn), players(nn)
    remote.manual_seed(1)  # whoever draws random numbers, draws the same ones in every run
    for their, our in zip(theirs, ours, strict=True):
        state = {name: rng.normal(*tensor.shape) for name, tensor in our.state_dict().items()}
        their.double()
        our.double()
        load_parameters(their, state)
        our.load_state_dict(state)
    return theirs, ours


def both_step(student, reference, remote, rng, theirs, ours, *, lr=0.1, reals=4, fakes=6):
    """What the student's step returns and what the reference's does, on the same samples and noise."""
    real, noise = rng.normal(reals, DATA) + 1, rng.normal(fakes, NOISE)
    optimizers = remote.optim.SGD(theirs[1].parameters(), lr=lr), optim.SGD(ours[1].parameters(), lr=lr)
    got = student.discriminator_step(*theirs, optimizers[0], real, noise)
    return got, reference.discriminator_step(*ours, optimizers[1], real, noise)


def number(loss):
    """The loss as a number, be it a float or still a tensor: that is asked in one test only."""
    assert_that(type(loss) in (int, float, torch.Tensor), "type")
    return torch.as_tensor(loss).detach().double().reshape(())


def assert_same_parameters(theirs, ours):
    """Both networks have the same parameters."""
    got = parameters(theirs)
    for name, want in ours.named_parameters():
        assert_close(got[name], want.detach())


@pytest.mark.points(1)
def test_learns_a_line_as_in_the_example(student, remote):
    """A discriminator that knows nothing learns from one real and one made-up sample, and the loss was log 2."""
    generator, score = remote.nn.Linear(1, 2), remote.nn.Linear(2, 1)
    load_parameters(generator, {"weight": torch.tensor([[0.0], [1.0]]), "bias": torch.zeros(2)})
    load_parameters(score, {"weight": torch.zeros(1, 2), "bias": torch.zeros(1)})
    discriminator = remote.nn.Sequential(score, remote.nn.Flatten(0))
    optimizer = remote.optim.SGD(score.parameters(), lr=0.1)
    real, noise = torch.tensor([[1.0, 0.0]]), torch.tensor([[2.0]])
    loss = student.discriminator_step(generator, discriminator, optimizer, real, noise)
    assert_close(number(loss), torch.tensor(math.log(2)).double(), rtol=1e-5)
    assert_close(parameters(score)["weight"], torch.tensor([[0.025, -0.05]]))


@pytest.mark.points(1.25)
def test_takes_exactly_this_step(student, reference, remote, rng):
    """The discriminator moves by one step down the gradient of its loss, for batches of the same size and of others."""
    for reals, fakes in [(5, 5), (4, 6), (1, 3)]:
        theirs, ours = twins(remote, rng)
        both_step(student, reference, remote, rng, theirs, ours, reals=reals, fakes=fakes)
        assert_same_parameters(theirs[1], ours[1])


@pytest.mark.points(0.5)
def test_gives_the_loss_from_before(student, reference, remote, rng):
    """The returned loss is the one that the update was made from."""
    got, want = both_step(student, reference, remote, rng, *twins(remote, rng), lr=0.5)
    assert_close(number(got), number(want))


@pytest.mark.points(0.25)
def test_gives_a_plain_float(student, reference, remote, rng):
    """The loss is a plain Python float, so that no graph is kept."""
    theirs, ours = twins(remote, rng)
    got, want = both_step(student, reference, remote, rng, theirs, ours, lr=0.01)
    assert_that(type(got) is float, "type")
    assert_close(number(got), number(want), rtol=0.1)
    assert_same_parameters(theirs[1], ours[1])


@pytest.mark.points(1)
def test_leaves_the_generator_out_of_it(student, reference, remote, rng):
    """The generator's parameters stay as they are, get no gradient, and keep one that was there; the discriminator
    moves."""
    theirs, ours = twins(remote, rng)
    generator, before = theirs[0], parameters(theirs[0])
    for earlier in (False, True):
        if earlier:
            generator(rng.normal(2, NOISE)).sum().backward()
        gradients = parameter_gradients(generator)
        both_step(student, reference, remote, rng, theirs, ours)
        assert_same_parameters(theirs[1], ours[1])
        assert_that(all(torch.equal(now, before[name]) for name, now in parameters(generator).items()))
        for name, now in parameter_gradients(generator).items():  # whoever clears it has added nothing
            assert_that(now is None or not now.any() or (earlier and torch.equal(now, gradients[name])))
    assert_that(value(generator.weight.requires_grad) is True)


@pytest.mark.points(0.75)
def test_forgets_earlier_gradients(student, reference, remote, rng):
    """Gradients that the discriminator has left over from before do not count."""
    theirs, ours = twins(remote, rng)
    (100 * theirs[1](rng.normal(3, DATA))).sum().backward()
    both_step(student, reference, remote, rng, theirs, ours)
    assert_same_parameters(theirs[1], ours[1])


@pytest.mark.points(0.75)
def test_works_step_after_step_with_any_optimizer(student, reference, remote, rng):
    """Three steps in a row with another optimizer end where they should."""
    theirs, ours = twins(remote, rng)
    optimizers = remote.optim.Adam(theirs[1].parameters(), lr=0.05), optim.Adam(ours[1].parameters(), lr=0.05)
    for _ in range(3):
        real, noise = rng.normal(4, DATA) + 1, rng.normal(6, NOISE)
        student.discriminator_step(*theirs, optimizers[0], real, noise)
        reference.discriminator_step(*ours, optimizers[1], real, noise)
    assert_same_parameters(theirs[1], ours[1])


@pytest.mark.points(0.25)
def test_leaves_the_modes_alone(student, reference, remote, rng):
    """Both networks are in training mode after the step as before, and the step is right."""
    theirs, ours = twins(remote, rng)
    both_step(student, reference, remote, rng, theirs, ours)
    assert_same_parameters(theirs[1], ours[1])
    assert_that(value(theirs[0].training) is True and value(theirs[1].training) is True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, remote, rng):
    """Real samples and noise are the same after the step as before, and the step is right."""
    theirs, ours = twins(remote, rng)
    with left_unchanged(student):
        both_step(student, reference, remote, rng, theirs, ours)
    assert_same_parameters(theirs[1], ours[1])
