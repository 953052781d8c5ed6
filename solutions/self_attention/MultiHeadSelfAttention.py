"""Multi-head self-attention: the layer that transformers are made of."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn


class MultiHeadSelfAttention(nn.Module):
    """Self-attention with several heads, each looking at its own share of the channels.

    The layer learns four matrices and nothing else. They are attributes with exactly these names, since grading loads
    weights into them: `w_q`, `w_k`, `w_v` and `w_o`, each an `nn.Linear(d_model, d_model, bias=False)`.

    The queries, keys and values of all heads are `w_q(x)`, `w_k(x)` and `w_v(x)`. Head h owns the channels h·K to
    (h+1)·K - 1 of each, where K = d_model / num_heads, and works as in `scaled_dot_product_attention`: the weights are
    softmax(q·kᵀ / √K) over the keys, and they mix the values. With `causal=True` each token attends to itself and the
    tokens before it only. The results of the heads stand side by side again, head 0 first, and go through `w_o`.

    Use tensor operations, no Python loop over the batch. Keep the dtype (float64 after `layer.double()`), and leave `x`
    as it is. You may import your own `split_heads`, `merge_heads`, `attention_weights` and
    `scaled_dot_product_attention`.

    Example: one head, and matrices that change nothing. Each token finds itself with the weight 0.6698 and the other
    one with 0.3302 (see `attention_weights`), and gathers just that.

    >>> layer = MultiHeadSelfAttention(d_model=2, num_heads=1)
    >>> layer.load_state_dict({f"{name}.weight": torch.eye(2) for name in ("w_q", "w_k", "w_v", "w_o")})
    <All keys matched successfully>
    >>> layer(torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])).detach()
    tensor([[[0.6698, 0.3302],
             [0.3302, 0.6698]]])
    """

    def __init__(self, d_model: int, num_heads: int, causal: bool = False) -> None:
        """A layer for tokens of width `d_model`.

        Raises:
            ValueError: the width cannot be divided evenly among the heads, or there are no heads.
        """
        super().__init__()
        ### BEGIN SOLUTION
        if num_heads < 1 or d_model % num_heads:
            raise ValueError(f"a width of {d_model} cannot be divided among {num_heads} heads")
        self.num_heads = num_heads
        self.causal = causal
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)
        ### END SOLUTION

    def forward(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
        """The tokens, each with what its heads gathered."""
        ### BEGIN SOLUTION
        gathered = self.attention_maps(x) @ self._split(self.w_v(x))  # (batch, head, token, K)
        return self.w_o(gathered.transpose(1, 2).flatten(start_dim=2))  # (batch, token, width)
        ### END SOLUTION

    def attention_maps(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch head token token"]:
        """The weights that `forward` uses, for each head: row = who attends, column = who is attended to."""
        ### BEGIN SOLUTION
        q, k = self._split(self.w_q(x)), self._split(self.w_k(x))  # (batch, head, token, K)
        scores = q @ k.mT / math.sqrt(q.shape[-1])  # (batch, head, token, token)
        if self.causal:
            future = torch.ones_like(scores, dtype=torch.bool).triu(diagonal=1)
            scores = scores.masked_fill(future, -math.inf)
        return scores.softmax(dim=-1)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def _split(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch head token head_width"]:
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    ### END SOLUTION
