"""A network of dense layers: regressions on regressions, with a bend in between."""

import torch
from jaxtyping import Float
from torch import Tensor

Layer = tuple[Float[Tensor, "out_width in_width"], Float[Tensor, " out_width"]]
"""The weights and the biases of one dense layer, as in `affine`."""


def mlp_forward(x: Float[Tensor, "sample in_width"], layers: list[Layer]) -> Float[Tensor, "sample out_width"]:
    """What the whole network answers: each layer works on what the one before it found.

    A layer is affine, as in the last exercise. After every layer but the last comes a ReLU, which makes negative
    numbers 0 and leaves the others as they are. The last layer's numbers are the answer as they come, so that it may be
    negative; a network of one layer is plain regression. The first layer in the list is the one next to the input. Keep
    the dtype of the inputs, and leave the arguments (the list as well) as they are.

    Example: one input, two hidden units, one output. The hidden units find 3 - 5 = -2 and 5 - 3 = 2; ReLU makes that
    0 and 2; the output is -1·0 - 1·2 + 1 = -1.

    >>> hidden = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]), torch.tensor([0.0, 0.0])
    >>> output = torch.tensor([[-1.0, -1.0]]), torch.tensor([1.0])
    >>> mlp_forward(torch.tensor([[3.0, 5.0]]), [hidden, output])
    tensor([[-1.]])

    Raises:
        ValueError: there is no layer.
    """
    raise NotImplementedError("dense_and_conv.mlp_forward")
