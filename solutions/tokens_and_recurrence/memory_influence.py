"""How far back a recurrent network remembers."""

import torch
from given.recurrence import rnn_forward
from jaxtyping import Float
from torch import Tensor


def memory_influence(
    xs: Float[Tensor, "1 time width"],
    h0: Float[Tensor, "1 state"],
    w_x: Float[Tensor, "state width"],
    w_h: Float[Tensor, "state state"],
    b: Float[Tensor, " state"],
) -> Float[Tensor, " time"]:
    """How strongly each token of one sequence still acts on the memory at the end.

    Entry t is the length (the Euclidean norm) of the gradient of the sum of the last memory with respect to the token
    `xs[0, t]`: by how much the end would change if that token changed a little. There is at least one token.
    `given.recurrence.rnn_forward` reads the sequence as in the last exercise.

    It is a measurement, and leaves no trace: the result carries no graph, the arguments are as before (their
    `requires_grad` and their `.grad` as well), and it works within `torch.no_grad()`, too. Keep the dtype of the
    inputs.

    Example: one number each, a memory of zeros, and w_h = 0.5. tanh has slope 1 at 0, so each step back halves.

    >>> zeros, one = torch.zeros(1, 4, 1), torch.ones(1, 1)
    >>> memory_influence(zeros, torch.zeros(1, 1), one, 0.5 * one, torch.zeros(1))
    tensor([0.1250, 0.2500, 0.5000, 1.0000])
    """
    ### BEGIN SOLUTION
    with torch.enable_grad():
        tokens = xs.detach().requires_grad_()
        _, last = rnn_forward(tokens, h0, w_x, w_h, b)
        (slopes,) = torch.autograd.grad(last.sum(), tokens)
    return slopes[0].norm(dim=-1)
    ### END SOLUTION
