"""From patches to feature vectors: a convolution that steps from patch to patch."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def patch_embed_conv(
    images: Float[Tensor, "batch channel height width"],
    kernels: Float[Tensor, "feature channel patch patch"],
    bias: Float[Tensor, " feature"],
) -> Float[Tensor, "batch patches feature"]:
    """A feature vector for every patch: one number for each kernel.

    The kernels are as large as a patch, and step from patch to patch, so that no pixel is seen twice and none left out.
    Number d of a patch is the sum, over all its channels and pixels, of pixel times kernel d (unflipped, as in
    `F.conv2d`), plus bias d. The patches come in the order of `patchify`: row by row, the upper left one first. The
    height and the width are multiples of the patch. Keep the dtype, and leave the arguments as they are. You may use
    PyTorch's convolution, or your own `patchify`.

    Example: an image of two patches of 2 by 2, and two kernels. The first adds up a patch, the second takes only its
    upper right pixel; the biases are 0 and 10.

    >>> image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]])
    >>> kernels = torch.tensor([[[[1.0, 1.0], [1.0, 1.0]]], [[[0.0, 1.0], [0.0, 0.0]]]])
    >>> patch_embed_conv(image, kernels, torch.tensor([0.0, 10.0]))
    tensor([[[14., 12.],
             [22., 14.]]])
    """
    raise NotImplementedError("vision_transformer.patch_embed_conv")
