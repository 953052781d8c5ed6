"""A generator of images: from noise to a small map, and from there to all pixels."""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class ImageGenerator(nn.Module):
    """A network that turns each row of noise into one image of 8 by 8 pixels, each in [-1, 1].

    A linear layer makes a small map of a few channels out of the noise; transposed convolutions (or `nn.Upsample` with
    convolutions behind) enlarge it, at least one of them; a tanh at the end keeps the pixels in their range. `channels`
    is 1 for grey images and 3 for colour. Each image comes from its own row of noise and from nothing else, while
    training too, so no batch norm and no dropout. All layers are made in `__init__`, and all are learned. It works in
    float64 too, after `.double()`, and leaves the noise as it is.

    Example: two rows of noise become two grey images.

    >>> ImageGenerator(noise_dim=16)(torch.randn(2, 16)).shape
    torch.Size([2, 1, 8, 8])
    """

    def __init__(self, noise_dim: int, channels: int = 1) -> None:
        super().__init__()
        raise NotImplementedError("gan.ImageGenerator")

    def forward(self, z: Float[Tensor, "sample noise"]) -> Float[Tensor, "sample channel 8 8"]:
        """One image for each row of noise."""
        raise NotImplementedError("gan.ImageGenerator")
