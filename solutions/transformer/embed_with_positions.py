"""What a transformer reads: which token it is, and where it stands."""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def embed_with_positions(
    ids: Int[Tensor, "batch token"],
    token_table: Float[Tensor, "vocabulary width"],
    position_table: Float[Tensor, "position width"],
) -> Float[Tensor, "batch token width"]:
    """The vector of each token plus the vector of its place: row `ids[b, t]` of `token_table` plus row t of
    `position_table`.

    A text may be shorter than `position_table`: then only the first rows of it are used. Gradients reach both tables.
    Keep their dtype, and leave the arguments as they are.

    Raises:
        ValueError: there are more tokens than positions.

    Example: token 2 at place 0, and again at place 1.

    >>> token_table = torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, 5.0]])
    >>> position_table = torch.tensor([[0.5, 0.0], [0.0, 0.25], [9.0, 9.0]])
    >>> embed_with_positions(torch.tensor([[2, 2]]), token_table, position_table)
    tensor([[[2.5000, 5.0000],
             [2.0000, 5.2500]]])
    """
    ### BEGIN SOLUTION
    tokens = ids.shape[1]
    if tokens > len(position_table):
        raise ValueError(f"{tokens} tokens, but only {len(position_table)} positions")
    return token_table[ids] + position_table[:tokens]
    ### END SOLUTION
