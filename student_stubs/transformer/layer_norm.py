"""What keeps the numbers of a deep network in a range in which it can learn."""

import torch
from jaxtyping import Float
from torch import Tensor


def layer_norm(
    x: Float[Tensor, "*batch width"], gain: Float[Tensor, " width"], shift: Float[Tensor, " width"], eps: float = 1e-5
) -> Float[Tensor, "*batch width"]:
    """Each vector of `x` (its last axis) with its own mean taken away and its own spread made 1, times `gain`, plus
    `shift`: (x - mean) / √(variance + eps) · gain + shift.

    The variance is the mean of the squared differences from the mean (divided by the width, not by one less). `eps`
    stands under the root, so that a vector of equal numbers becomes `shift`, not NaN. There may be any number of axes
    before the last one, or none. Keep the dtype, and leave the arguments as they are.

    Not allowed: PyTorch's own normalisations (`F.layer_norm`, `nn.LayerNorm` and their kin).

    Example: the mean of (1, 3) is 2, its variance is 1.

    >>> layer_norm(torch.tensor([1.0, 3.0]), gain=torch.tensor([10.0, 10.0]), shift=torch.tensor([0.0, 1.0]))
    tensor([-10.0000,  11.0000])
    """
    raise NotImplementedError("transformer.layer_norm")
