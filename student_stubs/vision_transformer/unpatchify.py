"""The way back: patches become an image again."""

import torch
from jaxtyping import Float
from torch import Tensor


def unpatchify(
    tokens: Float[Tensor, "batch patches numbers"], patch: int, height: int, width: int
) -> Float[Tensor, "batch numbers/({patch}*{patch}) {height} {width}"]:
    """The images that `patchify` cut into these patches.

    `unpatchify(patchify(images, patch), patch, height, width)` is `images`. The patches come row by row, the upper left
    one first; the numbers of a patch by channel, then by row, then by column. How many channels there are follows from
    how many numbers a patch has. Keep the dtype, and leave `tokens` as they are.

    Example: three patches of 2 by 2 pixels, side by side in an image that is 2 pixels high and 6 wide.

    >>> tokens = torch.tensor([[[1.0, 2.0, 7.0, 8.0], [3.0, 4.0, 9.0, 10.0], [5.0, 6.0, 11.0, 12.0]]])
    >>> unpatchify(tokens, patch=2, height=2, width=6)
    tensor([[[[ 1.,  2.,  3.,  4.,  5.,  6.],
              [ 7.,  8.,  9., 10., 11., 12.]]]])

    Raises:
        ValueError: the height or the width is not a multiple of `patch`, there are more or fewer patches than the image
            needs, or their numbers do not fill a whole number of channels.
    """
    raise NotImplementedError("vision_transformer.unpatchify")
