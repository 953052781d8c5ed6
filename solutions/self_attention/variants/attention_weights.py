"""Other ways to write `attention_weights`: right ones, and the mistakes students make."""

import math

import torch

from autograder.testing import alternative, combinations, misconception


@alternative
def lowest_number_then_mask(q, k, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", q, k) * q.shape[-1] ** -0.5
    if mask is None:
        return torch.softmax(scores, dim=-1)
    hidden = torch.finfo(scores.dtype).min
    return torch.softmax(torch.where(mask, scores, hidden), dim=-1) * mask


@alternative
def subtract_logsumexp(q, k, mask=None):
    scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9 if scores.dtype == torch.float32 else -1e30)
    weights = (scores - scores.logsumexp(dim=-1, keepdim=True)).exp()
    return weights if mask is None else weights.masked_fill(~mask.expand_as(weights), 0)


@alternative
def softmax_by_hand(q, k, mask=None):
    scores = (q.unsqueeze(-2) * k.unsqueeze(-3)).sum(-1) / q.shape[-1] ** 0.5
    allowed = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.broadcast_to(scores.shape)
    top = scores.masked_fill(~allowed, -math.inf).amax(-1, keepdim=True).detach()
    powers = torch.where(allowed, (scores - top.nan_to_num(neginf=0.0)).clamp(max=0).exp(), 0)
    total = powers.sum(-1, keepdim=True)
    return powers / torch.where(total == 0, 1, total)


def _root_of_width(q, k):
    return math.sqrt(q.shape[-1])


def _hidden(scores, mask, dim):
    return scores.masked_fill(~mask, -math.inf).softmax(dim).nan_to_num(nan=0.0)


def _attend(q, k, mask=None, *, scale=_root_of_width, after=None, dim=-1, hide=_hidden):
    """The right answer, but for what the arguments change."""
    scores = q @ k.mT / scale(q, k)
    weights = scores.softmax(dim) if mask is None else hide(scores, mask, dim)
    return weights / after(q, k) if after else weights


def _one(q, k):
    return 1


def _width(q, k):
    return q.shape[-1]


def _root_of_keys(q, k):
    return math.sqrt(k.shape[-2])


def _inverted(scores, mask, dim):
    return _hidden(scores, ~mask, dim)


def _ignored(scores, mask, dim):
    return scores.softmax(dim)


def _afterwards(scores, mask, dim):
    return scores.softmax(dim) * mask


def _zero(scores, mask, dim):
    return (scores * mask).softmax(dim)


def _small(scores, mask, dim):
    return scores.masked_fill(~mask, -1.0).softmax(dim)


def _added(scores, mask, dim):
    return (scores + mask).softmax(dim)


@misconception
def no_scale(q, k, mask=None):
    """The scores are not scaled: divide them by √K, the square root of the width of the keys, before the softmax."""
    return _attend(q, k, mask, scale=_one)


@misconception
def scale_by_width(q, k, mask=None):
    """The scores are divided by K, the width of the keys. It is the square root √K that keeps their spread near 1."""
    return _attend(q, k, mask, scale=_width)


@misconception
def scale_by_keys(q, k, mask=None):
    """The scores are divided by the root of the number of keys. It is the width K of each key that matters: a dot
    product adds up K terms, however many keys there are."""
    return _attend(q, k, mask, scale=_root_of_keys)


@misconception
def scale_after_softmax(q, k, mask=None):
    """The scaling by √K comes after the softmax. Scale the scores first; afterwards the rows no longer sum to 1."""
    return _attend(q, k, mask, scale=_one, after=_root_of_width)


@misconception
def softmax_over_queries(q, k, mask=None):
    """The softmax runs over the queries. Each query shares out its attention among the keys: take the softmax over the
    last axis."""
    return _attend(q, k, mask, dim=-2)


@misconception
def softmax_over_first_axis(q, k, mask=None):
    """The softmax runs over the first axis, which is the batch when there is one. Take it over the keys, the last
    axis."""
    return _attend(q, k, mask, dim=0)


@misconception
def mask_inverted(q, k, mask=None):
    """The mask is read the wrong way round: True means that the pair may attend."""
    return _attend(q, k, mask, hide=_inverted)


