"""The references of `self_attention`, and the given parts, against PyTorch's own attention."""

from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close

ASSIGNMENT = "self_attention"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def with_weights(layer: nn.Module) -> nn.MultiheadAttention:
    """PyTorch's layer with the weights of ours, and no biases."""
    width = layer.w_q.in_features
    theirs = nn.MultiheadAttention(width, layer.num_heads, bias=False, batch_first=True).double()
    weights = torch.cat([layer.w_q.weight, layer.w_k.weight, layer.w_v.weight])
    theirs.load_state_dict({"in_proj_weight": weights, "out_proj.weight": layer.w_o.weight})
    return theirs


@pytest.mark.parametrize("module", ["similarity_scores", "given.attention"])
def test_similarities_are_bmm(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """The same numbers and gradients as `torch.bmm` with the tokens turned round."""
    agree(load(module).similarity_scores, lambda x: torch.bmm(x, x.transpose(1, 2)), normal(3, 4, 5))


def test_queries_keys_and_values_are_linear(load: Load, normal: Normal, agree: Agree) -> None:
    """Three times `F.linear`, which takes its weights the other way round."""
    agree(
        load("project_qkv").project_qkv, lambda x, *weights: tuple(F.linear(x, w.T) for w in weights),
        normal(2, 3, 5), normal(5, 4), normal(5, 4), normal(5, 4),
    )  # fmt: skip


@pytest.mark.parametrize("module", ["attention_weights", "given.attention"])
@pytest.mark.parametrize("masked", [False, True])
def test_weights_are_what_pytorch_mixes_with(
    load: Load, normal: Normal, agree: Agree, module: str, masked: bool
) -> None:
    """With the identity as values, `F.scaled_dot_product_attention` gives its weights."""
    q, k, one = normal(2, 3, 5), normal(2, 4, 5), torch.eye(4, dtype=torch.float64).expand(2, 4, 4)
    mask = (normal(2, 3, 4) > 0) | one[:, :3].bool() if masked else None
    weights = load(module).attention_weights
    agree(
        lambda q, k: weights(q, k, mask), lambda q, k: F.scaled_dot_product_attention(q, k, one, mask), q, k
    )  # fmt: skip


def test_dropped_weights_are_scaled_as_in_dropout(load: Load) -> None:
    """Each number is 0 or as large as `F.dropout` makes it, in training; and without training as it was."""
    weights, p = torch.full((50, 40), 0.25, dtype=torch.float64), 0.3
    drop = load("attention_dropout").attention_dropout
    got, theirs = drop(weights, p, True, torch.Generator().manual_seed(1)), F.dropout(weights, p)
    assert_close(got.unique(), theirs.unique())
    assert abs(float((got == 0).double().mean()) - p) < 0.06
    assert_close(drop(weights, p, False), F.dropout(weights, p, training=False))
    assert_close(drop(weights, 1.0, True), F.dropout(weights, 1.0))


@pytest.mark.parametrize("module", ["scaled_dot_product_attention", "given.attention"])
@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_that_of_pytorch(load: Load, normal: Normal, agree: Agree, module: str, causal: bool) -> None:
    """The same mixtures and gradients as `F.scaled_dot_product_attention`."""
    mine, keys = load(module).scaled_dot_product_attention, 4 if causal else 6
    agree(
        lambda q, k, v: mine(q, k, v, causal),
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=causal),
        normal(2, 3, 4, 5), normal(2, 3, keys, 5), normal(2, 3, keys, 7),
    )  # fmt: skip


@pytest.mark.parametrize("module", ["split_heads", "given.attention"])
def test_heads_are_chunks(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """Each head has one of the `chunk`s of the channels, and `cat` puts them back."""
    heads = load(module)
    agree(lambda x: heads.split_heads(x, 3), lambda x: torch.stack(x.chunk(3, dim=2), dim=1), normal(2, 4, 6))
    agree(heads.merge_heads, lambda x: torch.cat(list(x.unbind(1)), dim=2), normal(2, 3, 4, 2))


@pytest.mark.parametrize("module", ["MultiHeadSelfAttention", "given.attention"])
@pytest.mark.parametrize("causal", [False, True])
def test_the_layer_is_that_of_pytorch(load: Load, normal: Normal, agree: Agree, module: str, causal: bool) -> None:
    """The same tokens, gradients and maps as `nn.MultiheadAttention` with the same weights."""
    torch.manual_seed(1)
    mine = load(module).MultiHeadSelfAttention(6, 3, causal).double()
    theirs, x = with_weights(mine), normal(2, 4, 6)
    hidden = torch.ones(4, 4).triu(1).bool() if causal else None  # there, True is what may not be seen
    agree(mine, lambda x: theirs(x, x, x, attn_mask=hidden, need_weights=False)[0], x)
    maps = theirs(x, x, x, attn_mask=hidden, average_attn_weights=False)[1]
    assert_close(mine.attention_maps(x), maps)


def test_importance_is_the_mean_of_the_columns_of_averaged_maps(load: Load, normal: Normal) -> None:
    """`nn.MultiheadAttention` averages over the heads itself; what is received from there gives the same order."""
    torch.manual_seed(1)
    layer, x = nn.MultiheadAttention(6, 3, batch_first=True).double(), normal(1, 5, 6)
    maps, averaged = (layer(x, x, x, average_attn_weights=mean)[1][0].detach() for mean in (False, True))
    want = [words for _, words in sorted(zip(averaged.sum(dim=0).tolist(), "abcde", strict=True), reverse=True)]
    assert load("importance_order").importance_order(maps, list("abcde")) == want
