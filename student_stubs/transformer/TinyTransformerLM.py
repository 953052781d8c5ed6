"""A whole transformer that writes: from the ids of tokens to a score for every token that could come next."""

import torch
from embed_with_positions import embed_with_positions
from jaxtyping import Float, Int
from torch import Tensor, nn
from TransformerBlock import TransformerBlock


class TinyTransformerLM(nn.Module):
    """A causal language model: at each place it reads the tokens up to there, and scores what may come next.

    Tokens and positions are embedded and added, then pass through the blocks one after the other, then through a last
    norm; `unembed` makes a logit of it for every token of the vocabulary. No softmax at the end.

    The attributes have exactly these names, since grading loads weights into them: `token_table`, an
    `nn.Embedding(vocab_size, d_model)`; `position_table`, an `nn.Embedding(max_len, d_model)`; `blocks`, an
    `nn.ModuleList` of `num_layers` causal `TransformerBlock`s; `norm`, an `nn.LayerNorm(d_model)`; `unembed`, an
    `nn.Linear(d_model, vocab_size, bias=False)`. There is nothing else to learn, and no two of these share weights.

    You may import your own exercises or the given ones, `from given.transformer import TransformerBlock`. Not allowed:
    the given `TinyTransformerLM`, and PyTorch's ready-made transformer layers.

    >>> model = TinyTransformerLM(vocab_size=11, max_len=7)
    >>> model(torch.tensor([[3, 1, 4], [1, 5, 9]])).shape
    torch.Size([2, 3, 11])
    """

    def __init__(
        self,
        vocab_size: int,
        max_len: int,
        d_model: int = 32,
        num_heads: int = 4,
        num_layers: int = 2,
        d_ff: int | None = None,
    ) -> None:
        """A model for texts of up to `max_len` tokens; the blocks are `d_ff` wide inside, 4 · d_model if it is None."""
        super().__init__()
        raise NotImplementedError("transformer.TinyTransformerLM")

    def forward(self, ids: Int[Tensor, "batch token"]) -> Float[Tensor, "batch token vocabulary"]:
        """For every place, a logit for each token that could come next.

        Raises:
            ValueError: there are more than `max_len` tokens.
        """
        raise NotImplementedError("transformer.TinyTransformerLM")
