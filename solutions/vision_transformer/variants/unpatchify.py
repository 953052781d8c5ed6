"""Other ways to write `unpatchify`: right ones, and the mistakes students make."""

import math

import torch
import torch.nn.functional as F
from reference import unpatchify as right_unpatchify

from autograder.testing import alternative, misconception


def _channels(tokens, patch, height, width):
    """How many channels there are, if everything fits."""
    if height % patch or width % patch:
        raise ValueError("the image cannot be made of whole patches")
    if tokens.shape[1] != (height // patch) * (width // patch):
        raise ValueError("the number of patches is another one")
    if tokens.shape[2] % patch**2:
        raise ValueError("the channels are not whole")
    return tokens.shape[2] // patch**2


@alternative
def functional_fold(tokens, patch, height, width):
    _channels(tokens, patch, height, width)
    return F.fold(tokens.transpose(1, 2), (height, width), kernel_size=patch, stride=patch)


@alternative
def patch_by_patch(tokens, patch, height, width):
    channels = _channels(tokens, patch, height, width)
    images = tokens.new_zeros(tokens.shape[0], channels, height, width)
    for number in range(tokens.shape[1]):
        top, left = (patch * place for place in divmod(number, width // patch))
        piece = tokens[:, number].unflatten(1, (channels, patch, patch))
        images[:, :, top : top + patch, left : left + patch] = piece
    return images


@alternative
def strips_side_by_side(tokens, patch, height, width):
    channels = _channels(tokens, patch, height, width)
    pieces = tokens.unflatten(2, (channels, patch, patch)).unbind(dim=1)
    across = width // patch
    strips = [torch.cat(pieces[start : start + across], dim=3) for start in range(0, len(pieces), across)]
    return torch.cat(strips, dim=2)


@alternative
def index_of_every_pixel(tokens, patch, height, width):
    channels = _channels(tokens, patch, height, width)
    row, column = torch.arange(height)[:, None], torch.arange(width)[None, :]
    which = (row // patch) * (width // patch) + column // patch  # the patch that a pixel is in
    place = (row % patch) * patch + column % patch  # and where in it
    by_pixel = [tokens[:, which, channel * patch**2 + place] for channel in range(channels)]
    return torch.stack(by_pixel, dim=1)


def _joined(tokens, patch, height, width, order):
    """The axes (batch, down, across, channel, row, column) in that order, joined to an image."""
    channels = _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], height // patch, width // patch, channels, patch, patch)
    return by_patch.permute(order).reshape(tokens.shape[0], channels, height, width)


@misconception
def reshape_only(tokens, patch, height, width):
    """The shape is right, but the image is mixed up: a `reshape` or `view` alone lays the numbers down line by line, so
    that a patch becomes a strip. Give the rows and columns of patches axes of their own, and bring the axes into order
    before you join them."""
    return tokens.reshape(tokens.shape[0], _channels(tokens, patch, height, width), height, width)


@misconception
def column_major_patches(tokens, patch, height, width):
    """The patches are laid down column by column. They come as one reads: first the upper row of patches, then the
    next."""
    channels = _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], width // patch, height // patch, channels, patch, patch)
    return by_patch.permute(0, 3, 2, 4, 1, 5).reshape(tokens.shape[0], channels, height, width)


@misconception
def channels_last_inside(tokens, patch, height, width):
    """The numbers of a patch are taken pixel by pixel, with the channels last. Other programs do that; here all of
    channel 0 comes first, then all of channel 1."""
    channels = _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], height // patch, width // patch, patch, patch, channels)
    return by_patch.permute(0, 5, 1, 3, 2, 4).reshape(tokens.shape[0], channels, height, width)


@misconception
def patch_transposed(tokens, patch, height, width):
    """Each patch is turned over: its numbers are laid down column by column. Its upper row comes first, then the
    next."""
    return _joined(tokens, patch, height, width, (0, 3, 1, 5, 2, 4))


@misconception
def rows_and_grid_mixed(tokens, patch, height, width):
    """The axes are joined in a wrong order: a row of the image is made of the grid's row and then the patch's row, in
    this order, and a column likewise."""
    return _joined(tokens, patch, height, width, (0, 3, 4, 1, 5, 2))


@misconception
def missing_contiguous(tokens, patch, height, width):
    """`view` cannot follow a `permute` or a transpose: the numbers no longer lie in memory in the order of the new
    shape. Use `reshape`, or `contiguous()` first."""
    channels = _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], height // patch, width // patch, channels, patch, patch)
    return by_patch.permute(0, 3, 1, 4, 2, 5).view(tokens.shape[0], channels, height, width)


@misconception
def square_assumed(tokens, patch, height, width):
    """The image is taken for a square with √N patches along each side. `height` and `width` say how many there are;
    they need not be equal."""
    channels = _channels(tokens, patch, height, width)
    side = math.isqrt(tokens.shape[1])
    if side**2 != tokens.shape[1]:
        raise RuntimeError("no square")
    by_patch = tokens.reshape(tokens.shape[0], side, side, channels, patch, patch)
    return by_patch.permute(0, 3, 1, 4, 2, 5).reshape(tokens.shape[0], channels, side * patch, side * patch)


@misconception
def one_channel_assumed(tokens, patch, height, width):
    """The images are taken to have one channel. How many there are follows from how many numbers a patch has."""
    _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], height // patch, width // patch, 1, patch, patch)
    return by_patch.permute(0, 3, 1, 4, 2, 5).reshape(tokens.shape[0], 1, height, width)


@misconception
def three_channels_assumed(tokens, patch, height, width):
    """The images are taken to have three channels. How many there are follows from how many numbers a patch has."""
    _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], height // patch, width // patch, 3, patch, patch)
    return by_patch.permute(0, 3, 1, 4, 2, 5).reshape(tokens.shape[0], 3, height, width)


@misconception
def grid_swapped(tokens, patch, height, width):
    """Rows and columns of patches are taken for one another: there are height / patch rows of them, and width / patch
    columns. In a square image nobody would see it."""
    channels = _channels(tokens, patch, height, width)
    by_patch = tokens.reshape(tokens.shape[0], width // patch, height // patch, channels, patch, patch)
    return by_patch.permute(0, 3, 1, 4, 2, 5).reshape(tokens.shape[0], channels, height, width)


@misconception
def misfits_accepted(tokens, patch, height, width):
    """Patches that cannot make up such an image are accepted, and pixels are left out or left over. Compare the sizes
    first, and raise a ValueError."""
    down, across, channels = height // patch, width // patch, tokens.shape[2] // patch**2
    fitting = torch.zeros(tokens.shape[0], down * across, channels * patch**2, dtype=tokens.dtype)
    kept = tokens[:, : down * across, : channels * patch**2]
    fitting[:, : kept.shape[1]] = kept
    return right_unpatchify(fitting, patch, down * patch, across * patch)


@misconception
def graph_cut(tokens, patch, height, width):
    """The numbers are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and
    nothing could be learned through them."""
    return right_unpatchify(tokens.detach(), patch, height, width)


@misconception
def dtype_hardcoded(tokens, patch, height, width):
    """The result does not keep the dtype of the tokens: it is filled into a buffer that is always float32."""
    return right_unpatchify(tokens, patch, height, width).float()


@misconception
def input_mutated(tokens, patch, height, width):
    """The tokens themselves are changed: an operation with a trailing underscore works on the tensor itself. Use the
    one without the underscore."""
    images = right_unpatchify(tokens, patch, height, width).clone()
    with torch.no_grad():
        tokens.zero_()
    return images
