"""Public checks of `vit_tokens`."""

import pytest
import torch

from autograder.testing import assert_close, gradients

AXES = "batch token width"


@pytest.mark.points(1.5)
def test_worked_example(student):
    """The docstring's example comes out: one image of two patches becomes three tokens."""
    vectors, first = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), torch.tensor([-1.0, -2.0])
    positions = torch.tensor([[0.5, 0.5], [10.0, 10.0], [20.0, 20.0]])
    want = torch.tensor([[[-0.5, -1.5], [11.0, 12.0], [23.0, 24.0]]])
    assert_close(student.vit_tokens(vectors, first, positions), want, axes=AXES)


@pytest.mark.points(1.5)
def test_batch_of_two(student):
    """Both images get the same class token in front, and the same positions."""
    vectors = torch.tensor([[[1.0], [2.0]], [[3.0], [4.0]]])
    tokens = student.vit_tokens(vectors, torch.tensor([7.0]), torch.tensor([[0.0], [10.0], [20.0]]))
    assert_close(tokens, torch.tensor([[[7.0], [11.0], [22.0]], [[7.0], [13.0], [24.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_class_token_can_be_learned(student):
    """The gradient reaches the class token, and adds up over the batch."""
    vectors, positions = torch.zeros(3, 1, 1), torch.zeros(2, 1)
    (learned,) = gradients(lambda token: student.vit_tokens(vectors, token, positions)[:, :1].sum(), torch.ones(1))
    (once,) = gradients(lambda token: student.vit_tokens(vectors, token, positions)[:1, :1].sum(), torch.ones(1))
    assert_close(learned, 3 * once, axes="width")
