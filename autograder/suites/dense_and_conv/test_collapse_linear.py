"""Hidden suite of `collapse_linear`: one layer in place of a stack without activations."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

WEIGHT, BIAS = "out_width in_width", "out_width"


def _stack(rng, first, *others, dtype=torch.float64):
    """Random layers from the first width to the last."""
    layers = []
    for width in others:
        layers.append((rng.normal(width, first, dtype=dtype), rng.normal(width, dtype=dtype)))
        first = width
    return layers


@pytest.mark.points(0.5)
def test_collapses_two_layers_as_in_the_example(student):
    """The worked example comes out: 3·(2x + 1) - 5 is 6x - 2."""
    first, second = (torch.tensor([[2.0]]), torch.tensor([1.0])), (torch.tensor([[3.0]]), torch.tensor([-5.0]))
    weight, bias = student.collapse_linear([first, second])
    assert_close(weight, torch.tensor([[6.0]]), axes=WEIGHT)
    assert_close(bias, torch.tensor([-2.0]), axes=BIAS)


@pytest.mark.points(0.5)
def test_gives_the_weights_of_the_whole(student, reference, rng):
    """The weights of 1, 2 or 5 layers become one matrix, (out, in), also when all of them are square."""
    for widths in [(4, 4, 4), (3, 3, 3, 3), (3, 2), (4, 6, 3), (2, 5, 1, 4, 7, 3)]:
        layers = _stack(rng, *widths)
        weight, _ = student.collapse_linear(layers)
        assert_close(weight, reference.collapse_linear(layers)[0], axes=WEIGHT)


@pytest.mark.points(0.75)
def test_gives_the_biases_of_the_whole(student, reference, rng):
    """What an early layer adds goes through all the layers after it."""
    for widths in [(4, 4, 4), (3, 3, 3, 3), (3, 2), (4, 6, 3), (2, 5, 1, 4, 7, 3)]:
        layers = _stack(rng, *widths)
        _, bias = student.collapse_linear(layers)
        assert_close(bias, reference.collapse_linear(layers)[1], axes=BIAS)


@pytest.mark.points(0.25)
def test_answers_like_the_stack(student, rng):
    """Any input gets the same answer from the one layer as from the whole stack, one after the other."""
    layers, x = _stack(rng, 4, 6, 5, 3), rng.normal(7, 4)
    weight, bias = student.collapse_linear(layers)
    want = x
    for layer_weight, layer_bias in layers:
        want = want @ layer_weight.T + layer_bias
    assert_close(weight, layers[2][0] @ layers[1][0] @ layers[0][0], axes=WEIGHT)
    assert_close(x.to(weight.dtype) @ weight.T + bias, want, axes="sample out_width", atol=1e-4)


@pytest.mark.points(0.25)
def test_forgets_what_is_multiplied_by_zero(student, rng):
    """When the last layer's weights are all 0, nothing gets through, and its own bias is all that is left."""
    *before, (weight, last_bias) = _stack(rng, 4, 6, 5, 3)
    got_weight, got_bias = student.collapse_linear([*before, (0 * weight, last_bias)])
    assert_close(got_weight, torch.zeros(3, 4, dtype=torch.float64), axes=WEIGHT)
    assert_close(got_bias, last_bias, axes=BIAS)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradients with respect to the weights and biases of all layers are the right ones."""

    def collapsed(function):
        return lambda *flat: tuple(function(list(zip(flat[::2], flat[1::2], strict=True))))

    flat = [tensor for layer in _stack(rng, 3, 4, 4, 2) for tensor in layer]
    mine, right = collapsed(student.collapse_linear), collapsed(reference.collapse_linear)
    assert_gradients_close(mine, right, *flat, rtol=1e-5, atol=1e-5)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 layers give a float32 layer, float64 layers a float64 one."""
    for dtype in FLOATS:
        layers = _stack(rng, 3, 5, 2, dtype=dtype)
        weight, bias = student.collapse_linear(layers)
        want_weight, want_bias = reference.collapse_linear(layers)
        assert_close(weight, want_weight, axes=WEIGHT, dtype=True, atol=1e-5)
        assert_close(bias, want_bias, axes=BIAS, dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The list and the layers in it are the same after the call as before, and the result is right."""
    layers = _stack(rng, 4, 3, 5)
    with left_unchanged(student):
        weight, bias = student.collapse_linear(layers)
    want_weight, want_bias = reference.collapse_linear(layers)
    assert_close(weight, want_weight, axes=WEIGHT)
    assert_close(bias, want_bias, axes=BIAS)
