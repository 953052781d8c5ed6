"""Public checks of `squared_error_optimum`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    answers = torch.tensor([[0.0, 3.0], [1.0, 1.0], [5.0, 2.0]])
    assert_close(student.squared_error_optimum(answers), torch.tensor([2.0, 2.0]), axes="width", rtol=1e-3, atol=1e-3)


@pytest.mark.points(1)
def test_square_case(student):
    """With as many answers as coordinates, the answers are still the rows."""
    answers = torch.tensor([[1.0, 10.0], [3.0, 30.0]])
    assert_close(student.squared_error_optimum(answers), torch.tensor([2.0, 20.0]), axes="width", rtol=1e-3, atol=1e-3)


@pytest.mark.points(0.5)
def test_two_opposite_answers(student):
    """Between two opposite answers the best prediction is none of them."""
    answers = torch.tensor([[3.0, 1.0], [3.0, 5.0]])
    prediction = student.squared_error_optimum(answers)
    assert_close(prediction, torch.tensor([3.0, 3.0]), axes="width", rtol=1e-3, atol=1e-3)
    assert_that((answers != prediction).any(dim=1).all(), got="one of the answers that are there")


@pytest.mark.points(0.5)
def test_single_answer(student):
    """With a single right answer, the best prediction is that answer."""
    assert_close(
        student.squared_error_optimum(torch.tensor([[4.0, -1.0, 2.0]])), torch.tensor([4.0, -1.0, 2.0]),
        axes="width", rtol=1e-3, atol=1e-3,
    )  # fmt: skip
