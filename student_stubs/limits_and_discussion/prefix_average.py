"""What a memory without preferences keeps: the mean of everything so far."""

import torch
from jaxtyping import Float
from torch import Tensor


def prefix_average(x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
    """At each place, the mean of the tokens from the first one up to this one, itself included.

    Every token so far has the same say, however long ago it was and whatever it says. Attention with all scores equal,
    and the future hidden, gives the same. Use tensor operations, keep the dtype, and leave `x` as it is.

    Example: one text of three tokens, each of width 1. The means of 4, of 4 and 0, and of 4, 0 and 2 are

    >>> prefix_average(torch.tensor([[[4.0], [0.0], [2.0]]]))
    tensor([[[4.],
             [2.],
             [2.]]])
    """
    raise NotImplementedError("limits_and_discussion.prefix_average")
