"""The discriminator: real or made up?"""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Discriminator(nn.Module):
    """A network that gives each sample one logit: how sure it is that the sample is real.

    It has at least one hidden layer of `hidden_dim` numbers with an activation, and ends in a linear layer: a logit may
    be any number, so there is no sigmoid (the loss brings its own). The result has one axis, (sample,), also for a
    single sample. All layers are made in `__init__` and learned. Each sample is judged by itself, while training too,
    so no batch norm; after `.eval()` the same sample gets the same logit again. The gradient must reach the samples,
    since that is how the generator learns. It works in float64 too, after `.double()`, and leaves the samples as they
    are.

    Example: five points of the plane get five logits.

    >>> Discriminator(in_dim=2, hidden_dim=48)(torch.randn(5, 2)).shape
    torch.Size([5])
    """

    def __init__(self, in_dim: int, hidden_dim: int) -> None:
        super().__init__()
        raise NotImplementedError("gan.Discriminator")

    def forward(self, x: Float[Tensor, "sample in"]) -> Float[Tensor, " sample"]:
        """One logit for each sample; positive for "real", negative for "made up"."""
        raise NotImplementedError("gan.Discriminator")
