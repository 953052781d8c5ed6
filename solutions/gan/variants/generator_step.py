"""Other ways to write `generator_step`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import generator_loss

from autograder.testing import alternative, misconception


@alternative
def discriminator_frozen_meanwhile(generator, discriminator, optimizer, noise):
    discriminator.requires_grad_(False)
    optimizer.zero_grad(set_to_none=False)
    loss = F.softplus(-discriminator(generator(noise))).mean()
    loss.backward()
    optimizer.step()
    discriminator.requires_grad_(True)
    return float(loss.detach())


@alternative
def gradients_of_the_generator_only(generator, discriminator, optimizer, noise):
    parameters = list(generator.parameters())
    loss = -F.logsigmoid(discriminator(generator(noise))).mean()
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.tolist()


@alternative
def chain_rule_by_hand(generator, discriminator, optimizer, noise):
    """First the gradient at the samples, then from there through the generator."""
    fake = generator(noise)
    samples = fake.detach().requires_grad_()
    logits = discriminator(samples)
    loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    (arrows,) = torch.autograd.grad(loss, samples)
    generator.zero_grad()
    fake.backward(arrows)
    optimizer.step()
    return loss.item()


def _step(generator, discriminator, optimizer, noise, *, loss=generator_loss):
    """The right answer, but for what the arguments change."""
    value = loss(discriminator(generator(noise)))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def detached_fake(generator, discriminator, optimizer, noise):
    """The generator never moves. Either its samples are cut off before the discriminator sees them, so that no gradient
    finds the way back (in this step the way through the discriminator must stay open); or the gradients are cleared
    between `backward()` and `step()`."""
    value = generator_loss(discriminator(generator(noise).detach()))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def no_grad_discriminator(generator, discriminator, optimizer, noise):
    """`backward()` finds no way back to the generator: the discriminator worked within `torch.no_grad()`. It is not to
    change, but the gradient has to go through it."""
    with torch.no_grad():
        logits = discriminator(generator(noise))
    value = generator_loss(logits)
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def optimises_both(generator, discriminator, optimizer, noise):
    """The discriminator is updated too: it learns to believe the generator, and then there is nothing to be learned
    from it. Only the optimizer that was handed in is to step."""
    both = torch.optim.SGD(discriminator.parameters(), lr=optimizer.param_groups[0]["lr"])
    both.zero_grad()
    value = _step(generator, discriminator, optimizer, noise)
    both.step()
    return value


@misconception
def target_zero(generator, discriminator, optimizer, noise):
    """The generator learns to be found out: its samples are scored against the target "made up". It wants them to be
    called real."""
    return _step(generator, discriminator, optimizer, noise, loss=lambda logits: F.softplus(logits).mean())


@misconception
def saturating(generator, discriminator, optimizer, noise):
    """The loss is the discriminator's with a minus in front, log(1 - sigmoid). It has nearly no gradient where the
    discriminator is sure, which is where the generator needs it most. Use the non-saturating loss."""
    return _step(generator, discriminator, optimizer, noise, loss=lambda logits: F.logsigmoid(-logits).mean())


@misconception
def maximises_loss(generator, discriminator, optimizer, noise):
    """The generator climbs its loss instead of going down: there is a minus too many. The optimizer makes small
    whatever you go backward from."""
    return -_step(generator, discriminator, optimizer, noise, loss=lambda logits: -generator_loss(logits))


@misconception
def no_zero_grad(generator, discriminator, optimizer, noise):
    """Gradients add up in `.grad` from step to step, and those of earlier ones are still in it. Clear them before you
    go backward."""
    value = generator_loss(discriminator(generator(noise)))
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def steps_before_backward(generator, discriminator, optimizer, noise):
    """The optimizer steps before `backward()` has found the gradient, so each step follows the gradient of the one
    before, and the first follows nothing."""
    value = generator_loss(discriminator(generator(noise)))
    optimizer.step()
    optimizer.zero_grad()
    value.backward()
    return value.item()


@misconception
def never_steps(generator, discriminator, optimizer, noise):
    """The optimizer never steps. `backward()` only finds the gradient; `step()` is what moves the parameters along
    it."""
    value = generator_loss(discriminator(generator(noise)))
    optimizer.zero_grad()
    value.backward()
    return value.item()


@misconception
def fresh_noise(generator, discriminator, optimizer, noise):
    """The samples are made of new random numbers instead of the `noise` that was handed in."""
    return _step(generator, discriminator, optimizer, torch.randn_like(noise))


@misconception
def loss_after_update(generator, discriminator, optimizer, noise):
    """The loss is computed again after the update. Return the one that the update was made from: it costs nothing, and
    it says how things stood."""
    _step(generator, discriminator, optimizer, noise)
    with torch.no_grad():
        return generator_loss(discriminator(generator(noise))).item()


@misconception
def returns_tensor(generator, discriminator, optimizer, noise):
    """The loss is returned as a tensor, which keeps the whole graph of the step in memory, once for each entry of the
    history. Return a plain float."""
    value = generator_loss(discriminator(generator(noise)))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value


@misconception
def discriminator_frozen(generator, discriminator, optimizer, noise):
    """The discriminator's parameters no longer require gradients afterwards, so its own next step will find nothing to
    learn. Put `requires_grad` back."""
    discriminator.requires_grad_(False)
    return _step(generator, discriminator, optimizer, noise)


@misconception
def eval_mode_left(generator, discriminator, optimizer, noise):
    """A network is left in eval mode. Whoever calls this decides on the mode; change nothing, or put it back."""
    discriminator.eval()
    return _step(generator, discriminator, optimizer, noise)


@misconception
def input_mutated(generator, discriminator, optimizer, noise):
    """The noise is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    value = _step(generator, discriminator, optimizer, noise)
    noise.normal_()
    return value
