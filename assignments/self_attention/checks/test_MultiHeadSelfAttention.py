"""Public checks of `MultiHeadSelfAttention`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, load_parameters

NAMES = ("w_q", "w_k", "w_v", "w_o")


def _unchanging(width):
    """Matrices that leave every token as it is."""
    return {f"{name}.weight": torch.eye(width) for name in NAMES}


@pytest.mark.points(3)
def test_worked_example(student):
    """The worked example of the handout comes out: the four matrices have the right names, and one head attends."""
    layer = student.MultiHeadSelfAttention(2, 1)
    load_parameters(layer, _unchanging(2))
    want = torch.tensor([[[0.66976, 0.33024], [0.33024, 0.66976]]])
    assert_close(layer(torch.eye(2).unsqueeze(0)), want, axes="batch token width", rtol=1e-4)


@pytest.mark.points(2)
def test_each_head_has_its_own_channels(student):
    """Two tokens, two heads of two channels: head 0 sees a difference between the tokens, head 1 sees none."""
    layer = student.MultiHeadSelfAttention(4, 2)
    load_parameters(layer, _unchanging(4))
    x = torch.tensor([[[1.0, 0.0, 3.0, 3.0], [0.0, 1.0, 3.0, 3.0]]])
    want = torch.tensor([[[[0.66976, 0.33024], [0.33024, 0.66976]], [[0.5, 0.5], [0.5, 0.5]]]])
    assert_close(layer.attention_maps(x), want, axes="batch head token token", rtol=1e-4)


@pytest.mark.points(2)
def test_heads_stand_side_by_side(student):
    """The output of the same two heads: channels 0 and 1 from head 0, channels 2 and 3 from head 1, then `w_o`."""
    layer = student.MultiHeadSelfAttention(4, 2)
    load_parameters(layer, {**_unchanging(4), "w_o.weight": torch.diag(torch.tensor([1.0, 10.0, 1.0, -1.0]))})
    x = torch.tensor([[[1.0, 0.0, 3.0, 3.0], [0.0, 1.0, 3.0, 3.0]]])
    want = torch.tensor([[[0.66976, 3.3024, 3.0, -3.0], [0.33024, 6.6976, 3.0, -3.0]]])
    assert_close(layer(x), want, axes="batch token width", rtol=1e-4)


@pytest.mark.points(1)
def test_causal_layer_does_not_look_ahead(student):
    """With causal=True the first token attends to itself only."""
    layer = student.MultiHeadSelfAttention(2, 1, causal=True)
    load_parameters(layer, _unchanging(2))
    want = torch.tensor([[[[1.0, 0.0], [0.33024, 0.66976]]]])
    assert_close(layer.attention_maps(torch.eye(2).unsqueeze(0)), want, axes="batch head token token", rtol=1e-4)


@pytest.mark.points(1)
def test_heads_that_do_not_fit(student):
    """A width of 4 cannot be divided among 3 heads, nor among none: a ValueError says so."""
    assert_rejects(lambda: student.MultiHeadSelfAttention(4, 3))
    assert_rejects(lambda: student.MultiHeadSelfAttention(4, 0))
