"""Hidden suite of `scaled_dot_product_attention`: values mixed by attention, causal or not."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_that,
    assert_vectorised,
    left_unchanged,
)

AXES = "batch query value_width"


def _inputs(rng, *leading, queries=5, keys=7, width=4, value_width=6, dtype=torch.float64):
    """Queries, keys and values; all sizes differ unless a test says otherwise."""
    return (
        rng.normal(*leading, queries, width, dtype=dtype),
        rng.normal(*leading, keys, width, dtype=dtype),
        rng.normal(*leading, keys, value_width, dtype=dtype),
    )


@pytest.mark.points(0.5)
def test_mixes_two_values_as_in_the_example(student):
    """The worked example comes out: the values 10 and 20, mixed with the weights 0.67 and 0.33."""
    q, k, v = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[10.0], [20.0]])
    want = torch.tensor([[13.3024]])
    assert_close(student.scaled_dot_product_attention(q, k, v), want, axes="query value_width")


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """The values are mixed by softmax(q·k / √K), for any number of queries and keys and any two widths."""
    for queries, keys, width, value_width in [(5, 7, 4, 6), (6, 3, 64, 2), (4, 4, 4, 4), (1, 3, 2, 3), (2, 1, 1, 5)]:
        inputs = _inputs(rng, 3, queries=queries, keys=keys, width=width, value_width=value_width)
        want = reference.scaled_dot_product_attention(*inputs)
        assert_close(student.scaled_dot_product_attention(*inputs), want, axes=AXES)


@pytest.mark.points(0.5)
def test_takes_any_leading_axes(student, reference, rng):
    """The function works with no batch axis, and with two."""
    for leading in [(), (2, 3)]:
        inputs = _inputs(rng, *leading)
        assert_close(student.scaled_dot_product_attention(*inputs), reference.scaled_dot_product_attention(*inputs))


@pytest.mark.points(1)
def test_hides_the_future_when_causal(student, reference, rng):
    """With causal=True each position mixes the values up to its own, and the first one gets just its own value."""
    for tokens in (5, 4, 1):  # 4 tokens of width 4: a mask made with the wrong size shows with the others
        q, k, v = _inputs(rng, 3, queries=tokens, keys=tokens)
        got = student.scaled_dot_product_attention(q, k, v, causal=True)
        assert_close(got, reference.scaled_dot_product_attention(q, k, v, causal=True), axes=AXES)
        assert_close(got[:, 0], v[:, 0], axes="batch value_width")


@pytest.mark.points(0.5)
def test_never_looks_ahead_when_causal(student, reference, rng):
    """When a later token changes, what the earlier ones gather stays the same; what it gathers itself does not."""
    q, k, v = _inputs(rng, 2, queries=6, keys=6)
    before = student.scaled_dot_product_attention(q, k, v, True)
    for t in (1, 3, 5):
        q2, k2, v2 = q.clone(), k.clone(), v.clone()
        q2[:, t], k2[:, t], v2[:, t] = rng.normal(2, 4), rng.normal(2, 4), rng.normal(2, 6)
        after = student.scaled_dot_product_attention(q2, k2, v2, True)
        assert_close(after[:, :t], before[:, :t], axes=AXES, rtol=0, atol=1e-12)
        assert_close(after, reference.scaled_dot_product_attention(q2, k2, v2, True), axes=AXES)


@pytest.mark.points(0.25)
def test_stays_between_the_values(student, reference, rng):
    """What a query gathers is an average: it never lies outside the range of the values."""
    q, k, v = _inputs(rng, 3)
    got = student.scaled_dot_product_attention(q, k, v)
    low, high = v.amin(dim=-2, keepdim=True), v.amax(dim=-2, keepdim=True)
    assert_that(((got >= low - 1e-9) & (got <= high + 1e-9)).all())
    assert_close(got, reference.scaled_dot_product_attention(q, k, v), axes=AXES)


@pytest.mark.points(0.25)
def test_sees_keys_as_a_set(student, reference, rng):
    """When keys and values change places together nothing changes; when queries do, their results go with them."""
    (q, k, v), order, turn = _inputs(rng, 3), rng.permutation(7), rng.permutation(5)
    want = reference.scaled_dot_product_attention(q, k, v)
    assert_close(student.scaled_dot_product_attention(q, k[:, order], v[:, order]), want, axes=AXES)
    assert_close(student.scaled_dot_product_attention(q[:, turn], k, v), want[:, turn], axes=AXES)


@pytest.mark.points(0.25)
def test_survives_large_scores(student, reference, rng):
    """Scores in the thousands give numbers, not NaN or infinity."""
    for causal in (False, True):
        q, k, v = rng.normal(2, 5, 8, scale=100), rng.normal(2, 5, 8, scale=100), rng.normal(2, 5, 3)
        want = reference.scaled_dot_product_attention(q, k, v, causal=causal)
        assert_close(student.scaled_dot_product_attention(q, k, v, causal=causal), want, axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradients with respect to queries, keys and values are the right ones."""
    inputs = _inputs(rng, 2, queries=4, keys=5, width=3, value_width=2)
    assert_gradients_close(student.scaled_dot_product_attention, reference.scaled_dot_product_attention, *inputs)


@pytest.mark.points(0.25)
def test_can_learn_where_to_look(student, reference, rng):
    """With fixed values, gradients still reach the queries and keys, through the causal weights too."""
    q, k, v = _inputs(rng, 2, queries=4, keys=4, width=3, value_width=2)
    assert_gradients_close(
        lambda q, k: student.scaled_dot_product_attention(q, k, v, causal=True),
        lambda q, k: reference.scaled_dot_product_attention(q, k, v, causal=True), q, k,
    )  # fmt: skip


@pytest.mark.points(0.25)
def test_refuses_causal_attention_between_unequal_lengths(student, reference, rng):
    """Causal attention from 5 queries to 7 keys is a ValueError; without `causal` it is fine."""
    inputs = _inputs(rng, 2)
    assert_rejects(lambda: student.scaled_dot_product_attention(*inputs, causal=True))
    assert_close(student.scaled_dot_product_attention(*inputs), reference.scaled_dot_product_attention(*inputs))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give a float32 result, float64 inputs float64, causal or not."""
    for dtype in FLOATS:
        for causal in (False, True):
            inputs = _inputs(rng, 3, queries=5, keys=5, dtype=dtype)
            want = reference.scaled_dot_product_attention(*inputs, causal=causal)
            assert_close(student.scaled_dot_product_attention(*inputs, causal=causal), want, axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Queries, keys and values are the same after the call as before, and the result is right."""
    inputs = _inputs(rng, 3, queries=5, keys=5)
    with left_unchanged(student):
        got = student.scaled_dot_product_attention(*inputs, causal=True)
    assert_close(got, reference.scaled_dot_product_attention(*inputs, causal=True), axes=AXES)


@pytest.mark.points(0.5)
def test_is_vectorised(student, reference, rng):
    """Many queries are answered at once by tensor operations, not one by one in a Python loop."""
    inputs = _inputs(rng, queries=20_000, keys=2, width=2, value_width=2, dtype=torch.float32)
    want = reference.scaled_dot_product_attention(*inputs)
    got = assert_vectorised(
        lambda: student.scaled_dot_product_attention(*inputs), lambda: reference.scaled_dot_product_attention(*inputs)
    )
    assert_close(got, want, axes="query value_width", atol=1e-5)
