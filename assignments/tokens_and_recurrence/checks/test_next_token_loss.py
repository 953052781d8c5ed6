"""Public checks of `next_token_loss`."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

LOGITS = torch.tensor([[[0.0, 0.0], [math.log(3), 0.0], [5.0, 7.0]]])
"""After the first token both words are equally likely, after the second one word 0 has 3/4."""


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    assert_close(student.next_token_loss(LOGITS, torch.tensor([[0, 1, 0]])), torch.tensor(0.4904), atol=1e-4)


@pytest.mark.points(1)
def test_next_token(student):
    """If word 1 follows in the end, which had 1/4, the loss is the mean of log 2 and log 4."""
    want = torch.tensor(1.5 * math.log(2))
    assert_close(student.next_token_loss(LOGITS, torch.tensor([[0, 1, 1]])), want, atol=1e-5)
    assert_close(student.next_token_loss(LOGITS, torch.tensor([[1, 0, 1]])), want, atol=1e-5)


@pytest.mark.points(1)
def test_ignored(student):
    """When the last token is ignored, only the first comparison is left: log 2."""
    want = torch.tensor(math.log(2))
    assert_close(student.next_token_loss(LOGITS, torch.tensor([[0, 0, 1]]), ignore_id=1), want, atol=1e-5)
    assert_close(student.next_token_loss(LOGITS, torch.tensor([[0, 1, -100]]), ignore_id=-100), want, atol=1e-5)


@pytest.mark.points(0.5)
def test_large_scores(student):
    """A score of 1000 for the wrong word, and 0 for the right one, costs 1000."""
    logits = torch.tensor([[[1000.0, 0.0], [0.0, 0.0]]])
    assert_close(student.next_token_loss(logits, torch.tensor([[0, 1]])), torch.tensor(1000.0))


@pytest.mark.points(0.5)
def test_bad_input(student):
    """A single token is refused, and so is a text in which everything that follows is ignored; two tokens are not."""
    assert_close(student.next_token_loss(LOGITS[:, :2], torch.tensor([[0, 1]])), torch.tensor(math.log(2)), atol=1e-5)
    assert_rejects(lambda: student.next_token_loss(LOGITS[:, :1], torch.tensor([[0]])))
    assert_rejects(lambda: student.next_token_loss(LOGITS, torch.tensor([[0, 1, 1]]), ignore_id=1))
