"""Public checks of `memory_influence`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, left_unchanged

ONE, ZEROS = torch.ones(1, 1), torch.zeros(1, 1)
QUIET = torch.zeros(1, 4, 1)


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.memory_influence(QUIET, ZEROS, ONE, 0.5 * ONE, torch.zeros(1))
    assert_close(got, torch.tensor([0.125, 0.25, 0.5, 1.0]), axes="time")


@pytest.mark.points(1)
def test_length(student):
    """A token of two numbers with the slopes 3 and 4 has the influence 5."""
    got = student.memory_influence(torch.zeros(1, 2, 2), ZEROS, torch.tensor([[3.0, 4.0]]), ONE, torch.zeros(1))
    assert_close(got, torch.tensor([5.0, 5.0]), axes="time")


@pytest.mark.points(1)
def test_no_trace(student):
    """Weights that learn have no `.grad` afterwards, the tokens require no gradient, and the result has no graph."""
    weight = (0.5 * ONE).requires_grad_()
    with left_unchanged(student):
        got = student.memory_influence(QUIET, ZEROS, ONE, weight, torch.zeros(1))
    assert_close(got, torch.tensor([0.125, 0.25, 0.5, 1.0]), axes="time")
    assert_that(not got.requires_grad, "attached")


@pytest.mark.points(1)
def test_without_recording(student):
    """Within `torch.no_grad()` it gives the same."""
    with torch.no_grad():
        got = student.memory_influence(QUIET, ZEROS, ONE, 2 * ONE, torch.zeros(1))
    assert_close(got, torch.tensor([8.0, 4.0, 2.0, 1.0]), axes="time")
