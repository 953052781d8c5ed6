"""A problem that no single regression can solve, and a small network that can."""

import torch
from jaxtyping import Float
from torch import Tensor

Layer = tuple[Float[Tensor, "out_width in_width"], Float[Tensor, " out_width"]]
"""The weights and the biases of one dense layer, as in `affine`."""


def xor_network() -> list[Layer]:
    """A network that tells whether two inputs differ ("one or the other, but not both").

    The result is for `mlp_forward`: a hidden layer of at most 4 units, and an output layer of one. (ReLU comes after
    the hidden layer only.) Both inputs are 0 or 1. The network answers with at least 0.6 when they differ, and with at
    most 0.4 when they are equal. It isn't thrown by a little noise: when each input is off by up to 0.05, the answer
    stays on its side of 0.5. All weights and biases are float32.

    You may find the weights by thought, or train them.

    Example: whatever the weights, there are two inputs at one end and one output at the other.

    >>> (hidden, _), (output, _) = xor_network()
    >>> hidden.shape[1], output.shape[0]
    (2, 1)
    """
    ### BEGIN SOLUTION
    # With s = the sum of the inputs: s - 2·relu(s - 1) is 0, 1, 0 for s = 0, 1, 2.
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, -1.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
    ### END SOLUTION
