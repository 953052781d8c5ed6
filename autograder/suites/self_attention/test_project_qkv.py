"""Hidden suite of `project_qkv`: queries, keys and values from the same tokens."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    left_unchanged,
)

AXES = "batch token head_width"


def _inputs(rng, *shape, head_width=4, dtype=torch.float64):
    """Tokens of that shape, and three matrices for them."""
    x = rng.normal(*shape, dtype=dtype)
    return x, *(rng.normal(shape[-1], head_width, dtype=dtype) for _ in range(3))


def _assert_all_close(got, want, **options):
    """Queries, keys and values are the right ones."""
    q, k, v = got
    for mine, right in zip((q, k, v), want, strict=True):
        assert_close(mine, right, **options)


@pytest.mark.points(0.5)
def test_projects_one_token_as_in_the_example(student):
    """The worked example comes out: one token of width 2, seen in three ways."""
    x, ways = torch.tensor([[5.0, 7.0]]), torch.tensor([[[1.0], [0.0]], [[0.0], [1.0]], [[1.0], [1.0]]])
    want = torch.tensor([[[5.0]], [[7.0]], [[12.0]]])
    _assert_all_close(student.project_qkv(x, *ways), want, axes="token head_width")


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """Queries, keys and values come from their own matrices, narrower or wider than the tokens."""
    for shape, head_width in [((3, 5, 8), 4), ((2, 3, 4), 7), ((1, 1, 6), 1), ((2, 4, 1), 3)]:
        inputs = _inputs(rng, *shape, head_width=head_width)
        _assert_all_close(student.project_qkv(*inputs), reference.project_qkv(*inputs), axes=AXES)


@pytest.mark.points(0.5)
def test_knows_rows_from_columns(student, reference, rng):
    """With square matrices the result is still the tokens times the matrix, not the other way round."""
    for shape in [(3, 5, 4), (4, 4)]:
        inputs = _inputs(rng, *shape)
        _assert_all_close(student.project_qkv(*inputs), reference.project_qkv(*inputs))


@pytest.mark.points(0.5)
def test_takes_any_leading_axes(student, reference, rng):
    """The function works with no batch axis, and with two."""
    for shape in [(5, 8), (2, 3, 5, 8)]:
        inputs = _inputs(rng, *shape)
        _assert_all_close(student.project_qkv(*inputs), reference.project_qkv(*inputs))


@pytest.mark.points(0.5)
def test_gives_back_plain_similarity_with_matrices_that_change_nothing(student, reference, rng):
    """With identity matrices q·k is the tokens' own similarity; with learned ones it need not be the same both ways."""
    x, *learned = _inputs(rng, 3, 5, 4)
    q, k, v = student.project_qkv(x, *(torch.eye(4, dtype=x.dtype) for _ in range(3)))
    assert_close(q @ k.mT, x @ x.mT, axes="batch token token")
    assert_close(v, x, axes=AXES)
    q, k, _ = student.project_qkv(x, *learned)
    right_q, right_k, _ = reference.project_qkv(x, *learned)
    assert_close(q @ k.mT, right_q @ right_k.mT, axes="batch token token")


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """Gradients reach the tokens and each of the three matrices."""
    assert_gradients_close(
        lambda *inputs: tuple(student.project_qkv(*inputs)), reference.project_qkv, *_inputs(rng, 2, 3, 5)
    )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tokens give float32 results, float64 tokens float64."""
    for dtype in FLOATS:
        inputs = _inputs(rng, 3, 5, 8, dtype=dtype)
        _assert_all_close(student.project_qkv(*inputs), reference.project_qkv(*inputs), dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Tokens and matrices are the same after the call as before, and the results are right."""
    inputs = _inputs(rng, 3, 5, 8)
    with left_unchanged(student):
        got = student.project_qkv(*inputs)
    _assert_all_close(got, reference.project_qkv(*inputs), axes=AXES)
