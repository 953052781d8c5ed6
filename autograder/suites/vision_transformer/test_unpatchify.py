"""Hidden suite of `unpatchify`: patches laid down again, each number in its place."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged

AXES = "batch channel row column"


def _numbered(*shape, dtype=torch.float64):
    """Patches whose every number is another one, so that any in a wrong place shows."""
    return torch.arange(torch.Size(shape).numel(), dtype=dtype).reshape(shape)


def _patches(images, patch):
    """The images cut up, patch by patch."""
    tops, lefts = range(0, images.shape[2], patch), range(0, images.shape[3], patch)
    pieces = [images[:, :, y : y + patch, x : x + patch].flatten(1) for y in tops for x in lefts]
    return torch.stack(pieces, dim=1)


@pytest.mark.points(0.5)
def test_lays_three_patches_down_as_in_the_example(student):
    """The worked example comes out: three patches side by side, in an image that is wider than high."""
    tokens = torch.tensor([[[1.0, 2.0, 7.0, 8.0], [3.0, 4.0, 9.0, 10.0], [5.0, 6.0, 11.0, 12.0]]])
    want = torch.tensor([[[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]]])
    assert_close(student.unpatchify(tokens, 2, 2, 6), want, axes=AXES)


@pytest.mark.points(0.75)
def test_puts_every_number_in_its_place(student, reference):
    """Any number of channels and any height and width are put together again, patch by patch and row by row."""
    for shape, sizes in [
        ((3, 6, 8), (2, 4, 6)),
        ((1, 6, 27), (3, 9, 6)),
        ((2, 15, 3), (1, 3, 5)),
        ((2, 4, 8), (2, 2, 8)),
    ]:
        tokens = _numbered(*shape)
        assert_close(student.unpatchify(tokens, *sizes), reference.unpatchify(tokens, *sizes), axes=AXES)


@pytest.mark.points(0.5)
def test_brings_an_image_back(student, rng):
    """What was cut into patches comes back as the same image, square or not, of one patch or of many."""
    for shape, patch in [((2, 2, 4, 4), 2), ((2, 3, 6, 12), 3), ((1, 3, 4, 4), 4)]:
        images = rng.normal(*shape)
        assert_close(student.unpatchify(_patches(images, patch), patch, *shape[2:]), images, axes=AXES)


@pytest.mark.points(0.25)
def test_moves_patches_as_the_tokens_change_places(student, reference, rng):
    """When tokens change places, so do the patches of the image, and nothing else changes."""
    tokens, order = rng.normal(2, 6, 12), rng.permutation(6)
    straight, mixed = student.unpatchify(tokens, 2, 4, 6), student.unpatchify(tokens[:, order], 2, 4, 6)
    assert_close(straight, reference.unpatchify(tokens, 2, 4, 6), axes=AXES)
    assert_close(_patches(mixed, 2), _patches(straight, 2)[:, order])


@pytest.mark.points(0.25)
def test_refuses_sizes_that_do_not_fit(student, reference):
    """More or fewer patches than the image needs, or a patch that is no whole number of channels, is a ValueError."""
    tokens = _numbered(2, 6, 12)
    for sizes in [(2, 4, 4), (2, 4, 8), (2, 5, 6), (2, 4, 7), (3, 6, 9)]:
        assert_rejects(lambda sizes=sizes: student.unpatchify(tokens, *sizes))
    assert_rejects(lambda: student.unpatchify(_numbered(2, 2, 6), 2, 2, 6))  # as many numbers as 3 patches of 4
    assert_close(student.unpatchify(tokens, 2, 6, 4), reference.unpatchify(tokens, 2, 6, 4), axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """Gradients find the way back to the patches they came from."""
    assert_gradients_close(
        lambda x: student.unpatchify(x, 2, 4, 6), lambda x: reference.unpatchify(x, 2, 4, 6), rng.normal(2, 6, 8)
    )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference):
    """float32 patches give float32 images, float64 patches float64."""
    for dtype in FLOATS:
        tokens = _numbered(2, 6, 12, dtype=dtype)
        assert_close(student.unpatchify(tokens, 2, 4, 6), reference.unpatchify(tokens, 2, 4, 6), axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_patches_alone(student, reference):
    """The patches are the same after the call as before, and the image is right."""
    tokens = _numbered(2, 6, 12)
    with left_unchanged(student):
        got = student.unpatchify(tokens, 2, 4, 6)
    assert_close(got, reference.unpatchify(tokens, 2, 4, 6), axes=AXES)
