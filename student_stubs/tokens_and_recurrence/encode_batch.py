"""Texts as a table of numbers, all rows equally long."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor


def encode_batch(
    texts: list[str], vocab: dict[str, int], length: int
) -> tuple[Int[Tensor, "text {length}"], Bool[Tensor, "text {length}"]]:
    """The numbers of each text's words, and a mask that is True where there is a word.

    Words are made as in `build_vocab`: lower case, split at any white space. Of each text the first `length` words
    count. A word that is not in the vocabulary gets the number 1, the one of "<unk>". Shorter texts are filled up at
    the end with 0, the number of "<pad>", and there the mask is False. A text may contain the word "<pad>": its number
    is 0 as well, but it is a word, and the mask is True. The numbers are `torch.long`, the mask is `torch.bool`; no
    texts at all give two tensors of shape (0, length). Leave the arguments as they are.

    Example: *bird* is not in the vocabulary, and the second text is a word short.

    >>> vocab = {"<pad>": 0, "<unk>": 1, "the": 2, "dog": 3, "barks": 4}
    >>> ids, mask = encode_batch(["The bird barks loudly", "the dog"], vocab, 3)
    >>> ids
    tensor([[2, 1, 4],
            [2, 3, 0]])
    >>> mask
    tensor([[ True,  True,  True],
            [ True,  True, False]])

    Raises:
        ValueError: `length` is less than 1.
    """
    raise NotImplementedError("tokens_and_recurrence.encode_batch")
