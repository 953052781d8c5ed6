"""A vision transformer: the attention that reads sentences looks at images."""

import torch
from given.attention import MultiHeadSelfAttention
from jaxtyping import Float
from torch import Tensor, nn


class TinyViT(nn.Module):
    """A transformer that says what is in an image.

    The image is cut into patches of `patch` by `patch` pixels, each becomes a feature vector of width `d_model`, and a
    class token joins them: N + 1 tokens for N patches. Each gets a learned position. They pass through `num_layers`
    transformer blocks as in the assignment before: `x + attention(norm(x))`, then `x + mlp(norm(x))`, with `num_heads`
    heads, and an MLP that is 4 · d_model wide inside. Nothing is causal: every token looks at all others. What the
    class token has become is normed once more, and a linear layer makes a logit for every class of it.

    Everything that is learned is a parameter of the model, every parameter takes part in `forward`, and every block has
    its own. No dropout and no batch statistics: the logits of an image do not depend on the others in the batch, in
    training mode too. float64 images work after `model.double()`. Leave `images` as they are.

    The attributes may have any names, the class token may stand at either end, and the head may read other tokens. What
    each part does with what it is given (a fixed scale or sign, another norm or activation) is up to you. Let the
    positions start large, with `0.5 * torch.randn(...)`: then the model soon notices where things are. You may
    import your own exercises, and `given.attention`. Not allowed are PyTorch's ready-made transformer layers
    (`nn.MultiheadAttention`, `nn.TransformerEncoderLayer` …) and `given.vision`.

    Example: images of 8 by 8 pixels in patches of 4 by 4, so that there are 4 patches and 5 tokens.

    >>> model = TinyViT(image_size=8, patch=4, channels=1, num_classes=10)
    >>> model(torch.zeros(3, 1, 8, 8)).shape
    torch.Size([3, 10])
    >>> model.attention_maps(torch.zeros(3, 1, 8, 8)).shape
    torch.Size([3, 4, 5, 5])
    """

    def __init__(
        self,
        image_size: int,
        patch: int,
        channels: int,
        num_classes: int,
        d_model: int = 32,
        num_heads: int = 4,
        num_layers: int = 2,
    ) -> None:
        """A model for square images; `image_size` is a multiple of `patch`, and `d_model` of `num_heads`."""
        super().__init__()
        ### BEGIN SOLUTION
        patches = (image_size // patch) ** 2
        self.embed = nn.Conv2d(channels, d_model, kernel_size=patch, stride=patch)
        self.class_token = nn.Parameter(torch.zeros(d_model))
        self.positions = nn.Parameter(0.5 * torch.randn(patches + 1, d_model))
        self.blocks = nn.Sequential(*(_Block(d_model, num_heads) for _ in range(num_layers)))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_classes)
        ### END SOLUTION

    def forward(self, images: Float[Tensor, "batch channel size size"]) -> Float[Tensor, "batch classes"]:
        """A logit for every class."""
        ### BEGIN SOLUTION
        x = self.blocks(self._tokens(images))
        return self.head(self.norm(x[:, 0]))
        ### END SOLUTION

    def attention_maps(
        self, images: Float[Tensor, "batch channel size size"]
    ) -> Float[Tensor, "batch head token token"]:
        """The attention weights of the last block, for each head: row = the token that looks, column = at which."""
        ### BEGIN SOLUTION
        x, last = self.blocks[:-1](self._tokens(images)), self.blocks[-1]
        return last.attention.attention_maps(last.norm1(x))
        ### END SOLUTION

    ### BEGIN SOLUTION
    def _tokens(self, images: Float[Tensor, "batch channel size size"]) -> Float[Tensor, "batch token width"]:
        patches = self.embed(images).flatten(start_dim=2).transpose(1, 2)  # (batch, patch, width)
        first = self.class_token.expand(len(images), 1, -1)
        return torch.cat([first, patches], dim=1) + self.positions

    ### END SOLUTION


### BEGIN SOLUTION
class _Block(nn.Module):
    """Every token looks at all others, then thinks for itself."""

    def __init__(self, d_model: int, num_heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHeadSelfAttention(d_model, num_heads)
        self.mlp = nn.Sequential(nn.Linear(d_model, 4 * d_model), nn.GELU(), nn.Linear(4 * d_model, d_model))

    def forward(self, x: Float[Tensor, "batch token width"]) -> Float[Tensor, "batch token width"]:
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


### END SOLUTION
