"""Other ways to write `train_ring_gan` and `ring_scores`: right ones, and the mistakes students make.

To name one student's mistake, all misconceptions are run. So those about training take every fourth step only (what is
wrong shows early), with a seed that shows it as it usually looks; and those about the scores share one right training.
"""

import functools
import itertools
import math

import given.gan
import torch
import torch.nn.functional as F
from given.ring import ring_points
from reference import Discriminator, Generator, ring_scores, train_ring_gan
from torch import nn

from autograder.testing import alternative, misconception

EVERY = 4


@alternative
class with_given_parts:
    """The ready-made networks and steps; the scores by complex numbers and a loop."""

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        points = torch.complex(samples[:, 0].double(), samples[:, 1].double())
        near = points[(points.abs() > 1 - width) & (points.abs() < 1 + width)]
        edges = [-math.pi + 2 * math.pi * i / bins for i in range(bins + 1)]
        reached = 0
        for low, high in itertools.pairwise(edges):
            inside = (near.angle() >= low) & ((near.angle() < high) | (high == edges[-1]))
            reached += int(inside.sum()) >= min_share * len(points)
        return len(near) / len(points), int(reached)

    @staticmethod
    def train_ring_gan(seed, steps=1000, batch=128):
        torch.manual_seed(seed)
        generator, discriminator = given.gan.Generator(4, 48, 2), given.gan.Discriminator(2, 48)
        d_optimizer = torch.optim.Adam(discriminator.parameters(), 2e-3, betas=(0.5, 0.99), fused=True)
        g_optimizer = torch.optim.Adam(generator.parameters(), 1e-3, betas=(0.5, 0.99), fused=True)
        losses = [
            (
                given.gan.discriminator_step(
                    generator, discriminator, d_optimizer, ring_points(batch), torch.randn(batch, 4)
                ),
                given.gan.generator_step(generator, discriminator, g_optimizer, torch.randn(batch, 4)),
            )
            for _ in range(steps)
        ]
        d_loss, g_loss = zip(*losses, strict=True)
        return generator, discriminator, {"d_loss": list(d_loss), "g_loss": list(g_loss)}


@alternative
def least_squares(seed, steps=1000, batch=128):
    """Another loss (squared errors of the logits) on networks of its own, steadied by a little noise on all points."""

    def layers(width_in, width_out):
        hidden = [nn.Linear(width_in, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2)]
        return nn.Sequential(*hidden, nn.Linear(64, width_out))

    def blurred(points):
        return points + 0.05 * torch.randn(points.shape)

    torch.manual_seed(seed)
    generator, discriminator = layers(4, 2), layers(2, 1)
    g_optimizer = torch.optim.Adam(generator.parameters(), 1e-3, betas=(0.5, 0.99), fused=True)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), 2e-3, betas=(0.5, 0.99), fused=True)
    history = {"d_loss": [], "g_loss": []}
    for _ in range(steps):
        made_up = generator(torch.randn(batch, 4))
        of_real, of_fake = discriminator(blurred(ring_points(batch))), discriminator(blurred(made_up.detach()))
        d_loss = (of_real - 1).square().mean() + of_fake.square().mean()
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = (discriminator(blurred(made_up)) - 1).square().mean()
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        history["d_loss"].append(d_loss.item())
        history["g_loss"].append(g_loss.item())
    return generator, discriminator, history


@functools.cache
def _train(steps, batch, d_loss, g_loss, *, seed=0, rate=1e-3, clear=True):
    """The right training, but for what the arguments change; the losses are functions of networks, points and noise."""
    torch.manual_seed(seed)
    networks = generator, discriminator = Generator(4, 48, 2), Discriminator(2, 48)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.99))
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=rate, betas=(0.5, 0.99))
    history = {"d_loss": [], "g_loss": []}
    for step in range(0, steps, EVERY):
        for name, optimizer, loss in (("d_loss", d_optimizer, d_loss), ("g_loss", g_optimizer, g_loss)):
            value = loss(*networks, ring_points(batch), torch.randn(batch, 4))
            if clear or name == "d_loss":
                optimizer.zero_grad()
            value.backward()
            optimizer.step()
            history[name] += [value.item()] * min(EVERY, steps - step)
    return generator, discriminator, history


def _tell(generator, discriminator, real, noise, sign=1):
    fake = generator(noise).detach()
    return (F.softplus(-sign * discriminator(real)).mean() + F.softplus(sign * discriminator(fake)).mean()) / 2


def _tell_wrongly(generator, discriminator, real, noise):
    return _tell(generator, discriminator, real, noise, sign=-1)


def _tell_without_detach(generator, discriminator, real, noise):
    return (F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(generator(noise))).mean()) / 2


def _fool(generator, discriminator, real, noise):
    return F.softplus(-discriminator(generator(noise))).mean()


def _fool_without_a_way_back(generator, discriminator, real, noise):
    return F.softplus(-discriminator(generator(noise).detach())).mean()


def _come_near(generator, discriminator, real, noise):
    return (generator(noise) - real).square().mean()


