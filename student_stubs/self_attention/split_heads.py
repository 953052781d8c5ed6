"""Many heads at once: each token's channels are dealt out to the heads, and put back."""

import torch
from jaxtyping import Float
from torch import Tensor


def split_heads(
    x: Float[Tensor, "batch token width"], num_heads: int
) -> Float[Tensor, "batch {num_heads} token width/{num_heads}"]:
    """Each head's part of every token: head h owns the channels h·K to (h+1)·K - 1, where K = width / num_heads.

    The tokens stay as they are: each head sees all of them, but only its own channels. Keep the dtype, and leave `x` as
    it is.

    Example: two tokens of width 4, split between two heads. Head 0 gets the first two channels of both tokens.

    >>> x = torch.tensor([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
    >>> split_heads(x, 2)
    tensor([[[[1., 2.],
              [5., 6.]],
    <BLANKLINE>
             [[3., 4.],
              [7., 8.]]]])

    Raises:
        ValueError: there is less than one head, or the width cannot be divided evenly among the heads.
    """
    raise NotImplementedError("self_attention.split_heads")


def merge_heads(x: Float[Tensor, "batch head token head_width"]) -> Float[Tensor, "batch token head*head_width"]:
    """The way back: each token gets its channels again, those of head 0 first, then those of head 1, and so on.

    `merge_heads(split_heads(x, num_heads))` is `x`. Keep the dtype, and leave `x` as it is.

    >>> x = torch.tensor([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
    >>> merge_heads(split_heads(x, 2))
    tensor([[[1., 2., 3., 4.],
             [5., 6., 7., 8.]]])
    """
    raise NotImplementedError("self_attention.split_heads")
