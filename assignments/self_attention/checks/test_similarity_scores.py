"""Public checks of `similarity_scores`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    x = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    want = torch.tensor([[1.0, 1.0, 0.0], [1.0, 2.0, 2.0], [0.0, 2.0, 4.0]])
    assert_close(student.similarity_scores(x), want, axes="token token")


@pytest.mark.points(1)
def test_as_many_rows_and_columns_as_tokens(student):
    """Two tokens of width 3 give a table of 2 by 2: it is the tokens that are compared, not the features."""
    scores = student.similarity_scores(torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]))
    assert_close(scores, torch.tensor([[14.0, 1.0], [1.0, 2.0]]), axes="token token")


@pytest.mark.points(1)
def test_each_batch_item_has_its_own_table(student):
    """Two items of a batch are worked on side by side, and are never compared with each other."""
    x = torch.tensor([[[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]], [[3.0, 0.0, 0.0], [1.0, 0.0, 1.0]]])
    scores = student.similarity_scores(x)
    assert_that(scores.ndim == 3, "shape", expected="3 axes", got=str(scores.ndim))
    assert_close(scores, torch.tensor([[[1.0, 0.0], [0.0, 4.0]], [[9.0, 3.0], [3.0, 2.0]]]), axes="batch token token")
