"""One step of a recurrent network."""

import torch
from jaxtyping import Float
from torch import Tensor


def rnn_step(
    x: Float[Tensor, "batch width"],
    h: Float[Tensor, "batch state"],
    w_x: Float[Tensor, "state width"],
    w_h: Float[Tensor, "state state"],
    b: Float[Tensor, " state"],
) -> Float[Tensor, "batch state"]:
    """The memory after one more token: tanh(W_x x + W_h h + b), where x is the token and h the memory before it.

    As in a dense layer, the weights have a row for each number that comes out, and the vectors stand in the rows of `x`
    and `h`: each row is a sequence of its own. Keep the dtype of the inputs, and leave the arguments as they are.

    Example: one sequence, two numbers wide, with a memory of two. The first number of the new memory is
    tanh(1·1 + 0·2 + 1·0.5 - 1·0.25 + 0) = tanh(1.25), the second one tanh(0·1 + 0·2 + 2·0.5 + 0·0.25 - 1) = tanh(0).

    >>> x, h = torch.tensor([[1.0, 2.0]]), torch.tensor([[0.5, 0.25]])
    >>> w_x, w_h = torch.tensor([[1.0, 0.0], [0.0, 0.0]]), torch.tensor([[1.0, -1.0], [2.0, 0.0]])
    >>> rnn_step(x, h, w_x, w_h, torch.tensor([0.0, -1.0]))
    tensor([[0.8483, 0.0000]])
    """
    ### BEGIN SOLUTION
    return torch.tanh(x @ w_x.T + h @ w_h.T + b)
    ### END SOLUTION
