"""Attention, all three steps in one: each query gets a mixture of the values."""

import math

import torch
from jaxtyping import Float
from torch import Tensor


def scaled_dot_product_attention(
    q: Float[Tensor, "*batch query width"],
    k: Float[Tensor, "*batch key width"],
    v: Float[Tensor, "*batch key value_width"],
    causal: bool = False,
) -> Float[Tensor, "*batch query value_width"]:
    """What each query gathers: the values, mixed by the weights softmax(q·kᵀ / √width), taken over the keys.

    Value j belongs to key j, and may have another width. With `causal=True`, position t attends to the positions 0 to t
    only, itself included, never to later ones. There may be any number of leading axes, or none. Use tensor operations,
    no Python loop over the queries. Keep the dtype of the inputs, and leave the arguments as they are.

    You may import your own `attention_weights` (`from attention_weights import attention_weights`).

    Example: the query [1, 0] attends to the keys [1, 0] and [0, 1] with the weights 0.6698 and 0.3302 (see
    `attention_weights`). The values are 10 and 20, so it gathers 0.6698·10 + 0.3302·20 = 13.30.

    >>> q, k = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    >>> scaled_dot_product_attention(q, k, torch.tensor([[10.0], [20.0]]))
    tensor([[13.3024]])

    Raises:
        ValueError: `causal`, but the numbers of queries and keys differ: there is no telling which key is "later".
    """
    raise NotImplementedError("self_attention.scaled_dot_product_attention")
