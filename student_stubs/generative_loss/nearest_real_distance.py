"""A first, hand-made measure of plausibility: how far is it to something real?"""

import torch
from jaxtyping import Float
from torch import Tensor


def nearest_real_distance(
    samples: Float[Tensor, "sample width"], real: Float[Tensor, "real width"]
) -> Float[Tensor, " sample"]:
    """The Euclidean distance from each made-up sample to the real sample nearest to it.

    0 means that the sample is a copy of something real (a few rounding errors above 0 will do). There may be more or
    fewer made-up samples than real ones. Gradients with respect to the samples and the real samples must be right
    wherever the distance is not 0. Use tensor operations rather than a loop over pairs; keep the dtype of the inputs,
    and leave the arguments as they are.

    Raises:
        ValueError: `real` is empty, so that there is nothing to be near to.

    Example: the first sample is 5 away from the first real one, 6 from the second and more from the third; the other
    sample is next to the second.

    >>> samples = torch.tensor([[0.0, 0.0], [6.0, 1.0]])
    >>> real = torch.tensor([[3.0, 4.0], [6.0, 0.0], [9.0, 9.0]])
    >>> nearest_real_distance(samples, real)
    tensor([5., 1.])
    """
    raise NotImplementedError("generative_loss.nearest_real_distance")
