"""A dense layer and a convolution, ready to use: what later exercises build on, whatever became of your own.

Made of PyTorch's own functions. The exercises about the two layers do not allow those, nor this file.
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def affine(
    x: Float[Tensor, "*batch in_width"],
    weight: Float[Tensor, "out_width in_width"],
    bias: Float[Tensor, " out_width"],
) -> Float[Tensor, "*batch out_width"]:
    """What a dense layer answers: one linear regression for each row of `weight`."""
    if x.shape[-1] != weight.shape[-1]:
        raise ValueError(f"{x.shape[-1]} numbers for weights of {weight.shape[-1]}")
    return F.linear(x, weight, bias)


def conv2d_valid(
    image: Float[Tensor, "channel height width"],
    kernels: Float[Tensor, "feature channel kernel_height kernel_width"],
    stride: int = 1,
) -> Float[Tensor, "feature rows columns"]:
    """How strongly each kernel finds its pattern at each place where it fits into the image."""
    if stride < 1:
        raise ValueError(f"a stride of {stride} leads nowhere")
    if image.shape[0] != kernels.shape[1] or image[0].shape < kernels[0, 0].shape:
        raise ValueError(f"kernels of shape {tuple(kernels.shape)} do not fit an image of {tuple(image.shape)}")
    return F.conv2d(image[None], kernels, stride=stride)[0]
