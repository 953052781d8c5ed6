"""The references of `transformer`, and the given parts, against PyTorch's own layers with the same weights."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close

from autograder.engine.naming import watched_calls
from autograder.sandbox.inside.watch import Watch
from autograder.store.manifest import load_assignment

ASSIGNMENT = "transformer"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def randomised(module: nn.Module, normal: Normal) -> nn.Module:
    """The module in float64, with random numbers for all that it learns: norms are not 1 and 0, biases not 0."""
    module.double()
    for parameter in module.parameters():
        parameter.data = normal(*parameter.shape) / 2
    return module


def encoder_layer(block: nn.Module, heads: int) -> nn.TransformerEncoderLayer:
    """PyTorch's block with the weights of ours; its attention has biases, which are zero here."""
    width, inside, attn = block.fc1.in_features, block.fc1.out_features, block.attn
    layer = nn.TransformerEncoderLayer(width, heads, inside, 0.0, F.gelu, batch_first=True, norm_first=True).double()
    state = {
        "self_attn.in_proj_weight": torch.cat([attn.w_q.weight, attn.w_k.weight, attn.w_v.weight]),
        "self_attn.in_proj_bias": torch.zeros(3 * width),
        "self_attn.out_proj.weight": attn.w_o.weight,
        "self_attn.out_proj.bias": torch.zeros(width),
    }
    for theirs, ours in {"norm1": "norm1", "norm2": "norm2", "linear1": "fc1", "linear2": "fc2"}.items():
        state |= {f"{theirs}.{name}": tensor for name, tensor in block.get_submodule(ours).state_dict().items()}
    layer.load_state_dict(state)
    return layer


def test_embedding_is_that_of_pytorch_and_the_given_one(load: Load, normal: Normal, agree: Agree) -> None:
    """Two look-ups, added; the given one refuses what the reference does."""
    ids, tables = torch.tensor([[3, 1, 3], [0, 2, 2]]), (normal(4, 5), normal(6, 5))
    mine, given = load("embed_with_positions").embed_with_positions, load("given.transformer").embed_with_positions
    places = torch.arange(3).expand(2, -1)
    agree(lambda *two: mine(ids, *two), lambda *two: F.embedding(ids, two[0]) + F.embedding(places, two[1]), *tables)
    agree(lambda *two: mine(ids, *two), lambda *two: given(ids, *two), *tables)
    for function in (mine, given):
        with pytest.raises(ValueError, match="3 tokens"):
            function(ids, tables[0], tables[1][:2])


@pytest.mark.parametrize("eps", [1e-5, 0.1])
def test_layer_norm_is_that_of_pytorch(load: Load, normal: Normal, agree: Agree, eps: float) -> None:
    """With any gain, shift and eps."""

    def theirs(x: Tensor, gain: Tensor, shift: Tensor) -> Tensor:
        return F.layer_norm(x, gain.shape, gain, shift, eps)

    mine = load("layer_norm").layer_norm
    agree(lambda x, gain, shift: mine(x, gain, shift, eps), theirs, 3 * normal(2, 5, 8) + 1, normal(8), normal(8))


@pytest.mark.parametrize("causal", [False, True])
def test_the_block_is_that_of_pytorch(load: Load, normal: Normal, agree: Agree, causal: bool) -> None:
    """`nn.TransformerEncoderLayer`, the norm first, causal or not: the same tokens, and the same gradients."""
    block, x = randomised(load("TransformerBlock").TransformerBlock(8, 2, 12, causal), normal), normal(3, 5, 8)
    layer = encoder_layer(block, 2)
    mask = nn.Transformer.generate_square_subsequent_mask(5, dtype=x.dtype) if causal else None
    agree(block, lambda x: layer(x, mask, is_causal=causal), x)
    assert_close(block.fc1.weight.grad, layer.linear1.weight.grad)
    assert_close(block.attn.w_o.weight.grad, layer.self_attn.out_proj.weight.grad)


@pytest.mark.parametrize("causal", [False, True])
def test_the_given_block_is_the_reference(load: Load, normal: Normal, agree: Agree, causal: bool) -> None:
    """The same names, tokens and gradients, and the same tokens in use, where PyTorch takes another path."""
    block, x = randomised(load("TransformerBlock").TransformerBlock(8, 2, 12, causal), normal), normal(3, 5, 8)
    given = load("given.transformer").TransformerBlock(8, 2, 12, causal).double()
    given.load_state_dict(block.state_dict())
    agree(block, given, x)
    for (name, mine), (_, theirs) in zip(block.named_parameters(), given.named_parameters(), strict=True):
        assert_close(theirs.grad, mine.grad, msg=name)
    with torch.no_grad():
        assert_close(given.eval()(x), block.eval()(x))


def test_the_given_model_is_the_reference(load: Load, normal: Normal) -> None:
    """The same names and the same logits."""
    model = randomised(load("TinyTransformerLM").TinyTransformerLM(11, 7), normal)
    given, ids = load("given.transformer").TinyTransformerLM(11, 7).double(), torch.arange(10).reshape(2, 5)
    given.load_state_dict(model.state_dict())
    assert_close(given(ids), model(ids))


def test_the_model_may_be_made_of_given_parts(load: Load, normal: Normal) -> None:
    """What the given block and embedding call is not banned in the exercise in which they are allowed."""
    exercise = load_assignment(Path(__file__).parents[2] / "assignments" / ASSIGNMENT).exercise("TinyTransformerLM")
    assert exercise is not None
    watch, given = Watch(watched_calls(exercise.banned)), load("given.transformer")
    with watch.watching():
        x = given.embed_with_positions(torch.tensor([[3, 1]]), normal(4, 8), normal(6, 8))
        given.TransformerBlock(8, 2, 12, causal=True).double()(x).sum().backward()
    assert not watch.seen


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 2.5])
def test_temperature_is_that_of_pytorch_and_the_given_one(load: Load, normal: Normal, temperature: float) -> None:
    """`Categorical` has the same probabilities, and the given function too, also at 0."""
    logits = 3 * normal(2, 4, 9)
    logits[0, 1, [3, 5]] = 11.0
    mine = load("temperature_probs").temperature_probs(logits, temperature)
    assert_close(load("given.transformer").temperature_probs(logits, temperature), mine)
    if temperature:
        assert_close(torch.distributions.Categorical(logits=logits / temperature).probs, mine)


@pytest.mark.parametrize(("top_k", "top_p"), [(1, None), (4, None), (None, 0.3), (None, 1.0), (5, 0.8), (20, 0.01)])
def test_the_given_filter_is_the_reference(load: Load, normal: Normal, top_k: int | None, top_p: float | None) -> None:
    """The same logits are kept, in every row."""
    logits = 2 * normal(3, 4, 9)
    mine = load("filter_logits").filter_logits(logits, top_k, top_p)
    assert torch.equal(load("given.transformer").filter_logits(logits, top_k, top_p), mine)
