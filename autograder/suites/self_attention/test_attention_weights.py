"""Hidden suite of `attention_weights`: softmax over the keys of q·k/√K, with a mask."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_that,
    left_unchanged,
)

AXES = "batch query key"


@pytest.mark.points(1)
def test_weighs_two_keys_as_in_the_example(student):
    """The worked example comes out: one query, two keys, the weights 0.67 and 0.33."""
    q, k = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert_close(student.attention_weights(q, k), torch.tensor([[0.66976, 0.33024]]), axes="query key", rtol=1e-4)


@pytest.mark.points(1)
def test_matches_the_definition_without_a_mask(student, reference, rng):
    """Without a mask the weights are the softmax over the keys of q·k / √K, for any number of queries and keys."""
    for queries, keys, width in [(5, 7, 4), (6, 3, 64), (1, 4, 2), (4, 4, 1)]:
        q, k = rng.normal(3, queries, width), rng.normal(3, keys, width)
        assert_close(student.attention_weights(q, k), reference.attention_weights(q, k), axes=AXES)


@pytest.mark.points(0.5)
def test_takes_any_leading_axes(student, reference, rng):
    """The function works with no batch axis, and with two."""
    for leading in [(), (2, 3)]:
        q, k = rng.normal(*leading, 5, 8), rng.normal(*leading, 7, 8)
        assert_close(student.attention_weights(q, k), reference.attention_weights(q, k))


@pytest.mark.points(1)
def test_hides_what_the_mask_forbids(student, reference, rng):
    """Pairs whose mask is False get exactly 0, and the rest of the row still sums to 1."""
    q, k, mask = rng.normal(3, 5, 8), rng.normal(3, 7, 8), rng.booleans(3, 5, 7)
    mask[..., 0] = True  # no empty row in this test
    got = student.attention_weights(q, k, mask)
    assert_close(got, reference.attention_weights(q, k, mask), axes=AXES)
    assert_that((got[~mask] == 0).all(), perhaps="a hidden pair gets a small weight instead of exactly 0")


@pytest.mark.points(0.5)
def test_broadcasts_a_mask_with_fewer_axes(student, reference, rng):
    """One mask of shape (query, key) serves the whole batch, and a mask of shape (key,) every query."""
    q, k = rng.normal(3, 5, 8), rng.normal(3, 7, 8)
    for mask in (torch.ones(5, 7, dtype=torch.bool).tril(), torch.arange(7) < 4):
        assert_close(student.attention_weights(q, k, mask), reference.attention_weights(q, k, mask), axes=AXES)


@pytest.mark.points(1)
def test_gives_zeros_to_a_query_without_keys(student, reference, rng):
    """A query that may attend to no key gets a row of zeros, and no NaN reaches the gradient."""
    q, k, mask = rng.normal(3, 5, 8), rng.normal(3, 7, 8), rng.booleans(3, 5, 7, share=0.7)
    mask[1, 2] = False
    assert_close(student.attention_weights(q, k, mask), reference.attention_weights(q, k, mask), axes=AXES)
    assert_gradients_close(
        lambda q, k: student.attention_weights(q, k, mask), lambda q, k: reference.attention_weights(q, k, mask), q, k
    )


@pytest.mark.points(0.5)
def test_sees_keys_as_a_set(student, reference, rng):
    """When the keys change places the weights go with them; a key that is alone gets all the attention."""
    q, k, order = rng.normal(3, 5, 8), rng.normal(3, 7, 8), rng.permutation(7)
    want = reference.attention_weights(q, k)
    assert_close(student.attention_weights(q, k[:, order]), want[..., order], axes=AXES)
    assert_close(student.attention_weights(q, k[:, :1]), torch.ones(3, 5, 1, dtype=q.dtype), axes=AXES)


@pytest.mark.points(0.5)
def test_survives_large_scores(student, reference, rng):
    """Scores in the thousands give weights, not NaN or infinity."""
    for mask in (None, torch.ones(5, 7, dtype=torch.bool).tril()):
        q, k = rng.normal(2, 5, 8, scale=100), rng.normal(2, 7, 8, scale=100)
        assert_close(student.attention_weights(q, k, mask), reference.attention_weights(q, k, mask), axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to queries and keys is the right one."""
    assert_gradients_close(
        student.attention_weights, reference.attention_weights, rng.normal(2, 5, 3), rng.normal(2, 4, 3)
    )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give float32 weights, float64 inputs float64, with a mask and without."""
    for dtype in FLOATS:
        q, k = rng.normal(3, 5, 8, dtype=dtype), rng.normal(3, 7, 8, dtype=dtype)
        for mask in (None, torch.ones(5, 7, dtype=torch.bool).tril()):
            want = reference.attention_weights(q, k, mask)
            assert_close(student.attention_weights(q, k, mask), want, axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Queries, keys and mask are the same after the call as before, and the weights are right."""
    q, k = rng.normal(3, 5, 8), rng.normal(3, 7, 8)
    for mask in (rng.booleans(3, 5, 7), None):
        with left_unchanged(student):
            got = student.attention_weights(q, k, mask)
        assert_close(got, reference.attention_weights(q, k, mask), axes=AXES)
