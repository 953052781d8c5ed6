"""A convolution the other way round: from a few numbers to an image."""

import torch
from jaxtyping import Float
from torch import Tensor


def conv_transpose2d(
    x: Float[Tensor, "channel height width"],
    kernels: Float[Tensor, "channel feature kernel_height kernel_width"],
    stride: int = 1,
) -> Float[Tensor, "feature rows columns"]:
    """The image that the numbers of `x` paint: each stamps a kernel onto the canvas, as strongly as it is large.

    The canvas begins as zeros, with (height - 1)·stride + kernel_height rows and (width - 1)·stride + kernel_width
    columns. The number in row i and column j of channel c stamps the kernels of channel c, one for each feature (each
    feature has a canvas of its own), times itself, with the upper left corner at row i·stride and column j·stride.
    Where stamps overlap, they add up. The kernel is not flipped. Keep the dtype of the inputs, and leave the arguments
    as they are.

    Note the order of the kernels' axes: what goes in comes first here, unlike in `conv2d_valid`.

    Example: the numbers 1 and 10, side by side, stamp (1, 2, 3). With a stride of 2, the stamps overlap in one pixel.

    >>> conv_transpose2d(torch.tensor([[[1.0, 10.0]]]), torch.tensor([[[[1.0, 2.0, 3.0]]]]), stride=2)
    tensor([[[ 1.,  2., 13., 20., 30.]]])

    Raises:
        ValueError: the kernels are for another number of channels than `x` has, or the stride is less than 1.
    """
    raise NotImplementedError("dense_and_conv.conv_transpose2d")
