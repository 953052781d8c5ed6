"""Hidden suite of `vit_tokens`: the class token, the patches, and their positions."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

AXES = "batch token width"


def _problem(rng, batch, patches, width, dtype=torch.float64):
    """Patch vectors, a class token, and positions."""
    drawn = rng.normal(batch, patches, width), rng.normal(width), rng.normal(patches + 1, width)
    return tuple(tensor.to(dtype) for tensor in drawn)


@pytest.mark.points(0.5)
def test_makes_three_tokens_as_in_the_example(student):
    """The worked example comes out: one image of two patches becomes three tokens."""
    vectors, first = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), torch.tensor([-1.0, -2.0])
    positions = torch.tensor([[0.5, 0.5], [10.0, 10.0], [20.0, 20.0]])
    want = torch.tensor([[[-0.5, -1.5], [11.0, 12.0], [23.0, 24.0]]])
    assert_close(student.vit_tokens(vectors, first, positions), want, axes=AXES)


@pytest.mark.points(1.25)
def test_matches_the_definition(student, reference, rng):
    """Class token first, then the patches in their order, each with its position, for any sizes."""
    for sizes in [(3, 5, 8), (1, 4, 6), (2, 1, 3), (4, 4, 4), (2, 6, 1)]:
        problem = _problem(rng, *sizes)
        assert_close(student.vit_tokens(*problem), reference.vit_tokens(*problem), axes=AXES)


@pytest.mark.points(0.5)
def test_gives_every_image_the_same_class_token(student, rng):
    """The first token is the class token with the first position, the same in every image of the batch."""
    vectors, first, positions = _problem(rng, 4, 3, 5)
    tokens = student.vit_tokens(vectors, first, positions)
    assert_close(tokens[:, 0], (first + positions[0]).repeat(4, 1), axes="batch width")
    assert_close(tokens[:, 1:], vectors + positions[1:], axes="batch patch width")


@pytest.mark.points(0.5)
def test_changes_only_the_patch_that_changes(student, reference, rng):
    """When one patch of one image changes, its own token changes by as much, and no other token does."""
    vectors, first, positions = _problem(rng, 3, 4, 5)
    before = student.vit_tokens(vectors, first, positions)
    assert_close(before, reference.vit_tokens(vectors, first, positions), axes=AXES)
    step = torch.zeros_like(vectors)
    step[1, 2] = rng.normal(5)
    after = student.vit_tokens(vectors + step, first, positions)
    assert_close(after[:, 1:] - before[:, 1:], step, axes="batch patch width")
    assert_close(after[:, 0], before[:, 0], axes="batch width")


@pytest.mark.points(0.75)
def test_lets_gradients_through(student, reference, rng):
    """Patch vectors, positions and class token can all be learned; the class token from every image of the batch."""
    problem = _problem(rng, 3, 2, 4)
    for which, argument in enumerate(problem):
        before, after = problem[:which], problem[which + 1 :]
        assert_gradients_close(
            lambda x, before=before, after=after: student.vit_tokens(*before, x, *after),
            lambda x, before=before, after=after: reference.vit_tokens(*before, x, *after),
            argument,
        )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give float32 tokens, float64 ones float64, with all of its digits."""
    for dtype in FLOATS:
        problem = _problem(rng, 3, 5, 4, dtype)
        digits = 1e-12 if dtype == torch.float64 else None
        want = reference.vit_tokens(*problem)
        assert_close(student.vit_tokens(*problem), want, axes=AXES, dtype=True, rtol=digits, atol=digits)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The arguments are the same after the call as before, and the tokens are right."""
    problem = _problem(rng, 3, 5, 4)
    with left_unchanged(student):
        got = student.vit_tokens(*problem)
    assert_close(got, reference.vit_tokens(*problem), axes=AXES)
