"""A loss made for one right answer meets many right answers."""

import torch
from jaxtyping import Float
from torch import Tensor


def squared_error_optimum(answers: Float[Tensor, "answer width"]) -> Float[Tensor, " width"]:
    """The one prediction whose mean squared error to all answers is the smallest.

    Each row of `answers` (there is at least one) is one right answer, as right as the others. The prediction may be
    any point at all; it need not be one of the answers. Any way of finding it will do, to within 0.001. Keep the dtype
    of the input, and leave the argument as it is.

    Example: three right answers. No other point is as close to them on average, squared, as

    >>> squared_error_optimum(torch.tensor([[0.0, 3.0], [1.0, 1.0], [5.0, 2.0]]))
    tensor([2., 2.])
    """
    raise NotImplementedError("generative_loss.squared_error_optimum")
