"""Hidden suite of `patchify`: images cut into patches, each number in its place."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged

AXES = "batch patch number"


def _numbered(*shape, dtype=torch.float64):
    """Images whose every pixel is another number, so that any pixel in a wrong place shows."""
    return torch.arange(torch.Size(shape).numel(), dtype=dtype).reshape(shape)


@pytest.mark.points(1)
def test_cuts_an_image_as_in_the_example(student):
    """The worked example comes out: three patches side by side, each with its upper row first."""
    image = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]]])
    want = torch.tensor([[[1.0, 2.0, 7.0, 8.0], [3.0, 4.0, 9.0, 10.0], [5.0, 6.0, 11.0, 12.0]]])
    assert_close(student.patchify(image, 2), want, axes=AXES)


@pytest.mark.points(1.5)
def test_puts_every_pixel_of_every_channel_in_its_place(student, reference):
    """Patches come row by row, and their numbers by channel, then row, then column, also when the image is not
    square."""
    for shape, patch in [((3, 2, 4, 6), 2), ((1, 3, 9, 6), 3), ((2, 4, 4, 12), 4), ((2, 2, 8, 8), 2)]:
        images = _numbered(*shape)
        assert_close(student.patchify(images, patch), reference.patchify(images, patch), axes=AXES)


@pytest.mark.points(0.75)
def test_cuts_single_pixels_and_whole_images(student, reference):
    """With patch 1 every pixel is a patch, row by row; with a patch as large as the image there is only one."""
    for shape, patch in [((2, 3, 4, 5), 1), ((2, 3, 4, 4), 4), ((1, 1, 1, 1), 1)]:
        images = _numbered(*shape)
        assert_close(student.patchify(images, patch), reference.patchify(images, patch), axes=AXES)


@pytest.mark.points(0.75)
def test_moves_patches_with_the_image(student, reference, rng):
    """When an image moves by a whole patch, its patches move with it and are otherwise the same."""
    images = rng.normal(2, 3, 6, 12)
    grid = student.patchify(images, 3)
    assert_close(grid, reference.patchify(images, 3), axes=AXES)
    moved = student.patchify(images.roll((3, 6), dims=(2, 3)), 3)
    assert_close(moved, grid.reshape(2, 2, 4, 27).roll((1, 2), dims=(1, 2)).reshape(2, 8, 27), axes=AXES)


@pytest.mark.points(0.75)
def test_refuses_images_that_cannot_be_cut_evenly(student, reference):
    """A height or a width that is no multiple of the patch is a ValueError; one that fits is cut as it should be."""
    images = _numbered(2, 3, 6, 4)
    assert_rejects(lambda: student.patchify(images, 5))
    assert_rejects(lambda: student.patchify(images, 3))
    assert_rejects(lambda: student.patchify(images, 4))
    assert_close(student.patchify(images, 2), reference.patchify(images, 2), axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """Gradients find the way back to the pixels they came from."""
    images = rng.normal(2, 2, 4, 6)
    assert_gradients_close(lambda x: student.patchify(x, 2), lambda x: reference.patchify(x, 2), images)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference):
    """float32 images give float32 patches, float64 images float64."""
    for dtype in FLOATS:
        images = _numbered(2, 3, 4, 6, dtype=dtype)
        assert_close(student.patchify(images, 2), reference.patchify(images, 2), axes=AXES, dtype=True)


@pytest.mark.points(0.5)
def test_leaves_the_images_alone(student, reference):
    """The images are the same after the call as before, and the patches are right."""
    images = _numbered(2, 3, 4, 6)
    with left_unchanged(student):
        got = student.patchify(images, 2)
    assert_close(got, reference.patchify(images, 2), axes=AXES)
