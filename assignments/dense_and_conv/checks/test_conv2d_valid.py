"""Public checks of `conv2d_valid`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

NUMBERED = torch.arange(12.0).reshape(1, 3, 4)


@pytest.mark.points(1)
def test_worked_example(student):
    """The docstring's example comes out: a kernel that finds where a row gets brighter."""
    image = torch.tensor([[[0.0, 0.0, 9.0, 9.0], [0.0, 5.0, 5.0, 0.0]]])
    want = torch.tensor([[[0.0, 9.0, 0.0], [5.0, 0.0, -5.0]]])
    assert_close(student.conv2d_valid(image, torch.tensor([[[[-1.0, 1.0]]]])), want, axes="feature rows columns")


@pytest.mark.points(1)
def test_two_kernels(student):
    """On the numbers 0 to 11 in three rows, one kernel takes the pixel it starts on, another the one below it twice."""
    kernels = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]], [[[0.0, 0.0], [2.0, 0.0]]]])
    want = torch.tensor([[[0.0, 1.0, 2.0], [4.0, 5.0, 6.0]], [[8.0, 10.0, 12.0], [16.0, 18.0, 20.0]]])
    assert_close(student.conv2d_valid(NUMBERED, kernels), want, axes="feature rows columns")


@pytest.mark.points(1)
def test_channels_are_added_up(student):
    """A kernel with one slice for each of two channels: 1 times the first and 10 times the second, in one answer."""
    image, kernel = torch.cat([NUMBERED, NUMBERED]), torch.tensor([[[[1.0]], [[10.0]]]])
    assert_close(student.conv2d_valid(image, kernel), 11 * NUMBERED, axes="feature rows columns")


@pytest.mark.points(1)
def test_stride(student):
    """With a stride of 2, a kernel one pixel high and two wide fits into 3 by 4 pixels at two times two places."""
    want = torch.tensor([[[0.0 + 1, 2 + 3], [8 + 9, 10 + 11]]])
    assert_close(student.conv2d_valid(NUMBERED, torch.ones(1, 1, 1, 2), stride=2), want, axes="feature rows columns")


@pytest.mark.points(1)
def test_bad_input(student):
    """Two channels, kernels too large, and a stride of 0 are refused; a kernel as large as the image fits."""
    got = student.conv2d_valid(NUMBERED, torch.ones(1, 1, 3, 4))
    assert_close(got, torch.tensor([[[66.0]]]), axes="feature rows columns")
    assert_rejects(lambda: student.conv2d_valid(NUMBERED, torch.ones(1, 2, 1, 1)))
    assert_rejects(lambda: student.conv2d_valid(NUMBERED, torch.ones(1, 1, 4, 4)))
    assert_rejects(lambda: student.conv2d_valid(NUMBERED, torch.ones(1, 1, 1, 1), stride=0))
