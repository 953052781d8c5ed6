"""The sentence game with attention as the player: words in the order of their importance."""

import torch
from jaxtyping import Float
from torch import Tensor


def importance_order(weights: Float[Tensor, "head token token"], words: list[str]) -> list[str]:
    """The words, the most important one first.

    `weights[h, i, j]` is how much word i attends to word j in head h. A word is as important as the attention that it
    *receives*: the mean of the weights towards it, over all heads and all words that attend. Words that are equally
    important stay in the order of the sentence. Each word is a card of its own: one that stands in the sentence twice
    comes out twice. Leave the arguments as they are.

    Example: one head. *Dog* receives 0.5 and 0.75, 0.625 on average; *the* receives 0.5 and 0.25, 0.375 on average.

    >>> importance_order(torch.tensor([[[0.5, 0.5], [0.25, 0.75]]]), ["the", "dog"])
    ['dog', 'the']

    Raises:
        ValueError: there are not as many words as there are tokens in the weights.
    """
    raise NotImplementedError("self_attention.importance_order")
