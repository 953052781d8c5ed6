"""Attention, ready to use: what later exercises build on, whatever became of your own.

Made of PyTorch's own layers. The exercises about attention itself do not allow them, nor this file.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn


def similarity_scores(x: Float[Tensor, "*batch token width"]) -> Float[Tensor, "*batch token token"]:
    """The dot product of every pair of tokens."""
    return torch.matmul(x, x.transpose(-1, -2))


def attention_weights(
    q: Float[Tensor, "*batch query width"],
    k: Float[Tensor, "*batch key width"],
    mask: Bool[Tensor, "*mask_axes"] | None = None,
) -> Float[Tensor, "*batch query key"]:
    """How much each query attends to each key; a query that may attend to none gets zeros."""
    one_per_key = torch.eye(k.shape[-2], dtype=k.dtype).expand(*k.shape[:-2], -1, -1)
    return F.scaled_dot_product_attention(q, k, one_per_key, attn_mask=mask).nan_to_num(nan=0.0)


def scaled_dot_product_attention(
    q: Float[Tensor, "*batch query width"],
    k: Float[Tensor, "*batch key width"],
    v: Float[Tensor, "*batch key value_width"],
    causal: bool = False,
) -> Float[Tensor, "*batch query value_width"]:
    """The values, mixed by attention; causal: position t sees positions 0 to t."""
    if causal and q.shape[-2] != k.shape[-2]:
        raise ValueError(f"causal attention needs as many queries as keys, not {q.shape[-2]} and {k.shape[-2]}")
    return F.scaled_dot_product_attention(q, k, v, is_causal=causal)


def split_heads(
    x: Float[Tensor, "batch token width"], num_heads: int
) -> Float[Tensor, "batch {num_heads} token head_width"]:
    """Head h gets the channels h·K to (h+1)·K - 1 of every token."""
    if num_heads < 1 or x.shape[-1] % num_heads:
        raise ValueError(f"{x.shape[-1]} channels cannot be split into {num_heads} heads")
    return torch.stack(x.chunk(num_heads, dim=-1), dim=1)


def merge_heads(x: Float[Tensor, "batch head token head_width"]) -> Float[Tensor, "batch token width"]:
    """The heads' channels side by side again."""
    return torch.cat(list(x.unbind(1)), dim=-1)


class MultiHeadSelfAttention(nn.Module):
    """Multi-head self-attention with the four projections w_q, w_k, w_v and w_o."""

    def __init__(self, d_model: int, num_heads: int, causal: bool = False) -> None:
        super().__init__()
        self.num_heads, self.causal = num_heads, causal
        split_heads(torch.empty(1, 1, d_model), num_heads)  # raises when they do not fit
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model, bias=False) for _ in range(4))

    def forward(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
        """The tokens, each with what it attended to."""
        q, k, v = (split_heads(project(x), self.num_heads) for project in (self.w_q, self.w_k, self.w_v))
        return self.w_o(merge_heads(F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)))

    def attention_maps(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch head token token"]:
        """The weights that `forward` uses: row = the token that attends, column = the one attended to."""
        q, k = (split_heads(project(x), self.num_heads) for project in (self.w_q, self.w_k))
        seen = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril() if self.causal else None
        return attention_weights(q, k, seen)
