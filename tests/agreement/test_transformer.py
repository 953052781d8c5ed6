"""The references of `transformer`, and the given parts, against PyTorch's own layers with the same weights."""

from pathlib import Path
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from autograder.sandbox.inside.modules import ModuleSpace

ROOT = Path(__file__).parents[2]
SOURCES = {path.name: path.read_text("utf-8") for path in (ROOT / "solutions/transformer").glob("*.py")}
SOURCES |= {f"given/{path.name}": path.read_text("utf-8") for path in (ROOT / "assignments/given").glob("*.py")}
SPACE = ModuleSpace(SOURCES)
given = SPACE.load("given.transformer")


def reference(name: str) -> ModuleType:
    """The reference solution's module."""
    return SPACE.load(name)


def normal(*shape: int, seed: int = 0) -> Tensor:
    """Random numbers with many digits, the same in every run."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def encoder_layer(block: nn.Module, heads: int) -> nn.TransformerEncoderLayer:
    """PyTorch's block with the weights of ours; its attention has biases, which are zero here."""
    width, inside = block.norm1.normalized_shape[0], block.fc1.out_features
    layer = nn.TransformerEncoderLayer(width, heads, inside, 0.0, F.gelu, batch_first=True, norm_first=True).double()
    attn = block.attn
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


def randomised(module: nn.Module) -> nn.Module:
    """The module in float64, with random numbers for all that it learns: norms are not 1 and 0, biases not 0."""
    module.double()
    for number, parameter in enumerate(module.parameters()):
        parameter.data = normal(*parameter.shape, seed=number) / 2
    return module


@pytest.mark.parametrize("eps", [1e-5, 0.1])
def test_layer_norm_is_that_of_pytorch(eps: float) -> None:
    """The same numbers as `nn.LayerNorm`, with any gain and shift."""
    norm = randomised(nn.LayerNorm(8, eps=eps))
    x = 3 * normal(2, 5, 8) + 1
    torch.testing.assert_close(reference("layer_norm").layer_norm(x, norm.weight, norm.bias, eps), norm(x))


@pytest.mark.parametrize("causal", [False, True])
def test_the_block_is_that_of_pytorch(causal: bool) -> None:
    """The same tokens and the same gradients as `nn.TransformerEncoderLayer`, causal or not."""
    block = randomised(reference("TransformerBlock").TransformerBlock(8, 2, 12, causal))
    layer, x = encoder_layer(block, 2), normal(3, 5, 8)
    mask = nn.Transformer.generate_square_subsequent_mask(5, dtype=x.dtype) if causal else None
    mine, theirs = block(x), layer(x, mask, is_causal=causal)
    torch.testing.assert_close(mine, theirs)
    weights = normal(3, 5, 8, seed=1)
    for result in (mine, theirs):
        (result * weights).sum().backward()
    torch.testing.assert_close(block.fc1.weight.grad, layer.linear1.weight.grad)
    torch.testing.assert_close(block.attn.w_o.weight.grad, layer.self_attn.out_proj.weight.grad)


@pytest.mark.parametrize("causal", [False, True])
def test_the_given_block_is_the_reference(causal: bool) -> None:
    """The same names, the same tokens and the same gradients, in training and in use."""
    block = randomised(reference("TransformerBlock").TransformerBlock(8, 2, 12, causal))
    other, x = given.TransformerBlock(8, 2, 12, causal).double(), normal(3, 5, 8)
    other.load_state_dict(block.state_dict())
    torch.testing.assert_close(other(x), block(x))
    for each in (block, other):
        each(x).square().sum().backward()
    for (name, mine), (_, theirs) in zip(block.named_parameters(), other.named_parameters(), strict=True):
        torch.testing.assert_close(theirs.grad, mine.grad, msg=name)
    with torch.no_grad():
        torch.testing.assert_close(other.eval()(x), block.eval()(x))


def test_given_embedding_is_the_reference() -> None:
    """The same vectors, and the same refusal."""
    ids, tables = torch.tensor([[3, 1, 3], [0, 2, 2]]), (normal(4, 5), normal(6, 5, seed=1))
    embed = reference("embed_with_positions").embed_with_positions
    torch.testing.assert_close(given.embed_with_positions(ids, *tables), embed(ids, *tables))
    torch.testing.assert_close(embed(ids, *tables), F.embedding(ids, tables[0]) + tables[1][:3])
    for function in (given.embed_with_positions, embed):
        with pytest.raises(ValueError, match="positions|places"):
            function(ids, tables[0], tables[1][:2])


def test_the_given_model_is_the_reference() -> None:
    """The same names and the same logits."""
    model = randomised(reference("TinyTransformerLM").TinyTransformerLM(11, 7))
    other, ids = given.TinyTransformerLM(11, 7).double(), torch.arange(10).reshape(2, 5)
    other.load_state_dict(model.state_dict())
    torch.testing.assert_close(other(ids), model(ids))


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 2.5])
def test_temperature_is_that_of_pytorch_and_of_the_given_part(temperature: float) -> None:
    """`Categorical` has the same probabilities, and the given function too, also at 0."""
    logits = 3 * normal(2, 4, 9)
    logits[0, 1, [3, 5]] = 11.0
    mine = reference("temperature_probs").temperature_probs(logits, temperature)
    torch.testing.assert_close(given.temperature_probs(logits, temperature), mine)
    if temperature:
        torch.testing.assert_close(torch.distributions.Categorical(logits=logits / temperature).probs, mine)


@pytest.mark.parametrize(("top_k", "top_p"), [(1, None), (4, None), (None, 0.3), (None, 1.0), (5, 0.8), (20, 0.01)])
def test_the_given_filter_is_the_reference(top_k: int | None, top_p: float | None) -> None:
    """The same logits are kept, in every row."""
    logits = 2 * normal(3, 4, 9)
    mine = reference("filter_logits").filter_logits(logits, top_k, top_p)
    assert torch.equal(given.filter_logits(logits, top_k, top_p), mine)
