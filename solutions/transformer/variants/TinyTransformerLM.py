"""Other ways to write `TinyTransformerLM`: right ones, and the mistakes students make."""

import given.transformer
import torch
import torch.nn.functional as F
from given.attention import MultiHeadSelfAttention
from torch import nn
from TransformerBlock import TransformerBlock

from autograder.testing import alternative, misconception


class _Model(nn.Module):
    """The right answer, in parts; each mistake replaces one of them."""

    def __init__(self, vocab_size, max_len, d_model=32, num_heads=4, num_layers=2, d_ff=None):
        super().__init__()
        self.max_len = max_len
        self.token_table, self.position_table = nn.Embedding(vocab_size, d_model), nn.Embedding(max_len, d_model)
        self.blocks = self.pile(num_layers, d_model, num_heads, 4 * d_model if d_ff is None else d_ff)
        self.norm, self.unembed = nn.LayerNorm(d_model), nn.Linear(d_model, vocab_size, bias=False)

    def pile(self, num_layers, *sizes):
        return nn.ModuleList(TransformerBlock(*sizes, causal=True) for _ in range(num_layers))

    def check(self, ids):
        if ids.shape[1] > self.max_len:
            raise ValueError("too long")

    def embed(self, ids):
        return self.token_table(ids) + self.position_table(torch.arange(ids.shape[1]))

    def through(self, x):
        for block in self.blocks:
            x = block(x)
        return x

    def forward(self, ids):
        self.check(ids)
        return self.unembed(self.norm(self.through(self.embed(ids))))


@alternative
class with_given_blocks(nn.Module):
    def __init__(self, vocab_size, max_len, d_model=32, num_heads=4, num_layers=2, d_ff=None):
        super().__init__()
        inside = d_ff or d_model * 4
        self.unembed = nn.Linear(d_model, vocab_size, bias=False)
        self.norm = nn.LayerNorm(d_model)
        self.blocks = nn.ModuleList()
        for _ in range(num_layers):
            self.blocks.append(given.transformer.TransformerBlock(d_model, num_heads, inside, True))
        self.position_table = nn.Embedding(max_len, d_model)
        self.token_table = nn.Embedding(vocab_size, d_model)

    def forward(self, ids):
        x = given.transformer.embed_with_positions(ids, self.token_table.weight, self.position_table.weight)
        return nn.Sequential(*self.blocks, self.norm, self.unembed)(x)


@alternative
class last_matrix_by_hand(_Model):
    """A position that is not there raises an IndexError, which is as good as a ValueError."""

    def check(self, ids):
        pass

    def embed(self, ids):
        places = torch.arange(ids.shape[1]).expand_as(ids)
        return F.embedding(ids, self.token_table.weight).add(self.position_table(places))

    def forward(self, ids):
        return torch.einsum("btd,vd->btv", self.norm(self.through(self.embed(ids))), self.unembed.weight)


class _TanhBlock(nn.Module):
    """A block with the approximation of GELU."""

    def __init__(self, d_model, num_heads, d_ff):
        super().__init__()
        self.attn = MultiHeadSelfAttention(d_model, num_heads, causal=True)
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.fc1, self.fc2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x)), approximate="tanh"))


@alternative
class blocks_with_gelu_tanh(_Model):
    def pile(self, num_layers, *sizes):
        return nn.ModuleList([_TanhBlock(*sizes) for _ in range(num_layers)])


@misconception
class softmax_output(_Model):
    """The model gives probabilities. Logits are asked for, as they come from the last matrix: the softmax comes later,
    with the temperature."""

    def forward(self, ids):
        return super().forward(ids).softmax(-1)


@misconception
class log_softmax_output(_Model):
    """The model gives logarithms of probabilities. Logits are asked for, as they come from the last matrix."""

    def forward(self, ids):
        return super().forward(ids).log_softmax(-1)


@misconception
class python_list_blocks(_Model):
    """The blocks are in a plain Python list, where PyTorch does not find their parameters. Keep them in an
    `nn.ModuleList`."""

    def pile(self, num_layers, *sizes):
        return list(super().pile(num_layers, *sizes))


@misconception
class not_causal(_Model):
    """The blocks are not causal, so that every token sees those that come after it: the very ones that it is to
    predict."""

    def pile(self, num_layers, *sizes):
        return nn.ModuleList(TransformerBlock(*sizes) for _ in range(num_layers))


@misconception
class shared_block(_Model):
    """All blocks are one and the same: `[block] * n` is n times the same object. Make each anew."""

    def pile(self, num_layers, *sizes):
        return nn.ModuleList([TransformerBlock(*sizes, causal=True)] * num_layers)


