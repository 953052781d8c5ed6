"""Attention, step 3: some weights are dropped in training, so that no token relies on a single other one."""

import torch
from jaxtyping import Float
from torch import Tensor


def attention_dropout(
    weights: Float[Tensor, "*batch query key"],
    p: float,
    training: bool,
    generator: torch.Generator | None = None,
) -> Float[Tensor, "*batch query key"]:
    """The weights, of which each one is dropped with probability `p`, and those that are left are divided by 1 - p.

    Every single weight is dropped or kept on its own, whatever becomes of its row. Dividing by 1 - p keeps the sum of a
    row the same on average; the rows are not made to sum to 1 again. With p = 1 everything is dropped: the result is
    all zeros. Unless `training` is true, nothing is dropped and nothing divided: in use a model should do its best.

    The random numbers come from `generator` if there is one, so that the same seed drops the same weights; otherwise
    from PyTorch's global one. Keep the dtype, and leave `weights` as they are.

    Example: half of the weights are dropped, on average, and the others doubled.

    >>> weights = torch.tensor([[0.5, 0.25, 0.125, 0.125]])
    >>> dropped = attention_dropout(weights, 0.5, training=True)
    >>> bool(((dropped == 0) | (dropped == 2 * weights)).all())
    True
    >>> attention_dropout(weights, 0.5, training=False)
    tensor([[0.5000, 0.2500, 0.1250, 0.1250]])

    Raises:
        ValueError: `p` is no probability, less than 0 or more than 1; in training or not.
    """
    raise NotImplementedError("self_attention.attention_dropout")
