"""Other ways to write `conv_transpose2d`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import conv_transpose2d

from autograder.testing import alternative, misconception


def _check(x, kernels, stride):
    """Refuses what the reference refuses."""
    if x.shape[0] != kernels.shape[0] or stride < 1:
        raise ValueError("channels or stride")


def _canvas_size(x, kernels, stride):
    return [(x.shape[axis] - 1) * stride + kernels.shape[axis + 1] for axis in (1, 2)]


@alternative
def fold_the_stamps(x, kernels, stride=1):
    _check(x, kernels, stride)
    stamps = kernels.flatten(1).T @ x.flatten(1)  # (feature·kh·kw, place)
    return F.fold(stamps[None], _canvas_size(x, kernels, stride), kernels.shape[2:], stride=stride)[0]


@alternative
def zeros_in_between(x, kernels, stride=1):
    _check(x, kernels, stride)
    height, width = kernels.shape[2:]
    apart = x.new_zeros(len(x), (x.shape[1] - 1) * stride + 1, (x.shape[2] - 1) * stride + 1)
    apart[:, ::stride, ::stride] = x
    around = F.pad(apart, (width - 1, width - 1, height - 1, height - 1))
    return F.conv2d(around[None], kernels.flip(2, 3).transpose(0, 1))[0]


@alternative
def gradient_of_a_convolution(x, kernels, stride=1):
    _check(x, kernels, stride)
    blank = x.new_zeros(1, kernels.shape[1], *_canvas_size(x, kernels, stride))
    with torch.enable_grad():
        seen = F.conv2d(blank.requires_grad_(), kernels, stride=stride)
    learns = x.requires_grad or kernels.requires_grad
    return torch.autograd.grad(seen, blank, x[None], create_graph=learns)[0][0]


@alternative
def all_places_of_a_kernel_pixel(x, kernels, stride=1):
    assert stride > 0 and len(x) == len(kernels)
    canvas = torch.zeros(kernels.shape[1], *_canvas_size(x, kernels, stride), dtype=x.dtype)
    rows, columns = (x.shape[1] - 1) * stride + 1, (x.shape[2] - 1) * stride + 1
    for i in range(kernels.shape[2]):
        for j in range(kernels.shape[3]):
            share = torch.tensordot(kernels[:, :, i, j], x, dims=([0], [0]))
            canvas[:, i : i + rows : stride, j : j + columns : stride] += share
    return canvas


def _stamp(x, kernels, stride, put=torch.add, step=None, size=None):
    """The right answer, but for what the arguments change."""
    _check(x, kernels, stride)
    height, width = kernels.shape[2:]
    step = stride if step is None else step
    canvas = x.new_zeros(kernels.shape[1], *(size or _canvas_size(x, kernels, stride)))
    for i in range(x.shape[1]):
        for j in range(x.shape[2]):
            place = canvas[:, i * step : i * step + height, j * step : j * step + width]
            stamp = torch.einsum("c,cfhw->fhw", x[:, i, j], kernels)[:, : place.shape[1], : place.shape[2]]
            canvas = canvas.clone()
            canvas[:, i * step : i * step + height, j * step : j * step + width] = put(place, stamp)
    return canvas


@misconception
def overwrite_not_add(x, kernels, stride=1):
    """Where stamps overlap, the later one wipes out the earlier. They are to add up: += instead of =."""
    return _stamp(x, kernels, stride, put=lambda _place, stamp: stamp)


@misconception
def wrong_size(x, kernels, stride=1):
    """The canvas has `stride` pixels for each number of x. But the stamps are as large as the kernel: count where the
    last one begins, and where it ends."""
    return _stamp(x, kernels, stride, size=[x.shape[1] * stride, x.shape[2] * stride])


@misconception
def flipped_kernel(x, kernels, stride=1):
    """The kernels are flipped. Each number stamps its kernel as it is, the first row on top and the first column on the
    left: try a single 1 among zeros."""
    return conv_transpose2d(x, kernels.flip(-1, -2), stride)


@misconception
def stride_ignored_in_place(x, kernels, stride=1):
    """The canvas has the right size for the stride, but the stamps are put one pixel apart. The number in row i and
    column j begins at row i·stride and column j·stride."""
    return _stamp(x, kernels, stride, step=1)


@misconception
def stride_as_in_convolution(x, kernels, stride=1):
    """The stride leaves out numbers of `x`, as if this were a convolution, and makes the result smaller. Here it is the
    distance of the stamps: a larger stride makes a larger image."""
    _check(x, kernels, stride)
    return conv_transpose2d(x, kernels)[:, ::stride, ::stride]


@misconception
def channels_order_as_conv(x, kernels, stride=1):
    """The first two axes of the kernels are taken for one another. Here, the channel (what goes in) comes first, and
    then the feature (what comes out), the other way round than in a convolution."""
    return conv_transpose2d(x, kernels.transpose(0, 1), stride)


@misconception
def inverse_belief(x, kernels, stride=1):
    """Where stamps overlap, they are averaged instead of added up. A transposed convolution is not the inverse of a
    convolution, and doesn't try to bring the original back: it only adds."""
    painted = conv_transpose2d(x, kernels, stride)
    counts = conv_transpose2d(torch.ones_like(x[:1]), torch.ones_like(kernels[:1]), stride)
    return painted / counts.clamp(min=1)


@misconception
def channels_stretched(x, kernels, stride=1):
    """One channel is accepted by kernels for three, or the other way round: broadcasting quietly uses the same channel
    again and again. Compare the numbers of channels first, and raise a ValueError when they differ."""
    if 1 in (len(x), len(kernels)):
        channels = max(len(x), len(kernels))
        x, kernels = x.expand(channels, -1, -1), kernels.expand(channels, -1, -1, -1)
    return conv_transpose2d(x, kernels, stride)


@misconception
def stride_zero_accepted(x, kernels, stride=1):
    """A stride of 0, or below, is accepted, and all stamps land upon one another. Refuse it with a ValueError."""
    if stride < 1:
        return conv_transpose2d(x.sum(dim=(1, 2), keepdim=True), kernels)
    return conv_transpose2d(x, kernels, stride)


@misconception
def graph_cut(x, kernels, stride=1):
    """The image is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and the
    kernels could not learn to paint."""
    return conv_transpose2d(x.detach(), kernels.detach(), stride)


@misconception
def dtype_hardcoded(x, kernels, stride=1):
    """The canvas was made with PyTorch's default dtype, float32, and does not keep the dtype of the inputs."""
    return conv_transpose2d(x.float(), kernels.float(), stride)


@misconception
def input_mutated(x, kernels, stride=1):
    """An argument is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    got = conv_transpose2d(x, kernels.clone(), stride)
    with torch.no_grad():
        kernels *= x[:, :1, :1, None]
    return got
