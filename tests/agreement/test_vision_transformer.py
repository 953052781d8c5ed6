"""The references of `vision_transformer`, and the given parts, against PyTorch's own layers."""

from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close

ASSIGNMENT = "vision_transformer"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def renamed(model: nn.Module) -> dict[str, Tensor]:
    """The weights of the reference under the names of the given model, which is made of PyTorch's own blocks."""
    state = model.state_dict()
    theirs = {name: state[name] for name in state if not name.startswith(("blocks", "norm", "head"))}
    for name, old in {"head.0": "norm", "head.1": "head"}.items():
        theirs |= {f"{name}.{kind}": state[f"{old}.{kind}"] for kind in ("weight", "bias")}
    for number in range(len(model.blocks)):
        block = f"blocks.{number}."
        for name, old in {"norm1": "norm1", "norm2": "norm2", "linear1": "mlp.0", "linear2": "mlp.2"}.items():
            theirs |= {f"{block}{name}.{kind}": state[f"{block}{old}.{kind}"] for kind in ("weight", "bias")}
        attention = [state[f"{block}attention.w_{kind}.weight"] for kind in "qkvo"]
        theirs[f"{block}self_attn.in_proj_weight"] = torch.cat(attention[:3])
        theirs[f"{block}self_attn.out_proj.weight"] = attention[3]
        for name, times in {"in_proj_bias": 3, "out_proj.bias": 1}.items():
            theirs[f"{block}self_attn.{name}"] = torch.zeros(times * len(attention[3]), dtype=torch.float64)
    return theirs


@pytest.mark.parametrize("module", ["patchify", "given.vision"])
@pytest.mark.parametrize(("height", "width", "patch"), [(6, 9, 3), (4, 4, 2), (3, 5, 1)])
def test_patches_are_unfolded(
    load: Load, normal: Normal, agree: Agree, module: str, height: int, width: int, patch: int
) -> None:
    """The same numbers in the same order as `F.unfold` with a stride as long as the patch."""
    mine = load(module).patchify
    agree(
        lambda images: mine(images, patch), lambda images: F.unfold(images, patch, stride=patch).mT,
        normal(2, 3, height, width),
    )  # fmt: skip


@pytest.mark.parametrize("module", ["unpatchify", "given.vision"])
def test_images_are_folded(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """The same images as `F.fold`, and so the way back from `F.unfold`."""
    mine = load(module).unpatchify
    agree(
        lambda tokens: mine(tokens, 3, 6, 9), lambda tokens: F.fold(tokens.mT, (6, 9), 3, stride=3), normal(2, 6, 18)
    )  # fmt: skip


@pytest.mark.parametrize("module", ["patch_embed_conv", "given.vision"])
def test_vectors_of_patches_are_those_of_a_dense_layer(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """The reference is `F.conv2d`; cut out by `F.unfold` and put through `F.linear`, patches give the same."""
    agree(
        load(module).patch_embed_conv,
        lambda images, kernels, bias: F.linear(F.unfold(images, 3, stride=3).mT, kernels.flatten(1), bias),
        normal(2, 2, 6, 9), normal(5, 2, 3, 3), normal(5),
    )  # fmt: skip


@pytest.mark.parametrize("module", ["vit_tokens", "given.vision"])
def test_tokens_are_a_sum_of_what_and_where(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """Each token is looked up by `F.embedding` in a table of its image, and so is its position."""

    def theirs(patches: Tensor, class_token: Tensor, positions: Tensor) -> Tensor:
        places = torch.arange(len(positions))
        tables = [torch.cat([class_token[None], image]) for image in patches]
        return torch.stack([F.embedding(places, table) + F.embedding(places, positions) for table in tables])

    agree(load(module).vit_tokens, theirs, normal(2, 4, 3), normal(3), normal(5, 3))


def test_the_model_is_made_of_encoder_layers(load: Load, normal: Normal, agree: Agree) -> None:
    """The given model, of `nn.TransformerEncoderLayer`s, gives the same logits, gradients and maps."""
    torch.manual_seed(1)
    mine, theirs = (load(module).TinyViT(8, 4, 2, 5, 12, 3).double() for module in ("TinyViT", "given.vision"))
    theirs.load_state_dict(renamed(mine))
    images = normal(3, 2, 8, 8)
    agree(mine, theirs, images)
    assert_close(mine.attention_maps(images), theirs.attention_maps(images))
