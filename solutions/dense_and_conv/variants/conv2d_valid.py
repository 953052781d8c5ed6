"""Other ways to write `conv2d_valid`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import conv2d_valid

from autograder.testing import alternative, misconception


def _check(image, kernels, stride):
    """Refuses what the reference refuses."""
    if image.shape[0] != kernels.shape[1] or stride < 1:
        raise ValueError("channels or stride")
    if image.shape[1] < kernels.shape[2] or image.shape[2] < kernels.shape[3]:
        raise ValueError("size")


@alternative
def columns_of_patches(image, kernels, stride=1):
    _check(image, kernels, stride)
    rows, columns = ((image.shape[axis] - kernels.shape[axis + 1]) // stride + 1 for axis in (1, 2))
    patches = F.unfold(image.unsqueeze(0), kernels.shape[2:], stride=stride)[0]  # (channel·kh·kw, place)
    return (kernels.flatten(1) @ patches).reshape(len(kernels), rows, columns)


@alternative
def shifted_images(image, kernels, stride=1):
    _check(image, kernels, stride)
    features, _, height, width = kernels.shape
    rows, columns = image.shape[1] - height + 1, image.shape[2] - width + 1
    total = image.new_zeros(features, len(range(0, rows, stride)), len(range(0, columns, stride)))
    for i in range(height):
        for j in range(width):
            shifted = image[:, i : i + rows : stride, j : j + columns : stride]
            total = total + torch.tensordot(kernels[:, :, i, j], shifted, dims=1)
    return total


@alternative
def windows_by_index(image, kernels, stride=1):
    _check(image, kernels, stride)
    height, width = kernels.shape[2:]
    down = torch.arange(0, image.shape[1] - height + 1, stride)[:, None] + torch.arange(height)
    right = torch.arange(0, image.shape[2] - width + 1, stride)[:, None] + torch.arange(width)
    windows = image[:, down[:, None, :, None], right[None, :, None, :]]
    return torch.tensordot(kernels, windows, dims=([1, 2, 3], [0, 3, 4]))


@alternative(loses=("test_is_vectorised",))
def place_by_place(image, kernels, stride=1):
    _check(image, kernels, stride)
    height, width = kernels.shape[2:]
    lines = []
    for top in range(0, image.shape[1] - height + 1, stride):
        starts = range(0, image.shape[2] - width + 1, stride)
        windows = [image[:, top : top + height, left : left + width] for left in starts]
        lines.append(torch.stack([(window * kernels).sum(dim=(1, 2, 3)) for window in windows], dim=1))
    return torch.stack(lines, dim=1)


def _slide(image, kernels, tops, lefts):
    """The answers at these places."""
    height, width = kernels.shape[2:]
    down, right = torch.tensor(tops)[:, None] + torch.arange(height), torch.tensor(lefts)[:, None] + torch.arange(width)
    return torch.einsum("crisj,fcij->frs", image[:, down][..., right], kernels)


@misconception
def flipped_kernel(image, kernels, stride=1):
    """The kernels are flipped. That is what mathematicians call a convolution; networks lay the kernel down as it is,
    since they learn it anyway."""
    return conv2d_valid(image, kernels.flip(-1, -2), stride)


@misconception
def same_padding(image, kernels, stride=1):
    """The image is padded with zeros, so that there are more places than asked for. The kernel lies inside the image
    everywhere."""
    _check(image, kernels, stride)
    down, right = kernels.shape[2] // 2, kernels.shape[3] // 2
    return conv2d_valid(F.pad(image, (right, right, down, down)), kernels, stride)


@misconception
def channels_not_summed(image, kernels, stride=1):
    """Each channel has an answer of its own. A kernel has a slice for every channel, and the answers of all the slices
    are added up: one number for each feature and place."""
    _check(image, kernels, stride)
    patches = image.unfold(1, kernels.shape[2], stride).unfold(2, kernels.shape[3], stride)
    return torch.einsum("crsij,fcij->fcrs", patches, kernels).flatten(0, 1)


@misconception
def channels_averaged(image, kernels, stride=1):
    """The channels are averaged. Add them up: the weights alone decide how much each of them counts."""
    return conv2d_valid(image, kernels, stride) / len(image)


@misconception
def stride_off_by_one(image, kernels, stride=1):
    """The last row and the last column of places are missing: the kernel still fits when it ends at the very edge of
    the image. Count for a kernel as large as the image: there is one place, not none."""
    _check(image, kernels, stride)
    tops = range(0, image.shape[1] - kernels.shape[2], stride)
    return _slide(image, kernels, tops, range(0, image.shape[2] - kernels.shape[3], stride))


@misconception
def hw_swapped(image, kernels, stride=1):
    """The places are counted with the kernel's height along both axes. Across the image, it is the kernel's width that
    must fit."""
    _check(image, kernels, stride)
    height = kernels.shape[2]
    tops, lefts = range(0, image.shape[1] - height + 1, stride), range(0, image.shape[2] - height + 1, stride)
    return _slide(image, kernels, tops, lefts)


@misconception
def stride_ignored(image, kernels, stride=1):
    """The kernel moves one pixel at a time, whatever the stride."""
    _check(image, kernels, stride)
    return conv2d_valid(image, kernels)


@misconception
def stride_down_only(image, kernels, stride=1):
    """The stride is used down the image, but not across it (or the other way round). It holds for both."""
    _check(image, kernels, stride)
    return _slide(
        image, kernels, range(0, image.shape[1] - kernels.shape[2] + 1, stride),
        range(image.shape[2] - kernels.shape[3] + 1),
    )  # fmt: skip


@misconception
def in_out_swapped(image, kernels, stride=1):
    """The first two axes of the kernels are taken for one another. The first is the feature (what comes out), the
    second the channel (what goes in)."""
    return conv2d_valid(image, kernels.transpose(0, 1), stride)


@misconception
def channels_stretched(image, kernels, stride=1):
    """An image with one channel is accepted by kernels for three, or the other way round: broadcasting quietly uses the
    same channel again and again. Compare the numbers of channels first, and raise a ValueError when they differ."""
    if 1 in (image.shape[0], kernels.shape[1]):
        image = image.expand(kernels.shape[1], -1, -1) if image.shape[0] == 1 else image
        kernels = kernels.expand(-1, image.shape[0], -1, -1)
    return conv2d_valid(image, kernels, stride)


@misconception
def nothing_for_large_kernels(image, kernels, stride=1):
    """A kernel larger than the image gives an empty answer (or one of zeros). There is no place where it fits: that is
    a ValueError."""
    rows, columns = image.shape[1] - kernels.shape[2] + 1, image.shape[2] - kernels.shape[3] + 1
    if min(rows, columns) < 1:
        return image.new_zeros(len(kernels), max(rows, 0), max(columns, 0))
    return conv2d_valid(image, kernels, stride)


@misconception
def graph_cut(image, kernels, stride=1):
    """The answers are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    the kernels could not learn."""
    return conv2d_valid(image.detach(), kernels.detach(), stride)


@misconception
def dtype_hardcoded(image, kernels, stride=1):
    """The result does not keep the dtype of the inputs: something on the way, perhaps a `torch.zeros`, is fixed to
    float32."""
    return conv2d_valid(image.float(), kernels.float(), stride)


@misconception
def input_mutated(image, kernels, stride=1):
    """An argument is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    got = conv2d_valid(image, kernels, stride)
    with torch.no_grad():
        image *= 0
    return got
