"""Other ways to write `TransformerBlock`: right ones, and the mistakes students make."""

import math

import torch
import torch.nn.functional as F
from given.attention import MultiHeadSelfAttention
from torch import nn

from autograder.testing import alternative, misconception


class _Block(nn.Module):
    """The right answer, in parts; each mistake replaces one of them."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__()
        self.attn = MultiHeadSelfAttention(d_model, num_heads, causal)
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.fc1, self.fc2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.think(self.norm2(x))

    def think(self, x):
        return self.fc2(self.bend(self.fc1(x)))

    def bend(self, x):
        return F.gelu(x)


@alternative
class gelu_by_erf(_Block):
    def bend(self, x):
        return x * (1 + torch.erf(x / math.sqrt(2))) / 2


@alternative
class gelu_tanh(_Block):
    """GELU's approximation: off by less than 0.001, which is accepted."""

    def bend(self, x):
        return F.gelu(x, approximate="tanh")


@alternative
class functional(nn.Module):
    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__()
        self.fc2 = nn.Linear(d_ff, d_model)
        self.fc1 = nn.Linear(d_model, d_ff)
        self.norm2 = nn.LayerNorm([d_model])
        self.norm1 = nn.LayerNorm([d_model])
        self.attn = MultiHeadSelfAttention(num_heads=num_heads, d_model=d_model, causal=causal)

    def forward(self, x):
        def normed(x, norm):
            return F.layer_norm(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)

        seen = x.add(self.attn.forward(normed(x, self.norm1)))
        hidden = F.linear(normed(seen, self.norm2), self.fc1.weight, self.fc1.bias)
        return torch.addmm(
            (seen + self.fc2.bias).flatten(0, 1), F.gelu(hidden).flatten(0, 1), self.fc2.weight.mT
        ).view_as(x)


@alternative
class sequential(nn.Module):
    """The dense network is a Sequential of the two layers, beside the attributes that it is made of."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__()
        self.attn = MultiHeadSelfAttention(d_model, num_heads, causal=causal)
        self.norm1, self.norm2 = (nn.LayerNorm(d_model) for _ in range(2))
        self.fc1, self.fc2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        self.act = nn.GELU()

    def forward(self, x):
        mlp = nn.Sequential(self.norm2, self.fc1, self.act, self.fc2)
        attended = self.attn(self.norm1(x)) + x
        return sum((attended, mlp(attended)))


@misconception
class post_norm(_Block):
    """The norm comes after the addition. Here it comes first: each layer reads the normed tokens, and what it finds is
    added to the tokens as they were."""

    def forward(self, x):
        x = self.norm1(x + self.attn(x))
        return self.norm2(x + self.think(x))


@misconception
class no_norms(_Block):
    """The norms are not used. Attention reads norm1(x), and the dense network norm2 of what that has become."""

    def forward(self, x):
        x = x + self.attn(x)
        return x + self.think(x)


@misconception
class no_residual_1(_Block):
    """What attention finds takes the place of the tokens. Add it to them: x + …"""

    def forward(self, x):
        x = self.attn(self.norm1(x))
        return x + self.think(self.norm2(x))


@misconception
class no_residual_2(_Block):
    """What the dense network finds takes the place of the tokens. Add it to them, as with attention."""

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return self.think(self.norm2(x))


@misconception
class no_residuals(_Block):
    """What the two layers find takes the place of the tokens, both times. Add it to them: x + …"""

    def forward(self, x):
        return self.think(self.norm2(self.attn(self.norm1(x))))


@misconception
class same_norm_twice(_Block):
    """`norm1` is used in both places. The dense network reads what `norm2` makes of the tokens."""

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.think(self.norm1(x))


@misconception
class norms_swapped(_Block):
    """The two norms are in each other's places: `norm1` is for attention, `norm2` for the dense network."""

    def forward(self, x):
        x = x + self.attn(self.norm2(x))
        return x + self.think(self.norm1(x))


@misconception
class second_norm_missing(_Block):
    """The dense network reads the tokens as they are. It reads norm2 of them."""

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.think(x)


@misconception
class mlp_reads_old_x(_Block):
    """The dense network reads the tokens from before attention. It is to read them afterwards, and to be added to
    those."""

    def forward(self, x):
        return x + self.attn(self.norm1(x)) + self.think(self.norm2(x))


@misconception
class mlp_first(_Block):
    """The dense network comes before attention. First the tokens look at one another, then each thinks."""

    def forward(self, x):
        x = x + self.think(self.norm2(x))
        return x + self.attn(self.norm1(x))


@misconception
class residual_of_normed(_Block):
    """What is found is added to the normed tokens. Add it to the tokens as they were before the norm."""

    def forward(self, x):
        normed = self.norm1(x)
        x = normed + self.attn(normed)
        normed = self.norm2(x)
        return normed + self.think(normed)


@misconception
class relu(_Block):
    """The dense network uses ReLU. GELU is asked for: `F.gelu`."""

    def bend(self, x):
        return x.relu()


@misconception
class silu(_Block):
    """The dense network bends by x · sigmoid(x), or nearly so. GELU is asked for: `F.gelu`."""

    def bend(self, x):
        return F.silu(x)


@misconception
class no_activation(_Block):
    """There is no GELU between the two layers of the dense network, so that they are no more than a single one."""

    def bend(self, x):
        return x


@misconception
class activation_after_both(_Block):
    """GELU comes after both layers of the dense network. It belongs between them."""

    def think(self, x):
        return F.gelu(self.fc2(self.fc1(x)))


@misconception
class causal_ignored(_Block):
    """`causal` is not handed on to the attention, so that tokens see what comes later."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__(d_model, num_heads, d_ff)


@misconception
class causal_always(_Block):
    """The attention is causal even if the block is not to be. Hand on `causal` as it comes."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__(d_model, num_heads, d_ff, causal=True)


@misconception
class heads_ignored(_Block):
    """The number of heads is not handed on to the attention."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__(d_model, 1, d_ff, causal)


@misconception
class width_fixed(_Block):
    """The dense network is always 4 · d_model wide inside. How wide, `d_ff` says."""

    def __init__(self, d_model, num_heads, d_ff, causal=False):
        super().__init__(d_model, num_heads, 4 * d_model, causal)


@misconception
class dropout(_Block):
    """Some numbers are dropped at random in training mode. No dropout is asked for in this block."""

    def think(self, x):
        return F.dropout(super().think(x), 0.1, self.training)


@misconception
class graph_cut(_Block):
    """The result is right, but attention gets no gradient: a detach(), .data or .numpy() is on the way."""

    def forward(self, x):
        x = x + self.attn(self.norm1(x)).detach()
        return x + self.think(self.norm2(x))


@misconception
class dtype_hardcoded(_Block):
    """The block does not keep the dtype of the tokens: something on the way is fixed to float32."""

    def forward(self, x):
        return super().forward(x).float()


@misconception
class input_mutated(_Block):
    """The tokens themselves are changed: `x += …` writes into the caller's own tensor. Write `x = x + …` instead."""

    def forward(self, x):
        x += self.attn(self.norm1(x))
        return x + self.think(self.norm2(x))
