"""Public checks of `project_qkv`."""

import pytest
import torch

from autograder.testing import assert_close

FIRST, SECOND, BOTH = (torch.tensor(way) for way in ([[1.0], [0.0]], [[0.0], [1.0]], [[1.0], [1.0]]))


@pytest.mark.points(1)
def test_worked_example(student):
    """The docstring's example comes out: one token of width 2, seen in three ways."""
    q, k, v = student.project_qkv(torch.tensor([[5.0, 7.0]]), FIRST, SECOND, BOTH)
    assert_close(q, torch.tensor([[5.0]]), axes="token head_width")
    assert_close(k, torch.tensor([[7.0]]), axes="token head_width")
    assert_close(v, torch.tensor([[12.0]]), axes="token head_width")


@pytest.mark.points(1)
def test_three_tokens_keep_apart(student):
    """Each of three tokens is projected on its own, in every item of the batch."""
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]])
    _, _, v = student.project_qkv(x, FIRST, SECOND, BOTH)
    assert_close(v, torch.tensor([[[3.0], [7.0], [11.0]], [[1.0], [1.0], [0.0]]]), axes="batch token head_width")


@pytest.mark.points(2)
def test_square_matrices(student):
    """A square matrix is not turned round: the token's first number goes with the first row."""
    w_q, w_k = torch.tensor([[1.0, 2.0], [0.0, 0.0]]), torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    q, k, v = student.project_qkv(torch.tensor([[10.0, 1.0]]), w_q, w_k, torch.eye(2))
    assert_close(q, torch.tensor([[10.0, 20.0]]), axes="token head_width")
    assert_close(k, torch.tensor([[3.0, 4.0]]), axes="token head_width")
    assert_close(v, torch.tensor([[10.0, 1.0]]), axes="token head_width")
