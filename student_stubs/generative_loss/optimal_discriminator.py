"""The best judge there can be, and where it gives up."""

import torch
from jaxtyping import Float
from torch import Tensor


def optimal_discriminator(p_real: Float[Tensor, "*point"], p_fake: Float[Tensor, "*point"]) -> Float[Tensor, "*point"]:
    """The probability that something seen at a point is real, if real and made-up samples come equally often.

    `p_real` and `p_fake` are the densities (0 or more) of real and made-up samples at the same points. No discriminator
    has a smaller loss than p_real / (p_real + p_fake), computed point by point. Where both densities are 0 nothing is
    ever seen; answer 0.5 there, with a gradient that is finite, not NaN. Densities may be tiny, such as 1e-300 in
    float64, and they need not add up to 1 over the given points. Keep the dtype of the inputs, and leave the arguments
    as they are.

    Example: at the first point real samples are three times as common as made-up ones, at the second equally common, at
    the third only made-up ones occur, and at the last nothing does.

    >>> optimal_discriminator(torch.tensor([0.6, 0.2, 0.0, 0.0]), torch.tensor([0.2, 0.2, 0.5, 0.0]))
    tensor([0.7500, 0.5000, 0.0000, 0.5000])
    """
    raise NotImplementedError("generative_loss.optimal_discriminator")
