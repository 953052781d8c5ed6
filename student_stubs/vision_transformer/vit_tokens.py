"""What a vision transformer reads: a class token, then the patches, and where each of them was."""

import torch
from jaxtyping import Float
from torch import Tensor


def vit_tokens(
    patch_vectors: Float[Tensor, "batch patches width"],
    class_token: Float[Tensor, " width"],
    positions: Float[Tensor, "patches+1 width"],
) -> Float[Tensor, "batch patches+1 width"]:
    """The tokens of each image: first the class token, the same for all images, then its patches in their order.

    To every token the vector of its position is added: `positions[0]` to the class token, `positions[1]` to the first
    patch, and so on. Keep the dtype, and leave the arguments as they are.

    Example: one image of two patches.

    >>> patch_vectors = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])
    >>> class_token = torch.tensor([-1.0, -2.0])
    >>> positions = torch.tensor([[0.5, 0.5], [10.0, 10.0], [20.0, 20.0]])
    >>> vit_tokens(patch_vectors, class_token, positions)
    tensor([[[-0.5000, -1.5000],
             [11.0000, 12.0000],
             [23.0000, 24.0000]]])
    """
    raise NotImplementedError("vision_transformer.vit_tokens")
