"""Public checks of `to_fixed_vector`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects


@pytest.mark.points(1)
def test_worked_example(student):
    """The docstring's example comes out: a row that is cut, one that is filled up, and an empty one."""
    rows = [torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([5.0, 6.0]), torch.tensor([])]
    want = torch.tensor([[1.0, 2.0, 3.0], [5.0, 6.0, 0.0], [0.0, 0.0, 0.0]])
    assert_close(student.to_fixed_vector(rows, 3), want, axes="row size")


@pytest.mark.points(1)
def test_longer_than_all_rows(student):
    """The size counts, not the longest row; what is filled up holds `pad_value`; rows of float64 stay float64."""
    rows = [torch.tensor([1.0, 2.0]).double(), torch.tensor([3.0]).double()]
    want = torch.tensor([[1.0, 2.0, -1.0, -1.0], [3.0, -1.0, -1.0, -1.0]]).double()
    assert_close(student.to_fixed_vector(rows, 4, pad_value=-1.0), want, axes="row size", dtype=True)


@pytest.mark.points(0.5)
def test_no_rows(student):
    """No rows at all give a table of shape (0, size)."""
    assert_close(student.to_fixed_vector([torch.ones(2)], 2), torch.ones(1, 2), axes="row size")
    assert_close(student.to_fixed_vector([], 2), torch.zeros(0, 2), axes="row size", dtype=True)


@pytest.mark.points(0.5)
def test_bad_input(student):
    """A size of 0 is refused, and so is a row with two axes."""
    assert_close(student.to_fixed_vector([torch.ones(2)], 1), torch.ones(1, 1), axes="row size")
    assert_rejects(lambda: student.to_fixed_vector([torch.ones(2)], 0))
    assert_rejects(lambda: student.to_fixed_vector([torch.ones(1, 2)], 2))
