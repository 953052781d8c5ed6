"""Hidden suite of `similarity_scores`: the dot product of every pair of tokens."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_vectorised,
    left_unchanged,
)

AXES = "batch token token"


@pytest.mark.points(0.5)
def test_compares_three_tokens_as_in_the_example(student):
    """The worked example comes out: three tokens of width 2 give a table of 3 by 3."""
    x = torch.tensor([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    want = torch.tensor([[1.0, 1.0, 0.0], [1.0, 2.0, 2.0], [0.0, 2.0, 4.0]])
    assert_close(student.similarity_scores(x), want, axes="token token")


@pytest.mark.points(0.5)
def test_matches_the_definition(student, reference, rng):
    """Entry [i, j] is the dot product of token i and token j, for any number of tokens and any width."""
    for tokens, width in [(5, 3), (2, 7), (4, 4), (1, 6), (3, 1)]:
        x = rng.normal(tokens, width)
        assert_close(student.similarity_scores(x), reference.similarity_scores(x), axes="token token")


@pytest.mark.points(0.5)
def test_takes_any_leading_axes(student, reference, rng):
    """With one batch axis, or two, each item has its own table."""
    for shape in [(3, 5, 8), (2, 3, 5, 4), (1, 2, 6), (4, 4, 4)]:
        x = rng.normal(*shape)
        assert_close(student.similarity_scores(x), reference.similarity_scores(x))


@pytest.mark.points(0.25)
def test_is_symmetric_with_squared_lengths_on_the_diagonal(student, rng):
    """i is as similar to j as j to i, and a token's similarity to itself is its squared length."""
    x = rng.normal(3, 5, 8)
    scores = student.similarity_scores(x)
    assert_close(scores.diagonal(dim1=-2, dim2=-1), x.square().sum(dim=-1), axes="batch token")
    assert_close(scores, scores.mT, axes=AXES)


@pytest.mark.points(0.25)
def test_follows_the_tokens_when_they_change_places(student, reference, rng):
    """When the tokens change places, the rows and the columns change places with them, and nothing else happens."""
    x, order = rng.normal(3, 5, 8), rng.permutation(5)
    scores = student.similarity_scores(x)
    assert_close(scores, reference.similarity_scores(x), axes=AXES)
    assert_close(student.similarity_scores(x[:, order]), scores[:, order][:, :, order], axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to the tokens is the right one."""
    assert_gradients_close(student.similarity_scores, reference.similarity_scores, rng.normal(2, 4, 3))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tokens give float32 scores, float64 tokens float64."""
    for dtype in FLOATS:
        x = rng.normal(3, 5, 8, dtype=dtype)
        assert_close(student.similarity_scores(x), reference.similarity_scores(x), axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_argument_alone(student, reference, rng):
    """The tokens are the same after the call as before, and the scores are right."""
    x = rng.normal(3, 5, 8)
    with left_unchanged(student):
        got = student.similarity_scores(x)
    assert_close(got, reference.similarity_scores(x), axes=AXES)


@pytest.mark.points(0.25)
def test_is_vectorised(student, reference, rng):
    """Many tokens are compared at once by tensor operations, not pair by pair in a Python loop."""
    x = rng.normal(320, 4, dtype=torch.float32)
    got = assert_vectorised(lambda: student.similarity_scores(x), lambda: reference.similarity_scores(x))
    assert_close(got, reference.similarity_scores(x), axes="token token", atol=1e-5)
