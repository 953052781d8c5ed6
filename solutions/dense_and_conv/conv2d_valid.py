"""A convolution: the same small regression at every place of an image."""

import torch
from jaxtyping import Float
from torch import Tensor


def conv2d_valid(
    image: Float[Tensor, "channel height width"],
    kernels: Float[Tensor, "feature channel kernel_height kernel_width"],
    stride: int = 1,
) -> Float[Tensor, "feature rows columns"]:
    """How strongly each kernel finds its pattern at each place where it fits into the image.

    Lay kernel f over the image, all of it inside; multiply what lies upon one another, and add up over all channels
    and pixels: that is the answer of feature f at this place. The kernel is not flipped. The first place is the upper
    left corner; from there the kernel moves `stride` pixels at a time, to the right and down, as long as it fits. So
    there are (height - kernel_height) // stride + 1 rows, and likewise columns. Keep the dtype of the inputs, and leave
    the arguments as they are. Use tensor operations, no Python loop over the places.

    Example: a kernel of one row, which finds where a row gets brighter (and, below 0, where it gets darker).

    >>> image = torch.tensor([[[0.0, 0.0, 9.0, 9.0], [0.0, 5.0, 5.0, 0.0]]])
    >>> conv2d_valid(image, torch.tensor([[[[-1.0, 1.0]]]]))
    tensor([[[ 0.,  9.,  0.],
             [ 5.,  0., -5.]]])

    Raises:
        ValueError: the kernels are for another number of channels than the image has, or larger than the image, or
            the stride is less than 1.
    """
    ### BEGIN SOLUTION
    channels, height, width = image.shape
    _, kernel_channels, kernel_height, kernel_width = kernels.shape
    if channels != kernel_channels:
        raise ValueError(f"the image has {channels} channels, the kernels are for {kernel_channels}")
    if kernel_height > height or kernel_width > width or stride < 1:
        raise ValueError("the kernel must fit into the image, and the stride must be at least 1")
    patches = image.unfold(1, kernel_height, stride).unfold(2, kernel_width, stride)  # (channel, row, column, kh, kw)
    return torch.einsum("crsij,fcij->frs", patches, kernels)
    ### END SOLUTION
