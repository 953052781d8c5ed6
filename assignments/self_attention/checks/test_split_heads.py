"""Public checks of `split_heads` and `merge_heads`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

TOKENS = torch.tensor([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
HEADS = torch.tensor([[[[1.0, 2.0], [5.0, 6.0]], [[3.0, 4.0], [7.0, 8.0]]]])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: two tokens of width 4, split between two heads."""
    assert_close(student.split_heads(TOKENS, 2), HEADS, axes="batch head token head_width")


@pytest.mark.points(1)
def test_three_tokens_two_heads(student):
    """Each head sees all three tokens: head 0 their first channel, head 1 their second."""
    x = torch.tensor([[[0.0, 10.0], [1.0, 11.0], [2.0, 12.0]]])
    want = torch.tensor([[[[0.0], [1.0], [2.0]], [[10.0], [11.0], [12.0]]]])
    assert_close(student.split_heads(x, 2), want, axes="batch head token head_width")


@pytest.mark.points(1)
def test_merging_undoes_the_worked_example(student):
    """The two heads of the worked example give the two tokens back."""
    assert_close(student.merge_heads(HEADS), TOKENS, axes="batch token width")


@pytest.mark.points(1)
def test_split_and_merged_again(student):
    """After splitting into 1, 2, 3 or 6 heads and merging, everything is where it was."""
    x = torch.arange(60.0).reshape(2, 5, 6)
    for heads in (1, 2, 3, 6):
        assert_close(student.merge_heads(student.split_heads(x, heads)), x, axes="batch token width")


@pytest.mark.points(1)
def test_heads_that_do_not_fit(student):
    """Four channels cannot be divided among three heads: a ValueError says so."""
    assert_rejects(lambda: student.split_heads(TOKENS, 3))
