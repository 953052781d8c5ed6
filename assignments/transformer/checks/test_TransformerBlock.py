"""Public checks of `TransformerBlock`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, load_parameters, parameters

AXES = "batch token width"
NAMES = ("attn.w_q", "attn.w_k", "attn.w_v", "attn.w_o", "fc1", "fc2")


def weights(width, **changes):
    """Matrices that change nothing, no biases, norms that only norm; and what the changes say."""
    plain = {f"{name}.weight": torch.eye(width) for name in NAMES}
    plain |= {f"{name}.bias": torch.zeros(width) for name in ("fc1", "fc2", "norm1", "norm2")}
    plain |= {f"{name}.weight": torch.ones(width) for name in ("norm1", "norm2")}
    return plain | {name.replace("__", "."): tensor for name, tensor in changes.items()}


@pytest.mark.points(2)
def test_worked_example(student):
    """The worked example of the handout comes out: the token (1, 3)."""
    block = student.TransformerBlock(2, 1, 2)
    load_parameters(block, weights(2))
    want = torch.tensor([[[-0.1587, 4.8413]]])
    assert_close(block(torch.tensor([[[1.0, 3.0]]])), want, axes=AXES, atol=1e-3)


@pytest.mark.points(1)
def test_attention_only(student):
    """With nothing from the dense network, and norm1 making (10, 10) of everything, each token gets (10, 10) more."""
    block = student.TransformerBlock(2, 2, 2)
    none, ten = torch.zeros(2), torch.full((2,), 10.0)
    load_parameters(block, weights(2, fc2__weight=torch.zeros(2, 2), norm1__weight=none, norm1__bias=ten))
    x = torch.tensor([[[1.0, 3.0], [0.0, -2.0]]])
    assert_close(block(x), x + 10, axes=AXES)


@pytest.mark.points(1)
def test_dense_network_only(student):
    """With nothing from attention, and norm2 making (3, 3) of everything, each token gets GELU(3) = 2.996 more."""
    block = student.TransformerBlock(2, 1, 2)
    none, three = torch.zeros(2), torch.full((2,), 3.0)
    load_parameters(block, weights(2, attn__w_o__weight=torch.zeros(2, 2), norm2__weight=none, norm2__bias=three))
    x = torch.tensor([[[1.0, 3.0], [0.0, -2.0]]])
    assert_close(block(x), x + 2.996, axes=AXES, atol=1e-3)


@pytest.mark.points(1)
def test_causal(student):
    """Two tokens: with causal=True the first one does not know the second one, without it does."""
    one, other = torch.tensor([[[1.0, 3.0], [5.0, 0.0]]]), torch.tensor([[[1.0, 3.0], [0.0, 5.0]]])
    for causal in (True, False):
        block = student.TransformerBlock(2, 1, 2, causal=causal)
        load_parameters(block, weights(2))
        first, second = block(one)[:, 0], block(other)[:, 0]
        differ = bool((first - second).abs().max() > 0.01)
        knows = "knows" if differ else "does not know"
        assert_that(differ != causal, got=f"with causal={causal} the first token {knows} the second")


@pytest.mark.points(1)
def test_names_and_sizes(student):
    """The parameters have the names and the sizes that are asked for, and there are no others."""
    sizes = {name: tuple(tensor.shape) for name, tensor in parameters(student.TransformerBlock(4, 2, 7)).items()}
    want = {f"attn.{name}.weight": (4, 4) for name in ("w_q", "w_k", "w_v", "w_o")}
    want |= {"norm1.weight": (4,), "norm1.bias": (4,), "norm2.weight": (4,), "norm2.bias": (4,)}
    want |= {"fc1.weight": (7, 4), "fc1.bias": (7,), "fc2.weight": (4, 7), "fc2.bias": (4,)}
    missing, more = want.items() - sizes.items(), sizes.items() - want.items()
    assert not missing and not more, f"missing: {sorted(missing)}; too many: {sorted(more)}"
