"""Public checks of `patchify`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that

AXES = "batch patch number"


@pytest.mark.points(2)
def test_worked_example(student):
    """The docstring's example comes out: three patches side by side, each with its upper row first."""
    image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]]])
    patches = student.patchify(image, 2)
    want = torch.tensor([[[1.0, 2.0, 7.0, 8.0], [3.0, 4.0, 9.0, 10.0], [5.0, 6.0, 11.0, 12.0]]])
    strips = torch.equal(patches.reshape(-1), torch.arange(1.0, 13))
    assert_that(not strips, got="the numbers in their old order", perhaps="a reshape alone, which cuts strips")
    assert_close(patches, want, axes=AXES)


@pytest.mark.points(2)
def test_two_rows_of_patches_and_two_channels(student):
    """Patches come row by row; within a patch all of channel 0 comes first, then all of channel 1."""
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    patches = student.patchify(torch.cat([image, 100 + image], dim=1), 2)
    one_channel = torch.tensor(
        [[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0], [8.0, 9.0, 12.0, 13.0], [10.0, 11.0, 14.0, 15.0]]
    )
    assert_close(patches, torch.cat([one_channel, 100 + one_channel], dim=1).unsqueeze(0), axes=AXES)


@pytest.mark.points(1)
def test_patches_of_one_pixel(student):
    """With patch 1 every pixel is a patch of its own, in reading order."""
    image = torch.arange(6.0).reshape(1, 1, 2, 3)
    assert_close(student.patchify(image, 1), torch.arange(6.0).reshape(1, 6, 1), axes=AXES)


@pytest.mark.points(1)
def test_image_that_cannot_be_cut_evenly(student):
    """A width of 5 or a height of 3 cannot be cut into patches of 2: ValueError."""
    assert_rejects(lambda: student.patchify(torch.zeros(1, 1, 4, 5), 2), exactly=True)
    assert_rejects(lambda: student.patchify(torch.zeros(1, 1, 3, 4), 2), exactly=True)
