"""The parts of a vision transformer, ready to use: what later exercises build on, whatever became of your own.

Made of PyTorch's own functions and layers. The exercises about these parts do not allow this file.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn


def patchify(images: Float[Tensor, "batch channel height width"], patch: int) -> Float[Tensor, "batch patches numbers"]:
    """The patches of each image, row by row; within a patch channel, then row, then column."""
    height, width = images.shape[-2:]
    if height % patch or width % patch:
        raise ValueError(f"{height} by {width} pixels in patches of {patch} by {patch}: some are left over")
    return F.pixel_unshuffle(images, patch).flatten(2).mT


def unpatchify(
    tokens: Float[Tensor, "batch patches numbers"], patch: int, height: int, width: int
) -> Float[Tensor, "batch channel {height} {width}"]:
    """The images whose patches these are."""
    grid = height // patch, width // patch
    if (height % patch, width % patch, tokens.shape[2] % patch**2, grid[0] * grid[1]) != (0, 0, 0, tokens.shape[1]):
        raise ValueError(f"patches of {patch} by {patch} that do not make up {height} by {width} pixels")
    return F.pixel_shuffle(tokens.mT.unflatten(2, grid), patch)


def patch_embed_conv(
    images: Float[Tensor, "batch channel height width"],
    kernels: Float[Tensor, "feature channel patch patch"],
    bias: Float[Tensor, " feature"],
) -> Float[Tensor, "batch patches feature"]:
    """A feature vector for every patch."""
    return F.linear(patchify(images, kernels.shape[-1]), kernels.flatten(1), bias)


def vit_tokens(
    patch_vectors: Float[Tensor, "batch patches width"],
    class_token: Float[Tensor, " width"],
    positions: Float[Tensor, "patches+1 width"],
) -> Float[Tensor, "batch patches+1 width"]:
    """The class token and the patches, each with its position."""
    first = F.pad(class_token.unsqueeze(0), (0, 0, 0, patch_vectors.shape[1]))
    return F.pad(patch_vectors, (0, 0, 1, 0)) + first + positions


class TinyViT(nn.Module):
    """A vision transformer whose class token says what is in the image."""

    def __init__(
        self, image_size: int, patch: int, channels: int, num_classes: int,
        d_model: int = 32, num_heads: int = 4, num_layers: int = 2,
    ) -> None:  # fmt: skip
        super().__init__()
        self.embed = nn.Conv2d(channels, d_model, patch, stride=patch)
        self.class_token = nn.Parameter(torch.zeros(d_model))
        self.positions = nn.Parameter(0.5 * torch.randn((image_size // patch) ** 2 + 1, d_model))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(
                d_model, num_heads, 4 * d_model, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
            )
            for _ in range(num_layers)
        )
        self.head = nn.Sequential(nn.LayerNorm(d_model), nn.Linear(d_model, num_classes))

    def forward(self, images: Float[Tensor, "batch channel size size"]) -> Float[Tensor, "batch classes"]:
        """A logit for every class."""
        x = self._tokens(images)
        for block in self.blocks:
            x = block(x)
        return self.head(x[:, 0])

    def attention_maps(
        self, images: Float[Tensor, "batch channel size size"]
    ) -> Float[Tensor, "batch head token token"]:
        """The weights of the last block: row = the token that attends, column = the one attended to."""
        x, last = self._tokens(images), self.blocks[-1]
        for block in self.blocks[:-1]:
            x = block(x)
        x = last.norm1(x)
        return last.self_attn(x, x, x, average_attn_weights=False)[1]

    def _tokens(self, images: Float[Tensor, "batch channel size size"]) -> Float[Tensor, "batch token width"]:
        return vit_tokens(self.embed(images).flatten(2).mT, self.class_token, self.positions)
