"""Attention, step 3: from similarities to weights."""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def attention_weights(
    q: Float[Tensor, "*batch query width"],
    k: Float[Tensor, "*batch key width"],
    mask: Bool[Tensor, "*mask_axes"] | None = None,
) -> Float[Tensor, "*batch query key"]:
    """How much each query attends to each key: softmax(q·kᵀ / √width), taken over the keys.

    `mask` says which pairs may attend (True = may); its shape broadcasts to (*batch, query, key), so it may have fewer
    axes, never more. A pair that may not attend gets exactly 0, and a query that may attend to no key at all gets a row
    of zeros, with no NaN in the gradient either. Keep the dtype of the inputs, and leave the arguments as they are.

    Example: one query [1, 0], keys [1, 0] and [0, 1]. The scores are 1 and 0, divided by √2 they are 0.707 and 0, and
    the weights are

    >>> attention_weights(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    tensor([[0.6698, 0.3302]])
    """
    ### BEGIN SOLUTION
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # (*batch, query, key)
    if mask is None:
        return scores.softmax(dim=-1)
    weights = scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    return weights.nan_to_num(nan=0.0)  # a row of -inf has no softmax
    ### END SOLUTION
