"""Public checks of `mlp_forward`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

HIDDEN = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]), torch.tensor([0.0, 0.0])
OUTPUT = torch.tensor([[-1.0, -1.0]]), torch.tensor([1.0])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out; it is a negative number."""
    got = student.mlp_forward(torch.tensor([[3.0, 5.0]]), [HIDDEN, OUTPUT])
    assert_close(got, torch.tensor([[-1.0]]), axes="sample out_width")


@pytest.mark.points(1)
def test_one_layer(student):
    """A network of one layer is a regression: negative numbers come in and go out as they are."""
    got = student.mlp_forward(torch.tensor([[-3.0, 1.0], [2.0, 2.0]]), [HIDDEN])
    assert_close(got, torch.tensor([[-4.0, 4.0], [0.0, 0.0]]), axes="sample out_width")


@pytest.mark.points(1)
def test_three_layers_of_one_unit(student):
    """Three layers of one unit each, small enough to follow: the second one's ReLU cuts off the first input."""
    layers = [
        (torch.tensor([[2.0]]), torch.tensor([1.0])),  # 1 -> 3 -> 3,   3 -> 7 -> 7
        (torch.tensor([[1.0]]), torch.tensor([-5.0])),  # 3 -> -2 -> 0,  7 -> 2 -> 2
        (torch.tensor([[-3.0]]), torch.tensor([1.0])),  # 0 -> 1,        2 -> -5
    ]
    got = student.mlp_forward(torch.tensor([[1.0], [3.0]]), layers)
    assert_close(got, torch.tensor([[1.0], [-5.0]]), axes="sample out_width")


@pytest.mark.points(1)
def test_no_layers(student):
    """An empty list of layers is refused; the list that was given is left as it is."""
    layers = [HIDDEN, OUTPUT]
    for _ in range(2):
        assert_close(student.mlp_forward(torch.zeros(1, 2), layers), torch.tensor([[1.0]]), axes="sample out_width")
    assert_rejects(lambda: student.mlp_forward(torch.zeros(1, 2), []))
