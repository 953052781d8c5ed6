"""Other ways to write `layer_norm`: right ones, and the mistakes students make."""

import torch
from reference import layer_norm as right_layer_norm

from autograder.testing import alternative, misconception


@alternative
def with_rsqrt(x, gain, shift, eps=1e-5):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, unbiased=False, keepdim=True)
    return shift + gain * ((x - mean) * torch.rsqrt(variance + eps))


@alternative
def var_mean(x, gain, shift, eps=1e-5):
    variance, mean = torch.var_mean(x, dim=-1, correction=0)
    return torch.addcmul(shift, (x - mean[..., None]) / torch.sqrt(variance + eps)[..., None], gain)


@alternative
def mean_of_squares(x, gain, shift, eps=1e-5):
    width = x.shape[-1]
    rest = x - x.sum(dim=-1).unsqueeze(-1) / width
    return rest * ((rest**2).sum(dim=-1).unsqueeze(-1) / width + eps) ** -0.5 * gain + shift


@alternative
def vector_by_vector(x, gain, shift, eps=1e-5):
    rows = [(row - row.mean()) / (row.var(correction=0) + eps).sqrt() for row in x.reshape(-1, x.shape[-1])]
    return torch.stack(rows).reshape(x.shape) * gain + shift


def _normed(x, gain, shift, eps, *, dim=-1, correction=0, centre=True, keepdim=True):
    """The right answer, but for what the arguments change."""
    centred = x - x.mean(dim, keepdim=keepdim) if centre else x
    variance = x.var(dim, correction=correction, keepdim=keepdim) if centre else x.square().mean(dim, keepdim=True)
    return centred / (variance + eps).sqrt() * gain + shift


@misconception
def eps_outside_sqrt(x, gain, shift, eps=1e-5):
    """`eps` is added to the standard deviation. It belongs under the root, to the variance."""
    centred = x - x.mean(-1, keepdim=True)
    return centred / (x.std(-1, correction=0, keepdim=True) + eps) * gain + shift


@misconception
def eps_ignored(x, gain, shift, eps=1e-5):
    """The value given for `eps` is not used."""
    return _normed(x, gain, shift, 1e-5)


@misconception
def eps_missing(x, gain, shift, eps=1e-5):
    """`eps` is missing under the root, so that equal numbers become 0/0, which is NaN."""
    return _normed(x, gain, shift, 0)


@misconception
def unbiased_var(x, gain, shift, eps=1e-5):
    """The variance is divided by the width less one, as `var` and `std` do unless told otherwise. Divide by the width:
    `correction=0`."""
    return _normed(x, gain, shift, eps, correction=1)


@misconception
def no_root(x, gain, shift, eps=1e-5):
    """The vectors are divided by their variance. Its square root, the standard deviation, makes their spread 1."""
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + eps) * gain + shift


@misconception
def norm_over_tokens(x, gain, shift, eps=1e-5):
    """Mean and variance are taken over the tokens. Each token is normed by itself, over its own numbers: the last
    axis."""
    return _normed(x, gain, shift, eps, dim=-2)


@misconception
def norm_over_all(x, gain, shift, eps=1e-5):
    """Mean and variance are taken over everything at once. Each vector has its own: take them over the last axis."""
    return _normed(x, gain, shift, eps, dim=tuple(range(x.ndim)))


@misconception
def batch_norm(x, gain, shift, eps=1e-5):
    """Mean and variance are taken over the first axis, the batch. That is batch normalisation; here each vector is
    normed by itself, over the last axis."""
    return _normed(x, gain, shift, eps, dim=0)


@misconception
def no_affine(x, gain, shift, eps=1e-5):
    """Gain and shift are not used. Multiply the normed vectors by the gain and add the shift."""
    return _normed(x, 1, 0, eps)


@misconception
def shift_before_gain(x, gain, shift, eps=1e-5):
    """The shift is added before the gain is multiplied, so it is multiplied too. First the gain, then the shift."""
    return (_normed(x, 1, 0, eps) + shift) * gain


@misconception
def gain_from_1(x, gain, shift, eps=1e-5):
    """The normed vectors are multiplied by 1 + gain. Some models store it so; here it is the gain itself."""
    return _normed(x, 1 + gain, shift, eps)


@misconception
def keepdim_missing(x, gain, shift, eps=1e-5):
    """The axis of the mean is gone when it is taken away from the vectors (`keepdim=True` is missing): the numbers
    then meet the wrong ones, or do not fit at all."""
    return _normed(x, gain, shift, eps, keepdim=False)


@misconception
def rms_only(x, gain, shift, eps=1e-5):
    """The mean is not taken away. First the mean, then the spread. (Without it, that is another norm, RMSNorm.)"""
    return _normed(x, gain, shift, eps, centre=False)


@misconception
def mean_only(x, gain, shift, eps=1e-5):
    """The mean is taken away, but the spread stays as it was. Divide by the root of the variance."""
    return (x - x.mean(-1, keepdim=True)) * gain + shift


@misconception
def spread_detached(x, gain, shift, eps=1e-5):
    """The values are right, but the gradient does not go through the mean and the spread: they are cut off by a
    detach(), .data or .item()."""
    mean, variance = x.mean(-1, keepdim=True).detach(), x.var(-1, correction=0, keepdim=True).detach()
    return (x - mean) / (variance + eps).sqrt() * gain + shift


@misconception
def graph_cut(x, gain, shift, eps=1e-5):
    """The values are right, but cut off from the gradient: a detach(), .data or .numpy() is on the way, and nothing
    could be learned through them."""
    return right_layer_norm(x.detach(), gain.detach(), shift.detach(), eps)


@misconception
def dtype_hardcoded(x, gain, shift, eps=1e-5):
    """The result does not keep the dtype of the vectors: something on the way is fixed to float32."""
    return right_layer_norm(x, gain, shift, eps).float()


@misconception
def input_mutated(x, gain, shift, eps=1e-5):
    """The vectors themselves are changed: `-=` and `/=` write into the caller's own tensor. Write `x = x - mean`
    instead."""
    result = right_layer_norm(x, gain, shift, eps)
    with torch.no_grad():
        x -= x.mean(-1, keepdim=True)
    return result
