"""Other ways to write `patchify`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import patchify as right_patchify

from autograder.testing import alternative, misconception


@alternative
def unfold_both_axes(images, patch):
    if images.shape[-2] % patch or images.shape[-1] % patch:
        raise ValueError("the patches do not fit")
    grid = images.unfold(2, patch, patch).unfold(3, patch, patch)  # (batch, channel, down, across, row, column)
    return torch.einsum("bcijrs->bijcrs", grid).reshape(images.shape[0], -1, images.shape[1] * patch**2)


@alternative
def functional_unfold(images, patch):
    if images.size(2) % patch != 0 or images.size(3) % patch != 0:
        raise ValueError("the patches do not fit")
    return F.unfold(images, kernel_size=patch, stride=patch).transpose(1, 2)


@alternative
def patch_by_patch(images, patch):
    height, width = images.shape[-2:]
    if height % patch or width % patch:
        raise ValueError("the patches do not fit")
    rows = []
    for top in range(0, height, patch):
        for left in range(0, width, patch):
            rows.append(images[:, :, top : top + patch, left : left + patch].flatten(1))
    return torch.stack(rows, dim=1)


@alternative
def chunks(images, patch):
    (down, rest_down), (across, rest_across) = (divmod(size, patch) for size in images.shape[-2:])
    if rest_down or rest_across:
        raise ValueError("pixels are left over")
    strips = images.chunk(down, dim=2)
    return torch.stack([piece.flatten(1) for strip in strips for piece in strip.chunk(across, dim=3)], 1)


def _cut(images, patch):
    """(batch, channel, down, row, across, column)"""
    batch, channels, height, width = images.shape
    if height % patch or width % patch:
        raise ValueError("the patches do not fit")
    return images.reshape(batch, channels, height // patch, patch, width // patch, patch)


def _joined(images, patch, order):
    """The six axes in that order, joined to patches and numbers."""
    return _cut(images, patch).permute(order).reshape(images.shape[0], -1, images.shape[1] * patch**2)


@misconception
def reshape_only(images, patch):
    """The shape is right, but these are no patches: a `reshape` or `view` alone cuts the image into strips, because it
    goes through the numbers as they lie in memory, line by line. Give rows and columns of patches axes of their own,
    and bring the axes into order before you join them."""
    _cut(images, patch)
    return images.reshape(images.shape[0], -1, images.shape[1] * patch**2)


@misconception
def column_major_patches(images, patch):
    """The patches come column by column. They are to come as one reads: along the first row of patches, then along the
    second."""
    return _joined(images, patch, (0, 4, 2, 1, 3, 5))


@misconception
def channels_last_inside(images, patch):
    """Within a patch the numbers come pixel by pixel, with the channels last. Other programs do that; here all of
    channel 0 comes first, then all of channel 1."""
    return _joined(images, patch, (0, 2, 4, 3, 5, 1))


@misconception
def patch_transposed(images, patch):
    """Each patch is read column by column. Within a channel the rows come first: go along the upper row of the patch,
    then along the next."""
    return _joined(images, patch, (0, 2, 4, 1, 5, 3))


@misconception
def missing_contiguous(images, patch):
    """`view` cannot follow a `permute` or a transpose: the numbers no longer lie in memory in the order of the new
    shape. Use `reshape` or `flatten`, or `contiguous()` first."""
    return _cut(images, patch).permute(0, 2, 4, 1, 3, 5).view(images.shape[0], -1, images.shape[1] * patch**2)


@misconception
def grid_swapped(images, patch):
    """Rows and columns of patches are taken for one another: there are height / patch rows of them, and width / patch
    columns. In a square image nobody would see it."""
    batch, channels, height, width = images.shape
    _cut(images, patch)
    cut = images.reshape(batch, channels, width // patch, patch, height // patch, patch)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * patch**2)


@misconception
def overlapping(images, patch):
    """The patches overlap: they start at every pixel. The next one starts where the last one ends, `patch` pixels
    further."""
    _cut(images, patch)
    return F.unfold(images, patch).transpose(1, 2)


@misconception
def numbers_before_patches(images, patch):
    """The last two axes are the wrong way round: each patch is a row, (batch, patches, numbers)."""
    return right_patchify(images, patch).transpose(1, 2)


@misconception
def channels_apart(images, patch):
    """Every channel makes patches of its own. A patch holds all channels of its pixels: the channel axis belongs to
    the numbers, not to the patches."""
    return _cut(images, patch).permute(0, 1, 2, 4, 3, 5).reshape(images.shape[0], -1, patch**2)


@misconception
def remainder_dropped(images, patch):
    """An image that cannot be cut evenly is accepted, and the pixels at its edges are lost without a word. Raise a
    ValueError."""
    height, width = (size - size % patch for size in images.shape[-2:])
    return right_patchify(images[:, :, :height, :width], patch)


@misconception
def only_height_checked(images, patch):
    """Only the height is checked. The width has to be a multiple of `patch` too; otherwise raise a ValueError."""
    if images.shape[2] % patch:
        raise ValueError("the patches do not fit")
    return right_patchify(images[:, :, :, : images.shape[3] - images.shape[3] % patch], patch)


@misconception
def only_width_checked(images, patch):
    """Only the width is checked. The height has to be a multiple of `patch` too; otherwise raise a ValueError."""
    if images.shape[3] % patch:
        raise ValueError("the patches do not fit")
    return right_patchify(images[:, :, : images.shape[2] - images.shape[2] % patch], patch)


@misconception
def graph_cut(images, patch):
    """The numbers are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    nothing could be learned through them."""
    return right_patchify(images.detach(), patch)


@misconception
def dtype_hardcoded(images, patch):
    """The result does not keep the dtype of the images: it is filled into a buffer that is always float32."""
    return right_patchify(images, patch).float()


@misconception
def input_mutated(images, patch):
    """The images themselves are changed: an operation with a trailing underscore works on the tensor itself. Use the
    one without the underscore."""
    patches = right_patchify(images, patch).clone()
    with torch.no_grad():
        images.zero_()
    return patches
