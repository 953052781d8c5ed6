"""A dense layer: several regressions on the same input."""

import torch
from jaxtyping import Float
from torch import Tensor


def affine(
    x: Float[Tensor, "*batch in_width"],
    weight: Float[Tensor, "out_width in_width"],
    bias: Float[Tensor, " out_width"],
) -> Float[Tensor, "*batch out_width"]:
    """What a dense layer answers: one linear regression for each row of `weight`, all on the same input.

    Regression k multiplies the input by row k of `weight`, number by number, adds the products up, and adds `bias[k]`.
    There may be any number of leading axes, or none. Keep the dtype of the inputs, and leave the arguments as they are.

    Example: two regressions on the input (2, 3). The first gives 1·2 + 0·3 + 10 = 12, the second 1·2 - 1·3 + 0 = -1.

    >>> weight, bias = torch.tensor([[1.0, 0.0], [1.0, -1.0]]), torch.tensor([10.0, 0.0])
    >>> affine(torch.tensor([2.0, 3.0]), weight, bias)
    tensor([12., -1.])

    Raises:
        ValueError: the input is not as wide as the rows of `weight`.
    """
    ### BEGIN SOLUTION
    if x.shape[-1] != weight.shape[-1]:
        raise ValueError(f"the input has {x.shape[-1]} numbers, the weights are for {weight.shape[-1]}")
    return x @ weight.T + bias
    ### END SOLUTION
