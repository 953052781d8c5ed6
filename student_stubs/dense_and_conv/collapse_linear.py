"""Why a network needs a bend: without one, any number of layers is no more than a single one."""

import torch
from jaxtyping import Float
from torch import Tensor

Layer = tuple[Float[Tensor, "out_width in_width"], Float[Tensor, " out_width"]]
"""The weights and the biases of one dense layer, as in `affine`."""


def collapse_linear(layers: list[Layer]) -> Layer:
    """The one layer that answers every input as the whole stack does, when there is no activation in between.

    The first layer in the list is the one next to the input; there is at least one. The result is a pair of weights and
    biases, for `affine`. Keep the dtype of the layers, and leave the arguments (the list as well) as they are.

    Example: the first layer doubles its input and adds 1, the second takes three times that and subtracts 5. Together:
    3·(2x + 1) - 5 = 6x - 2.

    >>> first, second = (torch.tensor([[2.0]]), torch.tensor([1.0])), (torch.tensor([[3.0]]), torch.tensor([-5.0]))
    >>> collapse_linear([first, second])
    (tensor([[6.]]), tensor([-2.]))
    """
    raise NotImplementedError("dense_and_conv.collapse_linear")
