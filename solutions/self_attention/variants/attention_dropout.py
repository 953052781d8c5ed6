"""Other ways to write `attention_dropout`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


@alternative
def bernoulli(weights, p, training, generator=None):
    if p < 0 or p > 1:
        raise ValueError("no probability")
    if not training or p == 0:
        return weights.clone()
    kept = torch.bernoulli(torch.full_like(weights, 1 - p), generator=generator)
    return weights * kept / max(1 - p, 1e-9)


@alternative
def where(weights, p, training, generator=None):
    if not (p >= 0.0 and p <= 1.0):
        raise ValueError("no probability")
    if training and p > 0:
        drawn = torch.empty_like(weights).uniform_(0, 1, generator=generator)
        return torch.where(drawn < 1 - p, weights / (1 - p), 0)
    return weights


@alternative
def one_by_one(weights, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("no probability")
    if not training:
        return weights * 1
    chances = torch.rand(weights.numel(), generator=generator).tolist()
    factors = [0.0 if p == 1 or chance < p else 1 / (1 - p) for chance in chances]
    return weights * weights.new_tensor(factors).view(weights.shape)


def _check(p):
    if not 0 <= p <= 1:
        raise ValueError("no probability")


def _dropped(weights, p, training, generator, *, shape=None, rescale=None):
    """The right answer, but for what the arguments change."""
    _check(p)
    if not training:
        return weights
    if p == 1:
        return torch.zeros_like(weights)
    kept = torch.rand(weights.shape if shape is None else shape, generator=generator) >= p
    return weights * kept / (1 - p if rescale is None else rescale)


@misconception
def no_rescale(weights, p, training, generator=None):
    """The weights that are left keep their size, so a row has less to give in training than in use. Divide them by
    1 - p."""
    return _dropped(weights, p, training, generator, rescale=1)


@misconception
def rescale_in_eval(weights, p, training, generator=None):
    """The weights are made smaller in use instead of larger in training. Divide by 1 - p in training, so that nothing
    has to be done in use."""
    return _dropped(weights, p, True, generator, rescale=1) if training else weights * (1 - p)


@misconception
def keep_prob_confused(weights, p, training, generator=None):
    """`p` is taken for the probability to keep a weight. It is the probability to drop one."""
    _check(p)
    return _dropped(weights, 1 - p, training, generator)


@misconception
def mask_inverted(weights, p, training, generator=None):
    """The mask is the wrong way round: a weight is kept with probability p, and dropped with 1 - p. Keep it where the
    random number is at least p, or give `bernoulli` the probability 1 - p."""
    _check(p)
    if not training or p == 1:
        return weights * (not training)
    return weights * (torch.rand(weights.shape, generator=generator) < p) / (1 - p)


@misconception
def rescaled_by_p(weights, p, training, generator=None):
    """The weights that are left are divided by p. The share that is kept is 1 - p: divide by that."""
    return _dropped(weights, p, training, generator, rescale=max(p, 1e-9))


@misconception
def drop_in_eval(weights, p, training, generator=None):
    """Weights are dropped although `training` is false. Dropping them is a handicap for training only."""
    return _dropped(weights, p, True, generator)


@misconception
def renormalise_rows(weights, p, training, generator=None):
    """What is left of a row is made to sum to 1 again. Divide by 1 - p instead, the same for all: a row is right on
    average, and a row that lost everything stays zero."""
    left = _dropped(weights, p, training, generator)
    return left / left.sum(dim=-1, keepdim=True).clamp(min=1e-9)


@misconception
def row_dropout(weights, p, training, generator=None):
    """Whole rows are dropped: a query loses all that it attends to, or nothing. Draw a random number for every single
    weight."""
    return _dropped(weights, p, training, generator, shape=(*weights.shape[:-1], 1))


@misconception
def column_dropout(weights, p, training, generator=None):
    """Whole columns are dropped: a key is lost to all queries, or to none. Draw a random number for every single
    weight."""
    return _dropped(weights, p, training, generator, shape=(*weights.shape[:-2], 1, weights.shape[-1]))


@misconception
def one_mask_for_the_batch(weights, p, training, generator=None):
    """The same places are dropped in every item of the batch. Draw a random number for every single weight."""
    return _dropped(weights, p, training, generator, shape=weights.shape[-2:])


@misconception
def global_rng(weights, p, training, generator=None):
    """The `generator` is not used, so the same seed does not drop the same weights again. Hand it on to the function
    that draws."""
    return _dropped(weights, p, training, None)


@misconception
def always_the_same(weights, p, training, generator=None):
    """The same weights are dropped at every call: the seed is set inside the function. Without a generator of the
    caller's, draw from PyTorch's global one as it stands."""
    return _dropped(weights, p, training, generator or torch.Generator().manual_seed(0))


@misconception
def nan_at_one(weights, p, training, generator=None):
    """With p = 1 the result is NaN: 0 divided by 0. Everything is dropped then, so the result is all zeros."""
    _check(p)
    return weights * (torch.rand(weights.shape, generator=generator) >= p) / (1 - p) if training else weights


@misconception
def p_not_checked(weights, p, training, generator=None):
    """A `p` below 0 or above 1 is accepted. It is no probability: raise a ValueError."""
    if not training or p == 1:
        return weights * (not training)
    return weights * (torch.rand(weights.shape, generator=generator) >= p) / (1 - p)


@misconception
def p_checked_in_training_only(weights, p, training, generator=None):
    """A `p` that is no probability is accepted as long as `training` is false. Check it always: a mistake should show
    before the training begins."""
    return _dropped(weights, p, training, generator) if training else weights


@misconception
def graph_cut(weights, p, training, generator=None):
    """The result is cut off from the gradient: a detach(), .data or torch.tensor(…) is on the way, and nothing could be
    learned through it."""
    return _dropped(weights.detach(), p, training, generator)


@misconception
def dtype_hardcoded(weights, p, training, generator=None):
    """The result does not keep the dtype of the weights: something on the way is fixed to float32."""
    return _dropped(weights.float(), p, training, generator)


@misconception
def input_mutated(weights, p, training, generator=None):
    """The weights themselves are changed in place (`weights[dropped] = 0`, `*=` or a trailing underscore). Work on a
    new tensor."""
    with torch.no_grad():
        return weights.copy_(_dropped(weights, p, training, generator))
