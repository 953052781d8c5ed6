"""Public checks of `collapse_linear`."""

import pytest
import torch

from autograder.testing import assert_close


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: 3·(2x + 1) - 5 is 6x - 2."""
    first, second = (torch.tensor([[2.0]]), torch.tensor([1.0])), (torch.tensor([[3.0]]), torch.tensor([-5.0]))
    weight, bias = student.collapse_linear([first, second])
    assert_close(weight, torch.tensor([[6.0]]), axes="out_width in_width")
    assert_close(bias, torch.tensor([-2.0]), axes="out_width")


@pytest.mark.points(1)
def test_three_layers(student):
    """Three layers, 2 to 1 to 3 to 2 wide: sum both inputs and add 1; copy that with three signs; add up in pairs."""
    layers = [
        (torch.tensor([[1.0, 1.0]]), torch.tensor([1.0])),
        (torch.tensor([[1.0], [-1.0], [2.0]]), torch.tensor([0.0, 10.0, 0.0])),
        (torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]), torch.tensor([0.5, 0.0])),
    ]
    weight, bias = student.collapse_linear(layers)
    assert_close(weight, torch.tensor([[0.0, 0.0], [1.0, 1.0]]), axes="out_width in_width")
    assert_close(bias, torch.tensor([10.5, 11.0]), axes="out_width")


@pytest.mark.points(1)
def test_square_layers(student):
    """Swap the two inputs, then double the first: that is not the same as doubling first, and the bias goes along."""
    swap, double = torch.tensor([[0.0, 1.0], [1.0, 0.0]]), torch.tensor([[2.0, 0.0], [0.0, 1.0]])
    weight, bias = student.collapse_linear([(swap, torch.tensor([3.0, 4.0])), (double, torch.tensor([1.0, 1.0]))])
    assert_close(weight, torch.tensor([[0.0, 2.0], [1.0, 0.0]]), axes="out_width in_width")
    assert_close(bias, torch.tensor([7.0, 5.0]), axes="out_width")