@misconception
class one_block_only(_Model):
    """Only the first block is used. The tokens run through all of them, one after the other."""

    def through(self, x):
        return self.blocks[0](x)


@misconception
class blocks_backwards(_Model):
    """The blocks are used from the last to the first. Begin with the first."""

    def through(self, x):
        for block in reversed(self.blocks):
            x = block(x)
        return x


@misconception
class blocks_side_by_side(_Model):
    """Every block reads the embedded tokens. Each is to read what the one before it has made of them."""

    def through(self, x):
        for block in self.blocks:
            out = block(x)
        return out


@misconception
class one_layer_always(_Model):
    """There is always the same number of blocks. How many, `num_layers` says."""

    def pile(self, num_layers, *sizes):
        return super().pile(2, *sizes)


@misconception
class final_norm_missing(_Model):
    """The last norm is not used. It comes after all blocks, before the last matrix."""

    def forward(self, ids):
        self.check(ids)
        return self.unembed(self.through(self.embed(ids)))


@misconception
class norm_first(_Model):
    """The last norm stands before the blocks. It comes after them."""

    def forward(self, ids):
        self.check(ids)
        return self.unembed(self.through(self.norm(self.embed(ids))))


@misconception
class positions_missing(_Model):
    """The positions are not added to the tokens, so that only the causal mask tells something of the order."""

    def embed(self, ids):
        return self.token_table(ids)


@misconception
class embedding_scaled(_Model):
    """The vectors of the tokens are multiplied by √width. Some models do that; here they are added as they are."""

    def embed(self, ids):
        table = self.token_table
        return table.embedding_dim**0.5 * table(ids) + self.position_table(torch.arange(ids.shape[1]))


@misconception
class last_only(_Model):
    """Only the logits of the last place are returned. Each place predicts its next token: return them all."""

    def forward(self, ids):
        return super().forward(ids)[:, -1]


@misconception
class tied_weights(_Model):
    """The last matrix is the table of tokens. Many models do that; here the two have weights of their own."""

    def __init__(self, *sizes, **more):
        super().__init__(*sizes, **more)
        self.unembed.weight = self.token_table.weight


@misconception
class unembed_bias(_Model):
    """The last matrix has a bias. `nn.Linear` has to be told `bias=False`."""

    def __init__(self, *sizes, **more):
        super().__init__(*sizes, **more)
        self.unembed = nn.Linear(self.norm.normalized_shape[0], self.token_table.num_embeddings)


@misconception
class d_ff_ignored(_Model):
    """`d_ff` is not used: the blocks are always 4 · d_model wide inside. That is only meant for `None`."""

    def __init__(self, vocab_size, max_len, d_model=32, num_heads=4, num_layers=2, d_ff=None):
        super().__init__(vocab_size, max_len, d_model, num_heads, num_layers)


@misconception
class d_ff_as_wide(_Model):
    """Without `d_ff` the blocks are d_model wide inside. Make them 4 · d_model wide then."""

    def __init__(self, vocab_size, max_len, d_model=32, num_heads=4, num_layers=2, d_ff=None):
        super().__init__(vocab_size, max_len, d_model, num_heads, num_layers, d_ff or d_model)


@misconception
class heads_ignored(_Model):
    """The number of heads is not handed on to the blocks."""

    def pile(self, num_layers, d_model, num_heads, d_ff):
        return super().pile(num_layers, d_model, 1, d_ff)


@misconception
class length_not_checked(_Model):
    """A text that is longer than `max_len` is accepted: its end has no positions of its own. Raise a ValueError."""

    def check(self, ids):
        pass

    def embed(self, ids):
        return self.token_table(ids) + self.position_table(torch.arange(ids.shape[1]).clamp(max=self.max_len - 1))


@misconception
class graph_cut(_Model):
    """The logits are right, but the tables get no gradient: a detach(), .data or torch.tensor(…) is on the way."""

    def embed(self, ids):
        return super().embed(ids).detach()


@misconception
class logits_cut(_Model):
    """The logits are right, but cut off from the gradient: a detach(), .data, `no_grad` or .numpy() is on the way, and
    the model could not learn."""

    def forward(self, ids):
        return super().forward(ids).detach()


@misconception
class dtype_hardcoded(_Model):
    """The logits are float32 even after `.double()`: something on the way is fixed to it."""

    def forward(self, ids):
        return super().forward(ids).float()


@misconception
class input_mutated(_Model):
    """The ids themselves are changed in place. Work on a new tensor."""

    def forward(self, ids):
        logits = super().forward(ids)
        ids[:, 0] = 0
        return logits
