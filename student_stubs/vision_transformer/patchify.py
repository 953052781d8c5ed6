"""An image becomes a row of patches, as a sentence is a row of words."""

import torch
from jaxtyping import Float
from torch import Tensor


def patchify(
    images: Float[Tensor, "batch channel height width"], patch: int
) -> Float[Tensor, "batch (height/{patch})*(width/{patch}) channel*{patch}*{patch}"]:
    """Every image cut into square patches of `patch` by `patch` pixels, each patch as one row of numbers.

    The patches come as one reads: the upper left one first, then its neighbour on the right, and so on, row by row.
    Within a patch the numbers come by channel, then by row, then by column: first all of channel 0, as one reads it,
    then all of channel 1 … `patch` is at least 1. Keep the dtype, and leave `images` as they are.

    Example: one image of one channel, 2 pixels high and 6 wide, in patches of 2 by 2. The first patch holds 1 and 2,
    and below them 7 and 8.

    >>> image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]]])
    >>> patchify(image, 2)
    tensor([[[ 1.,  2.,  7.,  8.],
             [ 3.,  4.,  9., 10.],
             [ 5.,  6., 11., 12.]]])

    Raises:
        ValueError: the height or the width is not a multiple of `patch`.
    """
    raise NotImplementedError("vision_transformer.patchify")
