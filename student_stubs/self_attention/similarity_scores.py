"""Attention, step 1: how similar is each token to each other one?"""

import torch
from jaxtyping import Float
from torch import Tensor


def similarity_scores(x: Float[Tensor, "*batch token width"]) -> Float[Tensor, "*batch token token"]:
    """The dot product of every pair of tokens: entry [i, j] is x[i]·x[j], each token with itself included.

    A dot product is large when two tokens point the same way, 0 when they have nothing in common, negative when they
    point apart. `x` may have any number of leading axes, or none; tokens of different batch items are never compared.
    Use tensor operations, no Python loop. Keep the dtype, and leave `x` as it is.

    Example: three tokens of width 2.

    >>> similarity_scores(torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]]))
    tensor([[1., 1., 0.],
            [1., 2., 2.],
            [0., 2., 4.]])
    """
    raise NotImplementedError("self_attention.similarity_scores")
