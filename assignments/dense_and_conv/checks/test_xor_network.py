"""Public checks of `xor_network`."""

import pytest
import torch

from autograder.testing import assert_that, facts_only

ROUNDING = 1e-6


def answers(student, inputs):
    """What the student's network says to each of these inputs, whatever its dtype."""
    x = torch.tensor(inputs)
    for number, (weight, bias) in enumerate(student.xor_network()):
        x = (x if number == 0 else x.relu()) @ weight.float().T + bias.float()
    return dict(zip(inputs, x.detach()[:, 0].tolist(), strict=True))


def assert_says(student, wanted):
    """The answers to these inputs are high (at least 0.6) or low (at most 0.4), as they should be."""
    note = facts_only(student)  # two right networks need not have a number in common
    found = answers(student, list(wanted))
    heights = ["high" if y >= 0.6 - ROUNDING else "low" if y <= 0.4 + ROUNDING else "between" for y in found.values()]
    note("answers", heights)
    for (inputs, want), height in zip(wanted.items(), heights, strict=True):
        limit = "at least 0.6" if want == "high" else "at most 0.4"
        assert_that(height == want, expected=f"{limit} at {inputs}", got=f"{found[inputs]:.3g}")


@pytest.mark.points(1)
def test_inputs_that_differ(student):
    """The answer is at least 0.6 at (0, 1) and at (1, 0), and less where both are 0."""
    assert_says(student, {(0.0, 1.0): "high", (1.0, 0.0): "high", (0.0, 0.0): "low"})


@pytest.mark.points(1)
def test_inputs_that_are_equal(student):
    """The answer is at most 0.4 at (0, 0) and at (1, 1), and more where only one of them is 1."""
    assert_says(student, {(0.0, 0.0): "low", (1.0, 1.0): "low", (0.0, 1.0): "high"})


@pytest.mark.points(0.5)
def test_shapes(student):
    """There are two layers: at most 4 hidden units on two inputs, and one output on those; all of it is float32."""
    note = facts_only(student)
    layers = student.xor_network()
    note("layers", len(layers))
    assert_that(len(layers) == 2, "shape", expected="2 layers", got=str(len(layers)))
    (hidden, hidden_bias), (output, output_bias) = layers
    units, dtypes = len(hidden_bias), sorted({str(tensor.dtype) for layer in layers for tensor in layer})
    note("units, outputs, dtypes", [units <= 4, len(output), dtypes])
    assert_that(0 < units <= 4, "shape", expected="1 to 4 hidden units", got=str(units))
    assert_that(hidden.shape == (units, 2), "shape", got=f"hidden weights of shape {tuple(hidden.shape)}")
    assert_that(output.shape == (1, units), "shape", got=f"weights of the output of shape {tuple(output.shape)}")
    assert_that(output_bias.shape == (1,), "shape", got=f"a bias of the output of shape {tuple(output_bias.shape)}")
    assert_that(dtypes == ["torch.float32"], "dtype", got=", ".join(dtypes), perhaps="write 1.0, not 1")


@pytest.mark.points(0.5)
def test_a_little_noise(student):
    """With inputs that are a little off, the answers stay on their side of 0.5."""
    note = facts_only(student)
    found = answers(student, [(0.04, 0.96), (1.04, -0.04), (0.04, -0.03), (0.96, 1.04)])
    note("above", [y > 0.5 for y in found.values()])
    for (inputs, y), high in zip(found.items(), (True, True, False, False), strict=True):
        assert_that((y > 0.5) == high, got=f"{y:.3g} at {inputs}, on the wrong side of 0.5")
