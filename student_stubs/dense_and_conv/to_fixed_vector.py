"""Data of any length for a network that takes only one."""

import torch
from jaxtyping import Float
from torch import Tensor


def to_fixed_vector(
    rows: list[Float[Tensor, " length"]], size: int, pad_value: float = 0.0
) -> Float[Tensor, "row {size}"]:
    """The rows as one table, each of them `size` long: what is too long is cut, what is too short is filled up.

    Both happen at the end of a row: its first `size` numbers stay, and behind a shorter one stands `pad_value`. All
    rows share one float dtype, which the table keeps; no rows at all give a table of shape (0, size), float32. Leave
    the arguments (the list as well) as they are.

    Example: rows of 4, 2 and no numbers, made 3 long.

    >>> rows = [torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([5.0, 6.0]), torch.tensor([])]
    >>> to_fixed_vector(rows, 3)
    tensor([[1., 2., 3.],
            [5., 6., 0.],
            [0., 0., 0.]])

    Raises:
        ValueError: `size` is less than 1, or one of the rows is no row: it has more axes than one, or none.
    """
    raise NotImplementedError("dense_and_conv.to_fixed_vector")
