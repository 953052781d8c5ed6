"""Other ways to write `TinyViT`: right ones, and the mistakes students make."""

import math

import torch
import torch.nn.functional as F
from given.attention import MultiHeadSelfAttention
from patchify import patchify
from torch import nn

from autograder.testing import alternative, misconception


class _Block(nn.Module):
    causal = False

    def __init__(self, d_model, num_heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHeadSelfAttention(d_model, num_heads, causal=self.causal)
        self.fc1, self.fc2 = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class _ViT(nn.Module):
    """The right answer, in parts; each variant replaces one of them."""

    block = _Block

    def __init__(self, image_size, patch, channels, num_classes, d_model=32, num_heads=4, num_layers=2):
        super().__init__()
        self.patch, self.tokens, self.num_layers = patch, (image_size // patch) ** 2 + 1, num_layers
        self.embed = nn.Conv2d(channels, d_model, patch, stride=patch)
        self.class_token = nn.Parameter(torch.randn(d_model))
        self.positions = self.first_positions(d_model)
        self.blocks = self.all_blocks([self.block(d_model, num_heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(self.head_width(d_model), num_classes)

    def first_positions(self, d_model):
        return nn.Parameter(0.5 * torch.randn(self.tokens, d_model))

    def all_blocks(self, blocks):
        return nn.ModuleList(blocks)

    def head_width(self, d_model):
        return d_model

    def patches(self, images):
        return self.embed(images).flatten(2).mT

    def joined(self, patches):
        return torch.cat([self.class_token.expand(len(patches), 1, -1), patches], dim=1) + self.positions

    def encoded(self, images):
        x = self.joined(self.patches(images))
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def forward(self, images):
        return self.head(self.encoded(images)[:, 0])

    def attention_maps(self, images):
        x = self.joined(self.patches(images))
        for block in self.blocks[:-1]:
            x = block(x)
        return self.maps(self.blocks[-1], x)

    def maps(self, block, x):
        return block.attention.attention_maps(block.norm1(x))


@alternative
class mean_pooling(_ViT):
    def forward(self, images):
        return self.head(self.encoded(images).mean(dim=1))


@alternative
class mean_without_class(_ViT):
    def forward(self, images):
        return self.head(self.encoded(images)[:, 1:].mean(dim=1))


@alternative
class all_tokens_flattened(_ViT):
    def head_width(self, d_model):
        return self.tokens * d_model

    def forward(self, images):
        return self.head(self.encoded(images).flatten(start_dim=1))


@alternative
class last_patch_answers(_ViT):
    def forward(self, images):
        return self.head(self.encoded(images)[:, -1])


@alternative
class fixed_positions(_ViT):
    """Waves in the place of learned positions, in a buffer that is not part of the state."""

    def first_positions(self, d_model):
        place, feature = torch.arange(self.tokens)[:, None], torch.arange(d_model)[None, :]
        self.register_buffer("positions", torch.sin(place * 10 ** (-feature / d_model) + feature), persistent=False)
        return self.positions


@alternative
class by_hand(nn.Module):
    """Class token last, a linear layer on `patchify`, all parameters in plain tensors, attention by einsum."""

    def __init__(self, image_size, patch, channels, num_classes, d_model=32, num_heads=4, num_layers=2):
        super().__init__()
        self.patch, self.num_heads, self.num_layers = patch, num_heads, num_layers
        width, tokens = 4 * d_model, (image_size // patch) ** 2 + 1
        shapes = {
            "embed": (patch * patch * channels, d_model),
            "places": (tokens, d_model),
            "out": (d_model, num_classes),
        }
        shapes |= {f"{name}{layer}": shape for layer in range(num_layers) for name, shape in [
            ("q", (d_model, d_model)), ("k", (d_model, d_model)), ("v", (d_model, d_model)), ("o", (d_model, d_model)),
            ("up", (d_model, width)), ("down", (width, d_model)),
        ]}  # fmt: skip
        self.weights = nn.ParameterDict({name: torch.randn(s) / math.sqrt(s[0]) for name, s in shapes.items()})

    def _normed(self, x):
        return F.layer_norm(x, x.shape[-1:])

    def _start(self, images):
        x = patchify(images, self.patch) @ self.weights["embed"]
        return F.pad(x, (0, 0, 0, 1)) + self.weights["places"]

    def _attention(self, x, layer):
        q, k, v = (
            torch.einsum(
                "btd,dhk->bhtk", self._normed(x), self.weights[f"{name}{layer}"].unflatten(1, (self.num_heads, -1))
            )
            for name in "qkv"
        )
        return (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1), v

    def _block(self, x, layer):
        weights, v = self._attention(x, layer)
        x = x + torch.einsum("bhij,bhjk->bihk", weights, v).flatten(2) @ self.weights[f"o{layer}"]
        return x + F.gelu(self._normed(x) @ self.weights[f"up{layer}"]) @ self.weights[f"down{layer}"]

    def _after(self, images, layers):
        x = self._start(images)
        for layer in range(layers):
            x = self._block(x, layer)
        return x

    def forward(self, images):
        return self._normed(self._after(images, self.num_layers)[:, -1]) @ self.weights["out"]

    def attention_maps(self, images):
        return self._attention(self._after(images, self.num_layers - 1), self.num_layers - 1)[0]


class _CausalBlock(_Block):
    causal = True


@misconception
class causal_blocks(_ViT):
    """The blocks are causal. The class token stands first, so it sees nothing but itself, and every image gets the same
    logits. An image has no future to hide: let every token look at all others."""

    block = _CausalBlock


@misconception
class positions_missing(_ViT):
    """The model does not know where a patch is: positions are missing, or they are zeros that nothing can learn. Add an
    `nn.Parameter` with a vector for each token."""

    def first_positions(self, d_model):
        return torch.zeros(self.tokens, d_model)


@misconception
class softmax_output(_ViT):
    """The answer is made of probabilities. Return the logits: the loss does the softmax itself."""

    def forward(self, images):
        return super().forward(images).softmax(dim=-1)


@misconception
class log_softmax_output(_ViT):
    """The answer is made of logarithms of probabilities. Return the logits as they come from the linear layer: the loss
    does the softmax itself."""

    def forward(self, images):
        return super().forward(images).log_softmax(dim=-1)


@misconception
class python_list_blocks(_ViT):
    """The blocks are kept in a plain Python list, where PyTorch does not find their parameters: nothing in them would
    be learned. Use `nn.ModuleList`."""

    def all_blocks(self, blocks):
        return blocks


@misconception
class shared_block(_ViT):
    """All layers are one and the same block, used several times. Make a new block for every layer."""

    def all_blocks(self, blocks):
        return nn.ModuleList(blocks[:1] * len(blocks))


@misconception
class one_block_only(_ViT):
    """There is one block, whatever `num_layers` says."""

    def all_blocks(self, blocks):
        return nn.ModuleList(blocks[:1])


class _ReplacingBlock(_Block):
    def forward(self, x):
        x = self.attention(self.norm1(x))
        return self.fc2(F.gelu(self.fc1(self.norm2(x))))


@misconception
class nothing_added(_ViT):
    """A block loses what it was given: an `x +` is missing in front of the attention or the MLP, or a norm comes after
    the sum. Write `x = x + attention(norm(x))`, and the MLP likewise."""

    block = _ReplacingBlock


@misconception
class maps_of_first_block(_ViT):
    """`attention_maps` shows what the first block does, or what the last one would do with the tokens as they come from
    the image. Let the tokens pass through all blocks before the last one first."""

    def attention_maps(self, images):
        return self.maps(self.blocks[0], self.joined(self.patches(images)))


@misconception
class maps_averaged(_ViT):
    """`attention_maps` averages over the heads. There is one map for each head."""

    def maps(self, block, x):
        return super().maps(block, x).mean(dim=1)


@misconception
class maps_before_softmax(_ViT):
    """`attention_maps` returns scores. The weights are what the softmax makes of them: positive, and each row sums to
    1."""

    def maps(self, block, x):
        return super().maps(block, x).log()


@misconception
class class_token_missing(_ViT):
    """There is no class token: N patches make N tokens. One more belongs to them, which gathers what the image
    shows."""

    def joined(self, patches):
        return patches + self.positions[1:]


@misconception
class batch_statistics(_ViT):
    """In training mode the logits of an image depend on the other images in the batch: there is a batch norm. Use
    `nn.LayerNorm`, which looks at each token alone."""

    def patches(self, images):
        found = super().patches(images).mT
        mean, spread = found.new_zeros(found.shape[1]), found.new_ones(found.shape[1])
        return F.batch_norm(found, mean, spread, training=self.training).mT


@misconception
class dropout_left_in(_ViT):
    """In training mode the same image gets other logits each time: there is dropout. This small model does without."""

    def patches(self, images):
        return F.dropout(super().patches(images), 0.1, self.training)


@misconception
class graph_cut(_ViT):
    """The logits are right, but no gradient reaches the patch embedding: a detach(), .data or torch.tensor(…) is on the
    way, and the model could not learn to see."""

    def patches(self, images):
        return super().patches(images).detach()


@misconception
class dtype_hardcoded(_ViT):
    """The model works in float32 only: after `.double()` something on the way is still fixed to it, a buffer or a
    `.float()`."""

    def encoded(self, images):
        return super().encoded(images).float()


@misconception
class input_mutated(_ViT):
    """The images themselves are changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on
    a new tensor."""

    def patches(self, images):
        found = super().patches(images)
        with torch.no_grad():
            images -= images.mean()
        return found
