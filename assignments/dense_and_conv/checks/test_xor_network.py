"""Public checks of `xor_network`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, facts_only


def answers(student, inputs):
    """What the student's network says to these inputs, one number for each."""
    facts_only(student)  # two right networks need not have a number in common
    layers = student.xor_network()
    x = torch.tensor(inputs)
    for number, (weight, bias) in enumerate(layers):
        x = (x if number == 0 else x.relu()) @ weight.T + bias
    return x.detach()


@pytest.mark.points(1)
def test_inputs_that_differ(student):
    """The answer is at least 0.6 at (0, 1) and at (1, 0), and less where both are 0."""
    got = answers(student, [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    assert_close(got, got.clamp(min=0.6).where(torch.tensor([[True], [True], [False]]), got.clamp(max=0.4)))


@pytest.mark.points(1)
def test_inputs_that_are_equal(student):
    """The answer is at most 0.4 at (0, 0) and at (1, 1), and more where only one of them is 1."""
    got = answers(student, [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    assert_close(got, got.clamp(max=0.4).where(torch.tensor([[True], [True], [False]]), got.clamp(min=0.6)))


@pytest.mark.points(0.5)
def test_shapes(student):
    """There are two layers: at most 4 hidden units on two inputs, and one output on those."""
    facts_only(student)
    (hidden, hidden_bias), (output, output_bias) = student.xor_network()
    units = len(hidden_bias)
    assert_that(0 < units <= 4, "shape", perhaps=f"{units} hidden units are more than 4")
    assert_that(hidden.shape == (units, 2), "shape", perhaps=f"the hidden weights are {tuple(hidden.shape)}")
    assert_that(output.shape == (1, units), "shape", perhaps=f"the output's weights are {tuple(output.shape)}")
    assert_that(output_bias.shape == (1,), "shape", perhaps=f"the output's bias is {tuple(output_bias.shape)}")


@pytest.mark.points(0.5)
def test_a_little_noise(student):
    """With inputs that are a little off, the answers stay on their side of 0.5."""
    got = answers(student, [[0.04, 0.96], [1.04, -0.04], [0.04, -0.03], [0.96, 1.04]])
    assert_close(got > 0.5, torch.tensor([[True], [True], [False], [False]]))
