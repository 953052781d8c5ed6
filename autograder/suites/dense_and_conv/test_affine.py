"""Hidden suite of `affine`: one regression for each row of the weights."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged


def _problem(rng, *shape, out, dtype=torch.float64):
    """An input of that shape, and the weights and biases of `out` regressions."""
    return rng.normal(*shape, dtype=dtype), rng.normal(out, shape[-1], dtype=dtype), rng.normal(out, dtype=dtype)


@pytest.mark.points(0.25)
def test_runs_two_regressions_as_in_the_example(student):
    """The worked example comes out: two regressions on one input of two numbers."""
    weight, bias = torch.tensor([[1.0, 0.0], [1.0, -1.0]]), torch.tensor([10.0, 0.0])
    assert_close(student.affine(torch.tensor([2.0, 3.0]), weight, bias), torch.tensor([12.0, -1.0]), axes="out_width")


@pytest.mark.points(0.5)
def test_runs_every_regression_on_every_row(student, rng):
    """Each row of the weights is a regression with its own bias, also when the matrix is square."""
    for rows, width, out in [(5, 8, 3), (3, 4, 4), (3, 5, 3), (1, 1, 6), (4, 7, 1), (4, 4, 4)]:
        x, weight, bias = _problem(rng, rows, width, out=out)
        want = torch.stack([x @ weight[k] + bias[k] for k in range(out)], dim=1)
        assert_close(student.affine(x, weight, bias), want, axes="sample out_width")


@pytest.mark.points(0.25)
def test_takes_any_leading_axes(student, reference, rng):
    """The layer works on one input without a batch, and with two or three axes before the last."""
    for shape, out in [((8,), 3), ((4,), 4), ((2, 5, 8), 3), ((5, 3, 4), 3), ((2, 3, 5, 4), 6)]:
        problem = _problem(rng, *shape, out=out)
        assert_close(student.affine(*problem), reference.affine(*problem))


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradients with respect to input, weights and biases are the right ones."""
    assert_gradients_close(student.affine, reference.affine, *_problem(rng, 3, 4, out=2))


@pytest.mark.points(0.25)
def test_refuses_an_input_of_another_width(student, reference, rng):
    """An input wider or narrower than the rows of the weights is a ValueError; one of the right width is not."""
    x, weight, bias = _problem(rng, 3, 5, out=2)
    assert_close(student.affine(x, weight, bias), reference.affine(x, weight, bias), axes="sample out_width")
    for width in (6, 1):
        assert_rejects(lambda width=width: student.affine(rng.normal(3, width), weight, bias))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give a float32 result, float64 inputs float64."""
    for dtype in FLOATS:
        problem = _problem(rng, 3, 8, out=5, dtype=dtype)
        assert_close(student.affine(*problem), reference.affine(*problem), axes="sample out_width", dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Input, weights and biases are the same after the call as before, and the result is right."""
    problem = _problem(rng, 3, 8, out=5)
    with left_unchanged(student):
        got = student.affine(*problem)
    assert_close(got, reference.affine(*problem), axes="sample out_width")
