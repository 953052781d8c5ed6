"""Public checks of `embed_tokens`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, gradients

TABLE = torch.tensor([[0.0, 1.0, 2.0], [10.0, 11.0, 12.0], [20.0, 21.0, 22.0], [30.0, 31.0, 32.0]])
"""Row 2 begins with 20."""


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    table = torch.tensor([[0.5, 1.0], [2.0, 3.0], [4.0, -1.0]])
    got = student.embed_tokens(torch.tensor([2, 0, 2]), table)
    assert_close(got, torch.tensor([[4.0, -1.0], [0.5, 1.0], [4.0, -1.0]]), axes="token width")


@pytest.mark.points(0.75)
def test_shapes(student):
    """Two sentences of two words each give (2, 2, 3), and a single number gives a single vector."""
    want = torch.tensor([[[10.0, 11.0, 12.0], [30.0, 31.0, 32.0]], [[0.0, 1.0, 2.0], [10.0, 11.0, 12.0]]])
    assert_close(student.embed_tokens(torch.tensor([[1, 3], [0, 1]]), TABLE), want, axes="sentence token width")
    assert_close(student.embed_tokens(torch.tensor(2), TABLE), torch.tensor([20.0, 21.0, 22.0]), axes="width")


@pytest.mark.points(0.5)
def test_gradients(student):
    """The rows that are used learn, here row 3, and the others don't."""
    (gradient,) = gradients(lambda table: student.embed_tokens(torch.tensor([3]), table), TABLE)
    assert_close((gradient != 0).any(dim=1), torch.tensor([False, False, False, True]), axes="row")


@pytest.mark.points(0.75)
def test_bad_input(student):
    """In a table of 4 rows, number 3 is the last one; 4 and -1 are refused."""
    assert_close(student.embed_tokens(torch.tensor([3]), TABLE), torch.tensor([[30.0, 31.0, 32.0]]), axes="token width")
    assert_rejects(lambda: student.embed_tokens(torch.tensor([4]), TABLE))
    assert_rejects(lambda: student.embed_tokens(torch.tensor([0, -1]), TABLE))