@misconception
def mask_ignored(q, k, mask=None):
    """The mask is not used: every query attends to every key, whatever the mask says."""
    return _attend(q, k, mask, hide=_ignored)


@misconception
def mask_after_softmax(q, k, mask=None):
    """The mask is applied after the softmax, so that the rest of a row no longer sums to 1. Hide the pairs before the
    softmax."""
    return _attend(q, k, mask, hide=_afterwards)


@misconception
def mask_sets_score_zero(q, k, mask=None):
    """Hidden pairs get the score 0, which still attends: e⁰ is 1. Give them -∞, so that e to that power is 0."""
    return _attend(q, k, mask, hide=_zero)


@misconception
def mask_small_negative(q, k, mask=None):
    """Hidden pairs get a score that is only a little negative, so they still attend a little. Give them -∞."""
    return _attend(q, k, mask, hide=_small)


@misconception
def mask_added(q, k, mask=None):
    """The mask is added to the scores: that raises the allowed ones by 1 and hides nothing. Put -∞ where the mask is
    False."""
    return _attend(q, k, mask, hide=_added)


@misconception
def nan_in_empty_row(q, k, mask=None):
    """A query that may attend to no key gets NaN: there is nothing to share out, and the softmax becomes 0/0. Such a
    row is to be all zeros."""
    return _attend(q, k, mask, hide=lambda scores, mask, dim: scores.masked_fill(~mask, -math.inf).softmax(dim))


@misconception
def even_in_empty_row(q, k, mask=None):
    """A query that may attend to no key spreads its attention over all of them: with one large negative number in all
    places the softmax is even again. Set the hidden pairs to 0 after the softmax too."""
    return _attend(q, k, mask, hide=lambda scores, mask, dim: scores.masked_fill(~mask, -1e30).softmax(dim))


@misconception
def naive_exp(q, k, mask=None):
    """The softmax is written as exp(x) / Σ exp(x), which overflows for large scores. Subtract each row's largest score
    first, or use softmax."""

    def by_hand(scores, mask):
        powers = scores.exp() * mask
        return powers / powers.sum(-1, keepdim=True).where(mask.any(-1, keepdim=True), torch.ones(()))

    scores = q @ k.mT / math.sqrt(q.shape[-1])
    allowed = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.broadcast_to(scores.shape)
    return by_hand(scores, allowed)


@misconception
def all_axes_turned_round(q, k, mask=None):
    """The function fails as soon as there is a batch: `.T`, `transpose(0, 1)` or `mm` are for exactly two axes. Swap
    the last two, however many there are (`.mT` or `transpose(-2, -1)`), and multiply with `@`."""
    return (torch.mm(q, k.t()) / math.sqrt(q.shape[-1])).softmax(-1) if mask is None else _attend(q, k, mask)


@misconception
def graph_cut(q, k, mask=None):
    """The weights are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned through it."""
    return _attend(q.detach(), k.detach(), mask)


@misconception
def dtype_hardcoded(q, k, mask=None):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return _attend(q.float(), k.float(), mask)


@misconception
def input_mutated(q, k, mask=None):
    """An argument is changed in place (an operation with a trailing underscore, `/=` or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        q /= math.sqrt(q.shape[-1])
    return _attend(q, k, mask, scale=_one)


SCALES = {
    no_scale: {"scale": _one}, scale_by_width: {"scale": _width}, scale_by_keys: {"scale": _root_of_keys},
    scale_after_softmax: {"scale": _one, "after": _root_of_width},
}  # fmt: skip
AXES = {softmax_over_queries: {"dim": -2}, softmax_over_first_axis: {"dim": 0}}
MASKS = {
    mask_inverted: {"hide": _inverted}, mask_ignored: {"hide": _ignored}, mask_after_softmax: {"hide": _afterwards},
    mask_sets_score_zero: {"hide": _zero}, mask_small_negative: {"hide": _small}, mask_added: {"hide": _added},
}  # fmt: skip
TWO_AT_ONCE = combinations(_attend, SCALES, AXES, MASKS)
