"""Hidden suite of `split_heads` and `merge_heads`: channels dealt out to heads, and back."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    left_unchanged,
)

SPLIT = "batch head token head_width"
MERGED = "batch token width"


def _numbered(*shape, dtype=torch.float64):
    """A tensor whose every entry is another number, so that any entry in a wrong place shows."""
    return torch.arange(torch.Size(shape).numel(), dtype=dtype).reshape(shape)


@pytest.mark.points(0.5)
def test_splits_two_tokens_as_in_the_example(student):
    """The worked example comes out: each of the two heads gets two neighbouring channels of both tokens."""
    x = torch.tensor([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
    want = torch.tensor([[[[1.0, 2.0], [5.0, 6.0]], [[3.0, 4.0], [7.0, 8.0]]]])
    assert_close(student.split_heads(x, 2), want, axes=SPLIT)


@pytest.mark.points(1)
def test_gives_each_head_its_channels(student, reference):
    """Head h gets the channels h·K to (h+1)·K - 1 of every token, for any number of tokens and heads."""
    for shape, heads in [((3, 5, 8), 2), ((2, 4, 8), 4), ((2, 3, 6), 3), ((1, 1, 12), 3)]:
        x = _numbered(*shape)
        assert_close(student.split_heads(x, heads), reference.split_heads(x, heads), axes=SPLIT)


@pytest.mark.points(0.5)
def test_splits_into_one_head_or_one_per_channel(student, reference):
    """One head gets everything; with as many heads as channels, each gets one number of every token."""
    for heads in (1, 6):
        x = _numbered(2, 5, 6)
        assert_close(student.split_heads(x, heads), reference.split_heads(x, heads), axes=SPLIT)


@pytest.mark.points(1)
def test_merges_the_heads_of_each_token(student, reference):
    """The channels of a token stand side by side again, those of head 0 first."""
    for shape in [(3, 2, 5, 4), (2, 4, 4, 3), (1, 6, 2, 1), (2, 1, 5, 3)]:
        x = _numbered(*shape)
        assert_close(student.merge_heads(x), reference.merge_heads(x), axes=MERGED)


@pytest.mark.points(0.5)
def test_comes_back_to_where_it_started(student, reference, rng):
    """Splitting and merging again gives the same tensor, whatever the number of heads."""
    x = rng.normal(3, 5, 12)
    for heads in (2, 3, 4):
        split = student.split_heads(x, heads)
        assert_close(split, reference.split_heads(x, heads), axes=SPLIT)
        assert_close(student.merge_heads(split.contiguous()), x, axes=MERGED)  # as it lies in memory for every student


@pytest.mark.points(0.5)
def test_refuses_heads_that_do_not_fit(student):
    """8 channels cannot be divided among 3 heads, nor among 0: that is a ValueError. Two heads are fine."""
    x = _numbered(2, 3, 8)
    assert_rejects(lambda: student.split_heads(x, 3))
    assert_rejects(lambda: student.split_heads(x, 0))
    assert_close(student.split_heads(x, 2)[:, 1], x[..., 4:], axes="batch token head_width")


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """Gradients find the way back through both functions."""
    x = rng.normal(2, 3, 4)
    assert_gradients_close(lambda x: student.split_heads(x, 2), lambda x: reference.split_heads(x, 2), x)
    assert_gradients_close(student.merge_heads, reference.merge_heads, rng.normal(2, 3, 4, 2))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference):
    """float32 stays float32 and float64 stays float64, in both functions."""
    for dtype in FLOATS:
        x, heads = _numbered(2, 3, 8, dtype=dtype), _numbered(2, 4, 3, 2, dtype=dtype)
        assert_close(student.split_heads(x, 4), reference.split_heads(x, 4), axes=SPLIT, dtype=True)
        assert_close(student.merge_heads(heads), reference.merge_heads(heads), axes=MERGED, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference):
    """The tensors are the same after the calls as before, and the results are right."""
    x, heads = _numbered(2, 3, 8), _numbered(2, 4, 3, 2)
    with left_unchanged(student):
        split, merged = student.split_heads(x, 4), student.merge_heads(heads)
    assert_close(split, reference.split_heads(x, 4), axes=SPLIT)
    assert_close(merged, reference.merge_heads(heads), axes=MERGED)
