"""Public checks of `patch_embed_conv`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that

AXES = "batch patch feature"


@pytest.mark.points(2)
def test_worked_example(student):
    """The docstring's example comes out: one kernel adds a patch up, the other takes its upper right pixel."""
    image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]])
    kernels = torch.tensor([[[[1.0, 1.0], [1.0, 1.0]]], [[[0.0, 1.0], [0.0, 0.0]]]])
    features = student.patch_embed_conv(image, kernels, torch.tensor([0.0, 10.0]))
    mixed = torch.equal(features.reshape(-1), torch.tensor([14.0, 22.0, 12.0, 14.0]))
    assert_that(not mixed, got="the right numbers in the wrong order", perhaps="a reshape: swap the axes instead")
    assert_close(features, torch.tensor([[[14.0, 12.0], [22.0, 14.0]]]), axes=AXES)


@pytest.mark.points(1.5)
def test_order_of_the_patches(student):
    """Four patches come row by row: here each is known by its upper left pixel."""
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    corner = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]])
    want = torch.tensor([[[0.0], [2.0], [8.0], [10.0]]])
    assert_close(student.patch_embed_conv(image, corner, torch.zeros(1)), want, axes=AXES)


@pytest.mark.points(1.5)
def test_channels_add_up(student):
    """A kernel has a layer for every channel: here it takes channel 0 once and channel 1 ten times."""
    image = torch.cat([torch.full((1, 1, 2, 2), 3.0), torch.full((1, 1, 2, 2), 4.0)], dim=1)
    kernels = torch.cat([torch.full((1, 1, 2, 2), 0.25), torch.full((1, 1, 2, 2), 2.5)], dim=1)
    assert_close(student.patch_embed_conv(image, kernels, torch.zeros(1)), torch.tensor([[[43.0]]]), axes=AXES)
