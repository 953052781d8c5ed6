"""The generator: noise in, something new out."""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Generator(nn.Module):
    """A network that turns each row of noise into one sample.

    It has at least one hidden layer of `hidden_dim` numbers (two are recommended) with an activation after each, and
    ends in a linear layer without one, since a sample may be any numbers. All its layers are made in `__init__`, where
    PyTorch finds them, and all of them are learned. Each sample comes from its own row of noise and from nothing else,
    while training too: the same row gives the same sample again, whatever the other rows are. So no dropout, no batch
    norm, and no further random numbers. It works in float64 too, after `.double()`, and leaves the noise as it is.

    Example: five rows of four random numbers become five points of the plane.

    >>> Generator(noise_dim=4, hidden_dim=48, out_dim=2)(torch.randn(5, 4)).shape
    torch.Size([5, 2])
    """

    def __init__(self, noise_dim: int, hidden_dim: int, out_dim: int) -> None:
        super().__init__()
        raise NotImplementedError("gan.Generator")

    def forward(self, z: Float[Tensor, "sample noise"]) -> Float[Tensor, "sample out"]:
        """One sample for each row of noise."""
        raise NotImplementedError("gan.Generator")
