"""Hidden suite of `prefix_average`: the mean of all tokens up to each place."""

import pytest
import torch
import torch.nn.functional as F

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_vectorised, left_unchanged

AXES = "batch token width"


@pytest.mark.points(0.25)
def test_averages_three_tokens_as_in_the_example(student):
    """The worked example comes out: 4, 0, 2 become 4, 2, 2."""
    x = torch.tensor([[[4.0], [0.0], [2.0]]])
    assert_close(student.prefix_average(x), torch.tensor([[[4.0], [2.0], [2.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_is_the_mean_of_everything_so_far(student, reference, rng):
    """Each place holds the mean from the first token up to it, for many texts or one, long, short or of one token."""
    for batch, tokens, width in [(3, 5, 8), (1, 7, 2), (2, 1, 4), (4, 6, 1)]:
        x = rng.normal(batch, tokens, width)
        assert_close(student.prefix_average(x), reference.prefix_average(x), axes=AXES)


@pytest.mark.points(0.25)
def test_is_attention_that_prefers_nobody(student, rng):
    """It is what causal attention gives when all scores are equal."""
    x = rng.normal(2, 6, 3)
    want = F.scaled_dot_product_attention(torch.zeros_like(x), x, x, is_causal=True)
    assert_close(student.prefix_average(x), want, axes=AXES)


@pytest.mark.points(0.5)
def test_does_not_see_the_future(student, reference, rng):
    """When later tokens change, the means before them stay as they are; those after take them in."""
    x = rng.normal(2, 6, 3)
    changed = torch.cat([x[:, :4], x[:, 4:] + 3], dim=1)
    got = student.prefix_average(changed)
    assert_close(got[:, :4], reference.prefix_average(x)[:, :4], axes=AXES)
    assert_close(got, reference.prefix_average(changed), axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to the tokens is the right one."""
    assert_gradients_close(student.prefix_average, reference.prefix_average, rng.normal(2, 4, 3))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tokens give float32 means, float64 tokens float64."""
    for dtype in FLOATS:
        x = rng.normal(2, 5, 3, dtype=dtype)
        assert_close(student.prefix_average(x), reference.prefix_average(x), axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_uses_tensor_operations(student, reference, rng):
    """A thousand texts take a few milliseconds: no loop over texts and places."""
    x = rng.normal(1200, 50, 1)
    got = assert_vectorised(lambda: student.prefix_average(x), lambda: reference.prefix_average(x))
    assert_close(got, reference.prefix_average(x), axes=AXES)


@pytest.mark.points(0.25)
def test_leaves_the_argument_alone(student, reference, rng):
    """The tokens are the same after the call as before, and the means are right."""
    x = rng.normal(2, 5, 3)
    with left_unchanged(student):
        got = student.prefix_average(x)
    assert_close(got, reference.prefix_average(x), axes=AXES)