@misconception
def generator_detached(seed, steps=1000, batch=128):
    """Your generator's points are where they were before the training: it has not moved. Look at the generator's step:
    is the way through the discriminator open (no detach, no `no_grad`), does the optimizer hold the generator's own
    parameters, and are gradients cleared only before `backward()`?"""
    return _train(steps, batch, _tell, _fool_without_a_way_back)


@misconception
def labels_swapped(seed, steps=1000, batch=128):
    """Your generator's points have fled far away from the ring. That happens when it is paid for being found out: a
    label is the wrong way round, either in the discriminator's loss (real is 1, made up is 0) or in the generator's,
    which wants to be called real. Or when the discriminator never learns: does its turn have its own optimizer?"""
    return _train(steps, batch, _tell_wrongly, _fool)


@misconception
def squared_error(seed, steps=1000, batch=128):
    """Your generator's points are gathered in the middle of the ring, where no real point is. That is what an average
    looks like: the generator is compared with single real points (a squared error), or the discriminator learns without
    real points, so that nothing pulls outwards."""
    return _train(steps, batch, _tell, _come_near)


@misconception
def collapse(seed, steps=1000, batch=128):
    """Your generator makes nearly the same point whatever the noise: it has found one place that is believed, and moves
    on only when it is found out there (mode collapse). The discriminator must keep up with it: one step each in turn,
    new noise in each step, and a learning rate that is no smaller than the generator's."""
    return _train(steps, batch, _tell, _fool, seed=1, rate=1e-2)


@misconception
def gradients_pile_up(seed, steps=1000, batch=128):
    """Your generator's points are on one part of the ring only, and miss the rest. Often the gradients are to blame:
    the discriminator's loss reaches the generator (no detach), and the generator's old gradients are never cleared."""
    return _train(steps, batch, _tell_without_detach, _fool, clear=False)


_trained = functools.cache(train_ring_gan)


def _scores(samples, bins=16, width=0.2, min_share=0.01, *, angle=torch.atan2, low=-math.pi, near=None, of=len):
    """The right scores, but for what the arguments change."""
    in_band = (samples.norm(dim=1) - 1).abs() < width
    part = ((angle(samples[:, 1], samples[:, 0]) - low) / (2 * math.pi) * bins).long().clamp(0, bins - 1)
    counts = torch.bincount(part[in_band if near is None else near], minlength=bins)
    whole = len(samples) if of is len else of(in_band)
    return in_band.double().mean().item(), int((counts / whole >= min_share).sum())


@alternative
class angle_pi_in_first_part:
    """Once around, the first part begins again."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        near = (torch.hypot(samples[:, 0], samples[:, 1]) - 1).abs() < width
        turns = torch.atan2(samples[near, 1], samples[near, 0]) / (2 * math.pi) + 0.5
        _, counts = ((turns * bins).long() % bins).unique(return_counts=True)
        return near.sum().item() / len(samples), sum((counts / len(samples) >= min_share).tolist())


@misconception
class one_part_too_many:
    """There is one part too many: the angle π falls into a part of its own behind the last one. Let it count for the
    last part, or for the first."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        share, parts = _scores(samples, bins, width, min_share)
        behind = (samples[:, 1] == 0) & (samples[:, 0] < 0) & ((samples[:, 0] + 1).abs() < width)
        return share, parts + int(behind.double().mean() >= min_share)


@misconception
class share_of_band:
    """A part of the ring counts as reached by its share of the samples near the circle. Take its share of all samples:
    otherwise a few lucky ones make a full ring."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, min_share, of=lambda in_band: int(in_band.sum()))


@misconception
class angle_from_atan:
    """The angle is made of y/x alone, where opposite points look the same: (1, 1) and (-1, -1) have the same quotient.
    There is a function that looks at both signs."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, min_share, angle=lambda y, x: torch.atan(y / x))


@misconception
class bins_without_band:
    """Samples far from the circle count for the parts too. Only those near it reach a part of the ring."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, min_share, near=torch.ones(len(samples), dtype=torch.bool))


@misconception
class degrees:
    """The angle is in degrees where the parts are cut in radians, or the other way round: once around is 2π, or 360."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, min_share, angle=lambda y, x: torch.atan2(y, x).rad2deg())


@misconception
class begins_at_zero:
    """The first part begins at the angle 0, and the angles from -π to 0 are lost or end up in one part. The angle of a
    point below the x-axis is negative: begin at -π."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, min_share, low=0)


@misconception
class any_sample_counts:
    """A part counts as reached by a single sample. It takes `min_share` of all samples: one may have strayed there."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples, bins, width, 1e-9)


@misconception
class squared_radius:
    """The squared distance from the origin is compared with 1, so the band is only half as wide as it should be. Take
    the distance itself."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        return _scores(samples * samples.norm(dim=1, keepdim=True), bins, width, min_share)


@misconception
class tensors_returned:
    """The scores are tensors. A plain float and a plain int are asked for."""

    train_ring_gan = staticmethod(_trained)

    @staticmethod
    def ring_scores(samples, bins=16, width=0.2, min_share=0.01):
        share, parts = _scores(samples, bins, width, min_share)
        return torch.tensor(share), torch.tensor(parts)
