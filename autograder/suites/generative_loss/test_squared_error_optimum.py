"""Hidden suite of `squared_error_optimum`: the prediction nearest to all right answers at once.

Any method counts, gradient descent too, so numbers are compared to 0.001 and no gradient is asked for.
"""

import math

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_that, left_unchanged

NEAR = {"rtol": 1e-3, "atol": 1e-3}


@pytest.mark.points(0.5)
def test_finds_the_point_of_the_example(student):
    """The worked example comes out: three right answers, and one prediction between them."""
    answers = torch.tensor([[0.0, 3.0], [1.0, 1.0], [5.0, 2.0]])
    assert_close(student.squared_error_optimum(answers), torch.tensor([2.0, 2.0]), axes="width", **NEAR)


@pytest.mark.points(1)
def test_takes_any_number_of_answers(student, reference, rng):
    """Many answers or one, of any width: the prediction has the smallest mean squared error to all of them."""
    for answers, width in [(7, 3), (5, 5), (1, 4), (6, 1)]:
        points = rng.normal(answers, width) + 2
        want = reference.squared_error_optimum(points)
        assert_close(student.squared_error_optimum(points), want, axes="width", **NEAR)


@pytest.mark.points(0.5)
def test_lands_between_two_opposite_answers(student, rng):
    """For two opposite points of a circle the best prediction is the centre, which is far from either answer."""
    centre, radius = rng.normal(2) + 3, 2.0
    for angle in (0.3, 1.9):
        spoke = radius * torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)
        answers = torch.stack([centre + spoke, centre - spoke])
        got = student.squared_error_optimum(answers)
        assert_close(got, centre, axes="width", **NEAR)
        assert_that(((answers - got).norm(dim=1) > 0.99 * radius).all())


@pytest.mark.points(0.5)
def test_no_other_point_has_a_smaller_error(student, reference, rng):
    """However the prediction is moved, its mean squared error grows."""
    answers = rng.normal(9, 3, scale=2) + 1
    got = student.squared_error_optimum(answers)
    assert_close(got, reference.squared_error_optimum(answers), axes="width", **NEAR)
    moved = got + 0.2 * torch.nn.functional.normalize(rng.normal(200, 3), dim=1)
    assert_that((_error(moved, answers) > _error(got[None], answers)).all())


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 answers give a float32 prediction, float64 answers float64."""
    for dtype in FLOATS:
        answers = rng.normal(5, 3, dtype=dtype)
        want = reference.squared_error_optimum(answers)
        assert_close(student.squared_error_optimum(answers), want, axes="width", dtype=True, **NEAR)


@pytest.mark.points(0.25)
def test_leaves_the_argument_alone(student, reference, rng):
    """The answers are the same after the call as before, and the prediction is right."""
    answers = rng.normal(5, 3)
    with left_unchanged(student):
        got = student.squared_error_optimum(answers)
    assert_close(got, reference.squared_error_optimum(answers), axes="width", **NEAR)


def _error(predictions, answers):
    """The mean squared error of each prediction."""
    return (predictions[:, None] - answers[None]).square().sum(dim=-1).mean(dim=1)
