"""From the number of a word to its vector."""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def embed_tokens(ids: Int[Tensor, "*shape"], table: Float[Tensor, "vocab width"]) -> Float[Tensor, "*shape width"]:
    """The vector of each token: number 0 stands for row 0 of the table, number 1 for row 1, and so on.

    `ids` is `torch.long` and may have any number of axes, also none; the result has one axis more. The table is
    learned: gradients reach every row that is used, and add up in a row that is used several times. Keep the dtype of
    the table, and leave the arguments as they are.

    Example: row 2, row 0, and row 2 again.

    >>> embed_tokens(torch.tensor([2, 0, 2]), torch.tensor([[0.5, 1.0], [2.0, 3.0], [4.0, -1.0]]))
    tensor([[ 4.0000, -1.0000],
            [ 0.5000,  1.0000],
            [ 4.0000, -1.0000]])

    Raises:
        ValueError: a number has no row, as it is too large, or less than 0.
    """
    raise NotImplementedError("tokens_and_recurrence.embed_tokens")
