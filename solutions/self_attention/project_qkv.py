"""Attention, step 2: learned weights decide what is compared with what."""

import torch
from jaxtyping import Float
from torch import Tensor


def project_qkv(
    x: Float[Tensor, "*batch token width"],
    w_q: Float[Tensor, "width key_width"],
    w_k: Float[Tensor, "width key_width"],
    w_v: Float[Tensor, "width key_width"],
) -> tuple[
    Float[Tensor, "*batch token key_width"],
    Float[Tensor, "*batch token key_width"],
    Float[Tensor, "*batch token key_width"],
]:
    """Queries, keys and values, in this order: three views of the same tokens, one for each matrix.

    A query says what a token looks for, a key what it offers to be found by, a value what it hands over. The query of a
    token is the sum of the rows of `w_q`, each times one of the token's numbers; keys and values likewise. Nothing is
    scaled here. There may be any number of leading axes, or none. Keep the dtype, and leave the arguments as they are.

    Example: one token of width 2. The first matrix picks its first number, the second the other one, the third adds
    them up.

    >>> first, second, both = torch.tensor([[1.0], [0.0]]), torch.tensor([[0.0], [1.0]]), torch.tensor([[1.0], [1.0]])
    >>> project_qkv(torch.tensor([[5.0, 7.0]]), first, second, both)
    (tensor([[5.]]), tensor([[7.]]), tensor([[12.]]))
    """
    ### BEGIN SOLUTION
    return x @ w_q, x @ w_k, x @ w_v
    ### END SOLUTION
