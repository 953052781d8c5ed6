"""Other ways to write `discriminator_step`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import discriminator_loss

from autograder.testing import alternative, misconception


@alternative
def without_a_graph_for_the_generator(generator, discriminator, optimizer, real, noise):
    optimizer.zero_grad()
    with torch.no_grad():
        fake = generator(noise)
    loss = 0.5 * (F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake)).mean())
    loss.backward()
    optimizer.step()
    return float(loss.detach())


@alternative
def both_at_once(generator, discriminator, optimizer, real, noise):
    """Real and made-up samples in one batch, and each class weighed by hand."""
    for parameter in generator.parameters():
        parameter.requires_grad_(False)
    samples = torch.cat([real, generator(noise)])
    for parameter in generator.parameters():
        parameter.requires_grad_(True)
    targets = torch.cat([real.new_ones(len(real)), real.new_zeros(len(noise))])
    weights = torch.cat([real.new_full((len(real),), 0.5 / len(real)), real.new_full((len(noise),), 0.5 / len(noise))])
    loss = F.binary_cross_entropy_with_logits(discriminator(samples), targets, weights, reduction="sum")
    discriminator.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach().tolist()


@alternative
def gradients_by_hand(generator, discriminator, optimizer, real, noise):
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    loss = discriminator_loss(discriminator(real), discriminator(generator(noise)))
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


def _step(generator, discriminator, optimizer, real, noise, *, fakes=None, loss=discriminator_loss):
    """The right answer, but for what the arguments change."""
    fake = generator(noise).detach() if fakes is None else fakes()
    value = loss(discriminator(real), discriminator(fake))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def no_detach(generator, discriminator, optimizer, real, noise):
    """The gradient of the discriminator's loss goes on into the generator and stays in its `.grad`: it would learn to
    be found out. Cut the made-up samples off before the discriminator sees them."""
    return _step(generator, discriminator, optimizer, real, noise, fakes=lambda: generator(noise))


@misconception
def no_zero_grad(generator, discriminator, optimizer, real, noise):
    """Gradients add up in `.grad` from step to step, and those of earlier ones are still in it. Clear them before you
    go backward."""
    value = discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
    value.backward()
    optimizer.step()
    return value.item()


@misconception
def zero_grad_too_late(generator, discriminator, optimizer, real, noise):
    """The gradients are cleared between `backward()` and `step()`, so that nothing is left to learn from, and the
    discriminator never moves. Clear the old ones before the new ones come."""
    value = discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
    value.backward()
    optimizer.zero_grad()
    optimizer.step()
    return value.item()


@misconception
def steps_before_backward(generator, discriminator, optimizer, real, noise):
    """The optimizer steps before `backward()` has found the gradient, so each step follows the gradient of the one
    before, and the first follows nothing."""
    value = discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
    optimizer.step()
    optimizer.zero_grad()
    value.backward()
    return value.item()


@misconception
def never_steps(generator, discriminator, optimizer, real, noise):
    """The optimizer never steps. `backward()` only finds the gradient; `step()` is what moves the parameters along
    it."""
    value = discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
    optimizer.zero_grad()
    value.backward()
    return value.item()


@misconception
def cut_too_late(generator, discriminator, optimizer, real, noise):
    """The way is cut behind the discriminator instead of before it (its logits of the made-up samples are detached, or
    made within `no_grad`), so that it learns from the real samples only. Cut between the generator and the
    discriminator."""
    return _step(generator, discriminator, optimizer, real, noise, loss=lambda r, f: discriminator_loss(r, f.detach()))


@misconception
def fresh_noise(generator, discriminator, optimizer, real, noise):
    """The samples are made of new random numbers instead of the `noise` that was handed in."""
    return _step(generator, discriminator, optimizer, real, torch.randn_like(noise))


@misconception
def labels_swapped(generator, discriminator, optimizer, real, noise):
    """The labels are swapped: the discriminator learns to call the made-up samples real. Look at the order of the two
    arguments of the loss."""
    return _step(generator, discriminator, optimizer, real, noise, loss=lambda r, f: discriminator_loss(f, r))


@misconception
def only_fake(generator, discriminator, optimizer, real, noise):
    """The loss looks at the made-up samples only. Without real ones the discriminator learns to call everything made
    up."""
    return _step(generator, discriminator, optimizer, real, noise, loss=lambda r, f: F.softplus(f).mean())


@misconception
def only_real(generator, discriminator, optimizer, real, noise):
    """The loss looks at the real samples only. Without made-up ones the discriminator learns to call everything
    real."""
    return _step(generator, discriminator, optimizer, real, noise, loss=lambda r, f: F.softplus(-r).mean())


@misconception
def sum_not_average(generator, discriminator, optimizer, real, noise):
    """The loss is twice as large as it should be, and so is the step: the two classes' averages are added, but the sum
    is not halved."""
    return _step(
        generator, discriminator, optimizer, real, noise, loss=lambda r, f: F.softplus(-r).mean() + F.softplus(f).mean()
    )


@misconception
def concat_unweighted(generator, discriminator, optimizer, real, noise):
    """The average runs over real and made-up samples together, so the larger batch counts for more. Each of the two is
    to count one half."""
    return _step(
        generator, discriminator, optimizer, real, noise,
        loss=lambda r, f: torch.cat([F.softplus(-r), F.softplus(f)]).mean(),
    )  # fmt: skip


@misconception
def generators_loss(generator, discriminator, optimizer, real, noise):
    """The discriminator is trained with the generator's loss, to believe the made-up samples. It has a loss of its
    own."""
    return _step(generator, discriminator, optimizer, real, noise, loss=lambda r, f: F.softplus(-f).mean())


@misconception
def loss_after_update(generator, discriminator, optimizer, real, noise):
    """The loss is computed again after the update. Return the one that the update was made from: it costs nothing, and
    it says how things stood."""
    _step(generator, discriminator, optimizer, real, noise)
    with torch.no_grad():
        return discriminator_loss(discriminator(real), discriminator(generator(noise))).item()


@misconception
def returns_tensor(generator, discriminator, optimizer, real, noise):
    """The loss is returned as a tensor, which keeps the whole graph of the step in memory, once for each entry of the
    history. Return a plain float."""
    value = discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
    optimizer.zero_grad()
    value.backward()
    optimizer.step()
    return value


@misconception
def eval_mode_left(generator, discriminator, optimizer, real, noise):
    """A network is left in eval mode. Whoever calls this decides on the mode; change nothing, or put it back."""
    generator.eval()
    return _step(generator, discriminator, optimizer, real, noise)


@misconception
def generator_frozen(generator, discriminator, optimizer, real, noise):
    """The generator's parameters no longer require gradients afterwards, so its own step will find nothing to learn.
    Put `requires_grad` back, or cut off the samples instead."""
    generator.requires_grad_(False)
    return _step(generator, discriminator, optimizer, real, noise)


@misconception
def input_mutated(generator, discriminator, optimizer, real, noise):
    """An argument is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    value = _step(generator, discriminator, optimizer, real, noise)
    noise.normal_()
    return value
