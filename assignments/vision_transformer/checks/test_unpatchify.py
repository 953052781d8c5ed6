"""Public checks of `unpatchify`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

AXES = "batch channel row column"


@pytest.mark.points(1)
def test_worked_example(student):
    """The docstring's example comes out: three patches side by side, in an image that is wider than high."""
    tokens = torch.tensor([[[1.0, 2.0, 7.0, 8.0], [3.0, 4.0, 9.0, 10.0], [5.0, 6.0, 11.0, 12.0]]])
    want = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]]])
    assert_close(student.unpatchify(tokens, 2, 2, 6), want, axes=AXES)


@pytest.mark.points(0.5)
def test_same_patches_upright(student):
    """The same three patches make an image that is higher than wide, one below the other."""
    tokens = torch.tensor([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]])
    assert_close(student.unpatchify(tokens, 2, 6, 2), torch.arange(1.0, 13).reshape(1, 1, 6, 2), axes=AXES)


@pytest.mark.points(1)
def test_two_rows_of_patches_and_two_channels(student):
    """Patches are laid down row by row, and each brings all of channel 0 first, then all of channel 1."""
    one_channel = torch.tensor(
        [[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0], [8.0, 9.0, 12.0, 13.0], [10.0, 11.0, 14.0, 15.0]]
    )
    tokens = torch.cat([one_channel, 100 + one_channel], dim=1).unsqueeze(0)
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert_close(student.unpatchify(tokens, 2, 4, 4), torch.cat([image, 100 + image], dim=1), axes=AXES)


@pytest.mark.points(0.5)
def test_sizes_that_do_not_fit(student):
    """Three patches are too few for an image of 4 by 4, and 5 numbers fill no patch of 2 by 2: ValueError."""
    assert_rejects(lambda: student.unpatchify(torch.zeros(1, 3, 4), 2, 4, 4), exactly=True)
    assert_rejects(lambda: student.unpatchify(torch.zeros(1, 4, 5), 2, 4, 4), exactly=True)
