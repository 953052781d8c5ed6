"""Hidden suite of `mlp_forward`: affine layers with a ReLU after each but the last."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    left_unchanged,
)

AXES = "sample out_width"


def _network(rng, first, *others, dtype=torch.float64):
    """Random layers from the first width to the last."""
    layers = []
    for width in others:
        layers.append((rng.normal(width, first, dtype=dtype), rng.normal(width, dtype=dtype)))
        first = width
    return layers


@pytest.mark.points(0.5)
def test_answers_as_in_the_example(student):
    """The worked example comes out: two hidden units, one of them cut off by its ReLU, and a negative answer."""
    hidden = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]), torch.tensor([0.0, 0.0])
    output = torch.tensor([[-1.0, -1.0]]), torch.tensor([1.0])
    got = student.mlp_forward(torch.tensor([[3.0, 5.0]]), [hidden, output])
    assert_close(got, torch.tensor([[-1.0]]), axes=AXES)


@pytest.mark.points(0.5)
def test_is_plain_regression_with_one_layer(student, rng):
    """A network of one layer is a regression: no ReLU, neither before nor after it."""
    for widths in [(8, 3), (4, 4), (1, 1)]:
        x, layers = rng.normal(6, widths[0]), _network(rng, *widths)
        assert_close(student.mlp_forward(x, layers), x @ layers[0][0].T + layers[0][1], axes=AXES)


@pytest.mark.points(1)
def test_runs_through_all_layers(student, reference, rng):
    """Any number of layers of any widths: each works on what the one before it found."""
    for samples, widths in [(5, (3, 8, 2)), (3, (4, 7, 5, 6, 1)), (1, (2, 6, 3)), (4, (5, 1, 3)), (6, (1, 4, 4, 2))]:
        x, layers = rng.normal(samples, widths[0]), _network(rng, *widths)
        assert_close(student.mlp_forward(x, layers), reference.mlp_forward(x, layers), axes=AXES)


@pytest.mark.points(0.5)
def test_keeps_the_order_of_the_layers(student, reference, rng):
    """The first layer in the list is next to the input, also where all layers have the same width."""
    for layers in (2, 4):
        x, network = rng.normal(5, 4), _network(rng, *[4] * (layers + 1))
        assert_close(student.mlp_forward(x, network), reference.mlp_forward(x, network), axes=AXES)


@pytest.mark.points(0.25)
def test_grows_in_proportion_without_biases(student, reference, rng):
    """Without biases, an input three times as large gives an answer three times as large: a ReLU has no other scale."""
    x, layers = rng.normal(5, 3), [(weight, 0 * bias) for weight, bias in _network(rng, 3, 6, 6, 2)]
    once = student.mlp_forward(x, layers)
    assert_close(once, reference.mlp_forward(x, layers), axes=AXES)
    assert_close(student.mlp_forward(3 * x, layers), 3 * once.detach(), axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """The gradients reach the input and the weights and biases of every layer, the first one too."""

    def with_layers(function):
        return lambda x, *flat: function(x, list(zip(flat[::2], flat[1::2], strict=True)))

    inputs = rng.normal(4, 3), *(tensor for layer in _network(rng, 3, 5, 5, 2) for tensor in layer)
    assert_gradients_close(with_layers(student.mlp_forward), with_layers(reference.mlp_forward), *inputs)


@pytest.mark.points(0.25)
def test_refuses_a_network_without_layers(student, reference, rng):
    """An empty list of layers is a ValueError; a list of two is not."""
    x, layers = rng.normal(3, 4), _network(rng, 4, 6, 2)
    assert_close(student.mlp_forward(x, layers), reference.mlp_forward(x, layers), axes=AXES)
    assert_rejects(lambda: student.mlp_forward(x, []))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs and layers give float32 answers, float64 ones float64."""
    for dtype in FLOATS:
        x, layers = rng.normal(3, 4, dtype=dtype), _network(rng, 4, 6, 2, dtype=dtype)
        want = reference.mlp_forward(x, layers)
        assert_close(student.mlp_forward(x, layers), want, axes=AXES, dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The input, the list and the layers in it are the same after the call as before, and the answer is right."""
    x, layers = rng.normal(3, 4), _network(rng, 4, 6, 2)
    with left_unchanged(student):
        got = student.mlp_forward(x, layers)
    assert_close(got, reference.mlp_forward(x, layers), axes=AXES)
