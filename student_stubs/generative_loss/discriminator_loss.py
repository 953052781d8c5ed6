"""Telling real from made up: what the discriminator is trained on."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def discriminator_loss(real_logits: Float[Tensor, " real"], fake_logits: Float[Tensor, " fake"]) -> Float[Tensor, ""]:
    """How badly a discriminator tells real samples from made-up ones: the mean of the two classes' averages.

    A logit says how sure the discriminator is that a sample is real: 0 is undecided, positive is for "real", negative
    for "made up". The loss is the average binary cross-entropy of the real samples (target 1) and that of the made-up
    ones (target 0), added and halved, so that each class counts one half even if there are 2 samples of one and 200 of
    the other. It must be right for logits as large as ±10000. Keep the dtype of the inputs, and leave the arguments as
    they are.

    Raises:
        ValueError: one of the two batches is empty, and has no average.

    Example: the real sample costs 0.127; the made-up ones cost 0.693 and 0.313, on average 0.503. Half of the sum is

    >>> discriminator_loss(torch.tensor([2.0]), torch.tensor([0.0, -1.0]))
    tensor(0.3151)
    """
    raise NotImplementedError("generative_loss.discriminator_loss")
