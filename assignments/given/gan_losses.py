"""The two losses of a GAN, ready to use: what later exercises build on, whatever became of your own.

Made of PyTorch's own classifier loss, with "made up" as class 0 and "real" as class 1. The exercises about the two
losses do not allow this file.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def discriminator_loss(real_logits: Float[Tensor, " real"], fake_logits: Float[Tensor, " fake"]) -> Float[Tensor, ""]:
    """How badly the discriminator tells real from made up; both kinds count the same, however many of each."""
    counts = torch.tensor([len(fake_logits), len(real_logits)])
    if not counts.all():
        raise ValueError(f"no average over {counts[1]} real and {counts[0]} made-up samples")
    classes = torch.arange(2).repeat_interleave(counts)
    scores = _two_scores(torch.cat([fake_logits, real_logits]))
    return F.cross_entropy(scores, classes, weight=1 / counts.to(scores.dtype))


def generator_loss(fake_logits: Float[Tensor, " fake"]) -> Float[Tensor, ""]:
    """How badly the made-up samples pass for real."""
    return F.cross_entropy(_two_scores(fake_logits), torch.ones(fake_logits.shape, dtype=torch.long))


def _two_scores(logits: Float[Tensor, " sample"]) -> Float[Tensor, "sample 2"]:
    """A logit is by how much the score of "real" exceeds that of "made up"."""
    return torch.stack([torch.zeros_like(logits), logits], dim=1)
