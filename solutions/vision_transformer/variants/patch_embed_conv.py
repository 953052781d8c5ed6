"""Other ways to write `patch_embed_conv`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from patchify import patchify
from reference import patch_embed_conv as right_patch_embed_conv

from autograder.testing import alternative, misconception


@alternative
def patchify_and_linear(images, kernels, bias):
    return patchify(images, kernels.shape[2]) @ kernels.reshape(len(kernels), -1).T + bias


@alternative
def einsum_over_unfold(images, kernels, bias):
    patch = kernels.shape[-1]
    grid = images.unfold(2, patch, patch).unfold(3, patch, patch)  # (batch, channel, down, across, row, column)
    return torch.einsum("bcijrs,dcrs->bijd", grid, kernels).flatten(1, 2) + bias


@alternative
def pixel_by_pixel(images, kernels, bias):
    patch = kernels.shape[-1]
    total = bias
    for row in range(patch):
        for column in range(patch):
            here = images[:, :, row::patch, column::patch]  # this pixel of every patch
            total = total + here.permute(0, 2, 3, 1) @ kernels[:, :, row, column].T
    return total.flatten(start_dim=1, end_dim=2)


@alternative
def weighted_patches(images, kernels, bias):
    """Loops over the patches, and adds products up instead of convolving."""
    patch = kernels.shape[-1]
    rows = []
    for strip in images.split(patch, dim=2):
        for piece in strip.split(patch, dim=3):
            rows.append((piece.unsqueeze(1) * kernels).sum(dim=(2, 3, 4)) + bias)
    return torch.stack(rows, dim=1)


def _features(images, kernels, bias):
    """(batch, feature, down, across)"""
    return F.conv2d(images, kernels, bias, stride=kernels.shape[-1])


@misconception
def stride_1(images, kernels, bias):
    """The kernels move on by one pixel only, so that the patches overlap and there are far too many. Let them step from
    patch to patch."""
    return F.conv2d(images, kernels, bias).flatten(2).transpose(1, 2)


@misconception
def padding_same(images, kernels, bias):
    """The image is padded, so that the patches lie across its edge. They fit as they are: no padding."""
    patch = kernels.shape[-1]
    return F.conv2d(images, kernels, bias, stride=patch, padding=patch // 2).flatten(2).transpose(1, 2)


@misconception
def wrong_flatten(images, kernels, bias):
    """The shape is right, but the numbers are mixed up: after the convolution the features come before the places, and
    a reshape alone cannot swap them. Join the two axes of places first, then swap them with the feature axis."""
    return _features(images, kernels, bias).reshape(images.shape[0], -1, kernels.shape[0])


@misconception
def all_flattened(images, kernels, bias):
    """Each image becomes one long row. Keep its patches apart: only the two axes of places are joined."""
    return _features(images, kernels, bias).flatten(1)


@misconception
def features_before_patches(images, kernels, bias):
    """The last two axes are the wrong way round: each patch is a row, (batch, patches, features)."""
    return _features(images, kernels, bias).flatten(2)


@misconception
def places_kept_apart(images, kernels, bias):
    """The patches still lie in a grid of rows and columns. Attention wants one row of tokens: join the two axes."""
    return _features(images, kernels, bias).permute(0, 2, 3, 1)


@misconception
def column_order(images, kernels, bias):
    """The patches come column by column. They are to come as one reads: along the first row of patches, then along the
    second."""
    return _features(images, kernels, bias).transpose(2, 3).flatten(2).transpose(1, 2)


@misconception
def no_bias(images, kernels, bias):
    """The bias is not added."""
    return right_patch_embed_conv(images, kernels, torch.zeros_like(bias))


@misconception
def bias_per_pixel(images, kernels, bias):
    """The bias is added for every number of a patch. It is added once, to the sum."""
    return right_patch_embed_conv(images, kernels, bias * kernels[0].numel())


@misconception
def kernel_flipped(images, kernels, bias):
    """The kernels are turned round by half a turn. That is the convolution of the mathematics books; here, as in
    PyTorch, a kernel lies on the patch as it is."""
    return right_patch_embed_conv(images, kernels.flip(2, 3), bias)


@misconception
def kernel_transposed(images, kernels, bias):
    """Rows and columns of the kernels, or of the patches, are taken for one another. Both are read row by row."""
    return right_patch_embed_conv(images, kernels.transpose(2, 3), bias)


@misconception
def mean_not_sum(images, kernels, bias):
    """The products are averaged. A convolution adds them up."""
    return right_patch_embed_conv(images, kernels / kernels[0].numel(), bias)


@misconception
def first_channel_only(images, kernels, bias):
    """Only the first channel is used. A kernel has a layer for every channel, and all of them count."""
    return right_patch_embed_conv(images[:, :1], kernels[:, :1], bias)


@misconception
def graph_cut(images, kernels, bias):
    """The numbers are right, but cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and the
    kernels could not be learned."""
    return right_patch_embed_conv(images, kernels.detach(), bias.detach())


@misconception
def dtype_hardcoded(images, kernels, bias):
    """The result does not keep the dtype of the images: something on the way is fixed to float32."""
    return right_patch_embed_conv(images.float(), kernels.float(), bias.float())


@misconception
def input_mutated(images, kernels, bias):
    """An argument is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    features = right_patch_embed_conv(images, kernels, bias)
    with torch.no_grad():
        images.zero_()
    return features
