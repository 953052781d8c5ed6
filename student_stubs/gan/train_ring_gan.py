"""A whole GAN: from noise to a ring, with nobody to say where the points belong."""

import math

import torch
from Discriminator import Discriminator
from discriminator_step import discriminator_step
from Generator import Generator
from generator_step import generator_step
from given.ring import ring_points
from jaxtyping import Float
from torch import Tensor, nn


def ring_scores(
    samples: Float[Tensor, "sample 2"], bins: int = 16, width: float = 0.2, min_share: float = 0.01
) -> tuple[float, int]:
    """How good a ring the samples make: the share of them near the circle, and how many parts of it they reach.

    A sample is near the circle when its distance from the origin differs from 1 by less than `width`. The directions
    around the origin are cut into `bins` equal parts, the first of which begins at the angle -π; the angle π belongs to
    the last part or the first, as you like. A part is reached when the samples near the circle that lie in it are at
    least `min_share` of **all** samples, of which there is at least one. The two numbers are a plain float and a plain
    int.

    Example: four points; the last one is far out, so 3 of 4 count, and of four parts two are reached.

    >>> ring_scores(torch.tensor([[1.0, 0.1], [0.9, 0.2], [-1.0, 0.1], [0.5, -3.0]]), bins=4)
    (0.75, 2)
    """
    raise NotImplementedError("gan.train_ring_gan")


def train_ring_gan(
    seed: int, steps: int = 1000, batch: int = 128
) -> tuple[nn.Module, nn.Module, dict[str, list[float]]]:
    """A generator that has learned to make points on a ring, the discriminator it learned from, and their losses.

    In each of the `steps`, the discriminator learns from `batch` real points (`ring_points(batch)`) and as many made-up
    ones, then the generator from new noise. Noise is four standard normal numbers a point: the generator takes (sample,
    4) and gives (sample, 2), the discriminator takes (sample, 2) and gives logits. The history has two lists, "d_loss"
    and "g_loss", with one float for each step. The same seed gives the same result again, to the bit; another seed
    another one. (`torch.manual_seed` is all it takes: `ring_points` draws from PyTorch's global generator.)

    Your networks and losses are your choice, and only the points count: `ring_scores` of 2000 of them is to reach a
    share of 0.85 and 15 parts of 16 (0.6 and 12 for a part of the points). It must be learned: a generator built so
    that its points lie on the ring before it is trained does not count. A training may take a minute at most.

    What works: `hidden_dim` 48, two hidden layers with LeakyReLU(0.2) in both networks, Adam with betas (0.5, 0.99) and
    the learning rates 0.001 for the generator and 0.002 for the discriminator; with `fused=True` its steps take less
    time. Print the losses now and then, and you see in `check` how far it is.

    >>> generator, discriminator, history = train_ring_gan(seed=0, steps=3, batch=16)
    >>> len(history["d_loss"]), len(history["g_loss"])
    (3, 3)
    """
    raise NotImplementedError("gan.train_ring_gan")
