"""The references of `dense_and_conv`, and the given layers, against PyTorch's own."""

from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.testing import assert_close

ASSIGNMENT = "dense_and_conv"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]
Layers = list[tuple[Tensor, Tensor]]

WIDTHS = [(3, 5), (5, 4), (4, 2)]
"""The input and output widths of three layers."""


def network(layers: Layers, bend: type[nn.Module]) -> nn.Sequential:
    """PyTorch's layers with these weights, a bend after each but the last."""
    dense = [nn.Linear(*weight.shape[::-1]).double() for weight, _ in layers]
    for layer, (weight, bias) in zip(dense, layers, strict=True):
        layer.load_state_dict({"weight": weight, "bias": bias})
    return nn.Sequential(*(part for layer in dense[:-1] for part in (layer, bend())), dense[-1])


def pairs(*tensors: Tensor) -> Layers:
    """Weights and biases by turns, as layers."""
    return list(zip(tensors[::2], tensors[1::2], strict=True))


@pytest.mark.parametrize("module", ["affine", "given.layers"])
@pytest.mark.parametrize("batch", [(), (4,), (2, 3)])
def test_a_dense_layer_is_linear(load: Load, normal: Normal, agree: Agree, module: str, batch: tuple[int, ...]) -> None:
    """The same numbers and gradients as `F.linear`."""
    agree(load(module).affine, F.linear, normal(*batch, 5), normal(3, 5), normal(3))


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_network_is_sequential(load: Load, normal: Normal, depth: int) -> None:
    """The same answers as `nn.Sequential` of `nn.Linear` and `nn.ReLU`."""
    x, layers = normal(6, 3), [(normal(out, width), normal(out)) for width, out in WIDTHS[:depth]]
    assert_close(load("mlp_forward").mlp_forward(x, layers), network(layers, nn.ReLU)(x))


def test_the_xor_network_works_in_pytorch(load: Load) -> None:
    """Run by PyTorch's own layers, it is high where the inputs differ and low where not."""
    layers = [(weight.double(), bias.double()) for weight, bias in load("xor_network").xor_network()]
    corners = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
    assert (network(layers, nn.ReLU)(corners)[:, 0] > 0.5).tolist() == [False, True, True, False]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_one_layer_answers_as_all_of_them(load: Load, normal: Normal, depth: int) -> None:
    """For any input, the collapsed layer is `nn.Sequential` of the layers without a bend."""
    x, layers = normal(6, 3), [(normal(out, width), normal(out)) for width, out in WIDTHS[:depth]]
    collapsed = F.linear(x, *load("collapse_linear").collapse_linear(layers))
    assert_close(collapsed, network(layers, nn.Identity)(x))


def test_fixed_rows_are_padded_as_by_pytorch(load: Load, normal: Normal) -> None:
    """Cutting and filling up is `F.pad` with what is missing, which may be less than nothing."""
    rows = [normal(length) for length in (4, 0, 7, 1)]
    want = torch.stack([F.pad(row, (0, 4 - len(row)), value=-2.5) for row in rows])
    assert_close(load("to_fixed_vector").to_fixed_vector(rows, 4, -2.5), want)


@pytest.mark.parametrize("module", ["conv2d_valid", "given.layers"])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_convolution_is_conv2d(load: Load, normal: Normal, agree: Agree, module: str, stride: int) -> None:
    """The same features and gradients as `F.conv2d`, and the same features as by `F.unfold`."""
    image, kernels = normal(2, 7, 8), normal(4, 2, 3, 2)
    mine = load(module).conv2d_valid
    agree(
        lambda image, kernels: mine(image, kernels, stride),
        lambda image, kernels: F.conv2d(image[None], kernels, stride=stride)[0], image, kernels,
    )  # fmt: skip
    got = mine(image, kernels, stride)
    assert_close(got, (kernels.flatten(1) @ F.unfold(image[None], (3, 2), stride=stride)[0]).reshape(got.shape))


@pytest.mark.parametrize("stride", [1, 2, 4])
def test_a_transposed_convolution_is_that_of_pytorch(load: Load, normal: Normal, agree: Agree, stride: int) -> None:
    """The same canvas and gradients as `F.conv_transpose2d`, and the same canvas as by `F.fold`."""
    x, kernels = normal(2, 3, 4), normal(2, 5, 3, 2)
    mine = load("conv_transpose2d").conv_transpose2d
    agree(
        lambda x, kernels: mine(x, kernels, stride),
        lambda x, kernels: F.conv_transpose2d(x[None], kernels, stride=stride)[0], x, kernels,
    )  # fmt: skip
    got = mine(x, kernels, stride)
    stamps = kernels.flatten(1).mT @ x.flatten(1)  # (feature * pixels of the kernel, place)
    assert_close(got, F.fold(stamps, got.shape[1:], (3, 2), stride=stride))


@pytest.mark.parametrize("layers", [[(3, 2), (3, 1)], [(2, 3), (4, 2), (3, 1)], [(1, 3), (2, 1)], [(5, 1)] * 4])
def test_a_field_of_view_is_what_a_gradient_reaches(load: Load, layers: list[tuple[int, int]]) -> None:
    """From the first to the last input that the middle output of `F.conv1d` layers depends on."""
    inputs = torch.zeros(1, 1, 400, requires_grad=True)
    x = inputs
    for kernel, stride in layers:
        x = F.conv1d(x, torch.ones(1, 1, kernel), stride=stride)
    (gradient,) = torch.autograd.grad(x[0, 0, x.shape[-1] // 2], inputs)
    seen = gradient.flatten().nonzero()
    assert load("receptive_field").receptive_field(layers) == int(seen.max() - seen.min()) + 1
