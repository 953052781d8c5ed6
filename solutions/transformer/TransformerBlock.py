"""A transformer block: the tokens look at one another, then each thinks for itself."""

import torch
import torch.nn.functional as F
from given.attention import MultiHeadSelfAttention
from jaxtyping import Float
from torch import Tensor, nn


class TransformerBlock(nn.Module):
    """Attention, then a small dense network; each reads normed tokens, and what it finds is added to them.

    First `x` becomes x + attn(norm1(x)). Then that becomes itself + fc2(gelu(fc1(norm2(itself)))). GELU is the exact
    one, `F.gelu`. No dropout.

    The attributes have exactly these names, since grading loads weights into them: `attn`, a `MultiHeadSelfAttention`
    of `given.attention` (causal if the block is); `norm1` and `norm2`, each an `nn.LayerNorm(d_model)`; `fc1`, an
    `nn.Linear(d_model, d_ff)`, and `fc2`, an `nn.Linear(d_ff, d_model)`. There is nothing else to learn.

    Keep the dtype (float64 after `block.double()`), and leave `x` as it is. Not allowed: PyTorch's ready-made
    transformer layers, and `given.transformer`.

    Example: one token (1, 3), all matrices the identity, no biases. Its norm is (-1, 1); with itself as the only token,
    attention finds just that, and (1, 3) becomes (0, 4). Its norm is (-1, 1) again, of which GELU makes
    (-0.1587, 0.8413).

    >>> block = TransformerBlock(d_model=2, num_heads=1, d_ff=2)
    >>> _ = [nn.init.eye_(p) if p.ndim == 2 else nn.init.zeros_(p) for p in block.parameters()]
    >>> _ = [nn.init.ones_(norm.weight) for norm in (block.norm1, block.norm2)]
    >>> block(torch.tensor([[[1.0, 3.0]]])).detach()
    tensor([[[-0.1587,  4.8413]]])
    """

    def __init__(self, d_model: int, num_heads: int, d_ff: int, causal: bool = False) -> None:
        """A block for tokens of width `d_model`; `d_ff` is the width inside of the dense network."""
        super().__init__()
        ### BEGIN SOLUTION
        self.attn = MultiHeadSelfAttention(d_model, num_heads, causal)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.fc1 = nn.Linear(d_model, d_ff)
        self.fc2 = nn.Linear(d_ff, d_model)
        ### END SOLUTION

    def forward(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
        """The tokens after the block."""
        ### BEGIN SOLUTION
        x = x + self.attn(self.norm1(x))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))
        ### END SOLUTION
