"""The parts of a small transformer, ready to use: what later exercises build on, whatever became of your own.

Made of PyTorch's own layers and functions. The exercises about these parts do not allow those, nor the part itself.
"""

import torch
import torch.nn.functional as F
from given.attention import MultiHeadSelfAttention
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils.prune import L1Unstructured


def embed_with_positions(
    ids: Int[Tensor, "batch token"],
    token_table: Float[Tensor, "vocabulary width"],
    position_table: Float[Tensor, "position width"],
) -> Float[Tensor, "batch token width"]:
    """The vector of each token plus the vector of its place."""
    batch, tokens = ids.shape
    if tokens > len(position_table):
        raise ValueError(f"{tokens} tokens, and only {len(position_table)} places")
    places = (len(token_table) + torch.arange(tokens)).expand(batch, -1)
    pairs = torch.stack([ids, places], dim=2).flatten(0, 1)
    table = torch.cat([token_table, position_table])
    return F.embedding_bag(pairs, table, mode="sum").unflatten(0, (batch, tokens))


class TransformerBlock(nn.Module):
    """Attention and a small dense network, with the attributes attn, norm1, norm2, fc1 and fc2."""

    def __init__(self, d_model: int, num_heads: int, d_ff: int, causal: bool = False) -> None:
        super().__init__()
        self.attn = MultiHeadSelfAttention(d_model, num_heads, causal=causal)
        self.norm1, self.norm2 = (nn.LayerNorm(d_model) for _ in range(2))
        self.fc1, self.fc2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        layer = nn.TransformerEncoderLayer(
            d_model, num_heads, d_ff, 0.0, "gelu", batch_first=True, norm_first=True, device="meta"
        )
        self._layer = (layer,)  # in a tuple it is no part of this module: it has no numbers of its own

    def forward(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
        """The tokens after the block."""
        attn, nothing = self.attn, x.new_zeros(3 * x.shape[-1])
        weights = {
            "self_attn.in_proj_weight": torch.cat([attn.w_q.weight, attn.w_k.weight, attn.w_v.weight]),
            "self_attn.in_proj_bias": nothing,
            "self_attn.out_proj.weight": attn.w_o.weight,
            "self_attn.out_proj.bias": nothing[: x.shape[-1]],
        }
        for theirs, ours in (("norm1", "norm1"), ("norm2", "norm2"), ("linear1", "fc1"), ("linear2", "fc2")):
            weights |= {f"{theirs}.{name}": tensor for name, tensor in self.get_submodule(ours).named_parameters()}
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype) if attn.causal else None
        return functional_call(self._layer[0], weights, (x, mask), {"is_causal": attn.causal})


class TinyTransformerLM(nn.Module):
    """A causal language model, with the attributes token_table, position_table, blocks, norm and unembed."""

    def __init__(
        self, vocab_size: int, max_len: int, d_model: int = 32, num_heads: int = 4, num_layers: int = 2,
        d_ff: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.token_table, self.position_table = nn.Embedding(vocab_size, d_model), nn.Embedding(max_len, d_model)
        self.blocks = nn.ModuleList(
            TransformerBlock(d_model, num_heads, 4 * d_model if d_ff is None else d_ff, causal=True)
            for _ in range(num_layers)
        )
        self.norm, self.unembed = nn.LayerNorm(d_model), nn.Linear(d_model, vocab_size, bias=False)

    def forward(self, ids: Int[Tensor, "batch token"]) -> Float[Tensor, "batch token vocabulary"]:
        """For every place, the logits of the token that comes next."""
        embedded = embed_with_positions(ids, self.token_table.weight, self.position_table.weight)
        return nn.Sequential(*self.blocks, self.norm, self.unembed)(embedded)


def temperature_probs(
    logits: Float[Tensor, "*batch vocabulary"], temperature: float
) -> Float[Tensor, "*batch vocabulary"]:
    """The probabilities of the tokens at this temperature; at 0, all of it on the first of the largest."""
    if temperature < 0:
        raise ValueError(f"a temperature of {temperature}")
    rows = logits.reshape(-1, 1, logits.shape[-1])  # (row, query, token)
    if temperature == 0:
        _, place = F.adaptive_max_pool1d(rows, 1, return_indices=True)
        probabilities = F.max_unpool1d(torch.ones_like(rows[..., :1]), place, logits.shape[-1])
    else:
        each = torch.eye(logits.shape[-1], dtype=logits.dtype).expand(len(rows), -1, -1)
        one = torch.ones_like(rows[..., :1])
        probabilities = F.scaled_dot_product_attention(one, rows.mT, each, scale=1 / temperature)
    return probabilities.reshape(logits.shape)


def filter_logits(
    logits: Float[Tensor, "*batch vocabulary"], top_k: int | None = None, top_p: float | None = None
) -> Float[Tensor, "*batch vocabulary"]:
    """The logits of the likeliest tokens; those of all others are -inf."""
    if (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1):
        raise ValueError(f"no tokens are the top {top_k}, or the top {top_p}")
    rows = [_filtered(row, top_k, top_p) for row in logits.reshape(-1, logits.shape[-1])]
    return torch.stack(rows).reshape(logits.shape)


def _filtered(
    row: Float[Tensor, " vocabulary"], top_k: int | None, top_p: float | None
) -> Float[Tensor, " vocabulary"]:
    if top_k is not None and top_k < len(row):
        row = _pruned(row, top_k)
    shares = row.softmax(0)
    if top_p is None or top_p == 1:
        return row
    return next(kept for n in range(1, len(row) + 1) if shares[(kept := _pruned(row, n)).isfinite()].sum() >= top_p)


def _pruned(row: Float[Tensor, " vocabulary"], count: int) -> Float[Tensor, " vocabulary"]:
    """So many entries of the row, the others -inf."""
    size = F.softplus(row - row.max())
    mask = L1Unstructured(len(row) - count).compute_mask(size, torch.ones_like(row))
    return row.masked_fill(mask == 0, -torch.inf)
