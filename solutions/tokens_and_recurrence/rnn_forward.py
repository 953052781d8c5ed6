"""A recurrent network reads whole sequences."""

import torch
from jaxtyping import Float
from torch import Tensor


def rnn_forward(
    xs: Float[Tensor, "batch time width"],
    h0: Float[Tensor, "batch state"],
    w_x: Float[Tensor, "state width"],
    w_h: Float[Tensor, "state state"],
    b: Float[Tensor, " state"],
) -> tuple[Float[Tensor, "batch time state"], Float[Tensor, "batch state"]]:
    """The memory after each token, and the last of them.

    `xs[:, 0]` is read first. The memory before it is `h0`; the memory after each token is that of `rnn_step`,
    tanh(W_x x + W_h h + b), and goes into the next step. All steps have the same weights. Without any token the first
    result has the shape (batch, 0, state), and the second one is `h0`. Keep the dtype of the inputs, and leave the
    arguments as they are.

    Example: one sequence of three tokens, one number wide. The memory takes half of the old one over each time:
    tanh(1), tanh(0 + 0.5·0.7616), tanh(0 + 0.5·0.3634).

    >>> xs, h0 = torch.tensor([[[1.0], [0.0], [0.0]]]), torch.zeros(1, 1)
    >>> states, last = rnn_forward(xs, h0, torch.tensor([[1.0]]), torch.tensor([[0.5]]), torch.zeros(1))
    >>> states
    tensor([[[0.7616],
             [0.3634],
             [0.1797]]])
    >>> last
    tensor([[0.1797]])
    """
    ### BEGIN SOLUTION
    states = [h0]
    for x in xs.unbind(dim=1):
        states.append(torch.tanh(x @ w_x.T + states[-1] @ w_h.T + b))
    return torch.stack(states, dim=1)[:, 1:], states[-1]
    ### END SOLUTION
