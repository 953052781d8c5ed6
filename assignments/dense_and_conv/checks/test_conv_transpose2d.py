"""Public checks of `conv_transpose2d`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

AXES = "feature rows columns"


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: two stamps of three pixels that overlap in one."""
    got = student.conv_transpose2d(torch.tensor([[[1.0, 10.0]]]), torch.tensor([[[[1.0, 2.0, 3.0]]]]), stride=2)
    assert_close(got, torch.tensor([[[1.0, 2.0, 13.0, 20.0, 30.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_stride_of_one(student):
    """In a column, 1 and 10 stamp (1, 2) side by side and 0 below: nothing overlaps. Then the kernel stands upright."""
    x, kernel = torch.tensor([[[1.0], [10.0]]]), torch.tensor([[[[1.0, 2.0]]]])
    assert_close(student.conv_transpose2d(x, kernel), torch.tensor([[[1.0, 2.0], [10.0, 20.0]]]), axes=AXES)
    assert_close(student.conv_transpose2d(x, kernel.mT), torch.tensor([[[1.0], [12.0], [20.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_far_stamps(student):
    """With a stride of 3, kernels of two pixels leave a gap of one between them, and it stays 0."""
    got = student.conv_transpose2d(torch.tensor([[[1.0, 10.0]]]), torch.tensor([[[[1.0, 2.0]]]]), stride=3)
    assert_close(got, torch.tensor([[[1.0, 2.0, 0.0, 10.0, 20.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_channels_and_features(student):
    """Two channels paint three features: the first axis of the kernels is the channel, and the channels add up."""
    x, kernels = torch.tensor([[[1.0]], [[10.0]]]), torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    got = student.conv_transpose2d(x, kernels[:, :, None, None])
    assert_close(got, torch.tensor([[[41.0]], [[52.0]], [[63.0]]]), axes=AXES)


@pytest.mark.points(1)
def test_bad_input(student):
    """Another number of channels is refused, and so is a stride of 0; a stride of 1 is not."""
    x, kernels = torch.ones(1, 1, 2), torch.ones(1, 1, 1, 2)
    assert_close(student.conv_transpose2d(x, kernels, stride=1), torch.tensor([[[1.0, 2.0, 1.0]]]), axes=AXES)
    assert_rejects(lambda: student.conv_transpose2d(x, torch.ones(2, 1, 1, 2)))
    assert_rejects(lambda: student.conv_transpose2d(x, kernels, stride=0))
