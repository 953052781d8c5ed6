"""Public checks of `layer_norm`."""

import pytest
import torch

from autograder.testing import assert_close, assert_gradients_close


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: (1, 3) becomes (-1, 1), times 10, plus (0, 1)."""
    got = student.layer_norm(torch.tensor([1.0, 3.0]), torch.tensor([10.0, 10.0]), torch.tensor([0.0, 1.0]))
    assert_close(got, torch.tensor([-10.0, 11.0]), axes="width", rtol=1e-4)


@pytest.mark.points(1)
def test_each_vector_by_itself(student):
    """Two texts of two tokens: (0, 0, 3, 3), a tenth of it, and twice a vector of equal numbers, which becomes 0."""
    x = torch.tensor([[[0.0, 0.0, 3.0, 3.0], [0.0, 0.0, 0.3, 0.3]], [[5.0, 5.0, 5.0, 5.0], [0.0, 0.0, 0.0, 0.0]]])
    got = student.layer_norm(x, torch.ones(4), torch.zeros(4))
    signs = torch.tensor([-1.0, -1.0, 1.0, 1.0])
    want = torch.stack([torch.stack([signs, signs]), torch.zeros(2, 4)])
    assert_close(got, want, axes="batch token width", atol=1e-3)


@pytest.mark.points(1)
def test_eps(student):
    """With eps = 3, (1, 3) becomes half of what it was: the root of 1 + 3 is 2."""
    got = student.layer_norm(torch.tensor([[1.0, 3.0]]), torch.ones(2), torch.zeros(2), eps=3.0)
    assert_close(got, torch.tensor([[-0.5, 0.5]]), axes="token width")


@pytest.mark.points(1)
def test_gradients(student):
    """The gradients are those of PyTorch's own layer norm."""
    x = torch.tensor([[0.5, -1.0, 2.0], [1.0, 1.5, -0.5]]).double()
    gain, shift = torch.tensor([1.0, 2.0, -1.0]).double(), torch.tensor([0.0, 1.0, 0.5]).double()
    right = torch.nn.functional.layer_norm
    assert_gradients_close(student.layer_norm, lambda x, gain, shift: right(x, (3,), gain, shift), x, gain, shift)
