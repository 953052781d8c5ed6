"""Other ways to write `scaled_dot_product_attention`: right ones, and the mistakes students make."""

import math

import torch
from attention_weights import attention_weights

from autograder.testing import alternative, combinations, misconception


def _check(q, k, causal):
    if causal and q.shape[-2] != k.shape[-2]:
        raise ValueError("causal attention needs as many queries as keys")


@alternative
def with_attention_weights(q, k, v, causal=False):
    _check(q, k, causal)
    seen = torch.arange(k.shape[-2]) <= torch.arange(q.shape[-2]).unsqueeze(-1) if causal else None
    return attention_weights(q, k, seen) @ v


@alternative
def added_mask(q, k, v, causal=False):
    _check(q, k, causal)
    scores = torch.einsum("...qd,...kd->...qk", q * q.shape[-1] ** -0.5, k)
    if causal:
        scores = scores + torch.full(scores.shape[-2:], -math.inf).triu(diagonal=1)
    weights = (scores - scores.logsumexp(dim=-1, keepdim=True)).exp()
    return torch.einsum("...qk,...kv->...qv", weights, v)


@alternative(loses=("test_is_vectorised",))
def loop_over_queries(q, k, v, causal=False):
    _check(q, k, causal)
    rows = []
    for t, query in enumerate(q.unbind(dim=-2)):
        last = t + 1 if causal else k.shape[-2]
        scores = (k[..., :last, :] @ query.unsqueeze(-1)).squeeze(-1) / math.sqrt(q.shape[-1])
        rows.append((scores.softmax(dim=-1).unsqueeze(-1) * v[..., :last, :]).sum(dim=-2))
    return torch.stack(rows, dim=-2)


def _root_of_width(q, k, v):
    return math.sqrt(q.shape[-1])


def _hidden(scores, mask, dim):
    return scores.masked_fill(~mask, -math.inf).softmax(dim)


def _attend(
    q, k, v, causal=False, *, scale=_root_of_width, after=None, dim=-1, seen=torch.tril, hide=_hidden, mix=torch.matmul
):
    """The right answer, but for what the arguments change: `seen` makes the mask, `hide` applies it."""
    _check(q, k, causal)
    scores = q @ k.mT / scale(q, k, v)
    everything = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool)
    result = mix(hide(scores, seen(everything), dim) if causal else scores.softmax(dim), v)
    return result / after(q, k, v) if after else result


def _one(q, k, v):
    return 1


def _width(q, k, v):
    return q.shape[-1]


def _root_of_keys(q, k, v):
    return math.sqrt(k.shape[-2])


def _root_of_value_width(q, k, v):
    return math.sqrt(v.shape[-1])


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


def _upside_down(everything):
    return ~everything.tril()


def _one_less(everything):
    return everything.tril(diagonal=-1)


def _one_more(everything):
    return everything.tril(diagonal=1)


@misconception
def values_not_used(q, k, v, causal=False):
    """The weights mix the keys. A key only says where to look; what is gathered there is the value."""
    return _attend(q, k, k, causal)


@misconception
def weights_transposed(q, k, v, causal=False):
    """The weights are turned round before they mix the values. Row i holds what query i pays to each key: it is the
    rows that mix."""
    return _attend(q, k, v, causal, mix=lambda weights, v: weights.mT @ v)


@misconception
def v_elementwise(q, k, v, causal=False):
    """Weights and values are multiplied entry by entry. Each query gathers from all values: that is a matrix product,
    which multiplies and adds up."""
    return _attend(q, k, v, causal, mix=torch.mul)


@misconception
def causal_ignored(q, k, v, causal=False):
    """`causal` changes nothing: later positions are still seen. Hide them before the softmax."""
    return _attend(q, k, v, causal, hide=_ignored)


@misconception
def causal_upper(q, k, v, causal=False):
    """The causal mask is the wrong way up: position t sees itself and what comes after. It may see 0 to t, the lower
    triangle."""
    return _attend(q, k, v, causal, seen=torch.triu)


@misconception
def mask_inverted(q, k, v, causal=False):
    """The causal mask hides what may be seen, and shows what may not: position t sees the later positions only, and the
    last one nothing. Turn the mask round where you apply it."""
    return _attend(q, k, v, causal, seen=_upside_down)


@misconception
def causal_excludes_self(q, k, v, causal=False):
    """Position t does not see itself, so the first one sees nothing at all. The diagonal belongs to what may be
    seen."""
    return _attend(q, k, v, causal, seen=_one_less)


@misconception
def causal_off_by_one_leak(q, k, v, causal=False):
    """Position t sees one position too many, t + 1. Look at where the diagonal of your triangle starts."""
    return _attend(q, k, v, causal, seen=_one_more)


@misconception
def causal_on_dims(q, k, v, causal=False):
    """The causal mask has the size of the width. It says which positions see which, so its size is the number of
    queries by the number of keys."""
    width = q.shape[-1]
    return _attend(q, k, v, causal, seen=lambda _: torch.ones(width, width, dtype=torch.bool).tril())


@misconception
def unequal_lengths_accepted(q, k, v, causal=False):
    """Causal attention with different numbers of queries and keys gives an answer. Raise a ValueError: it is not
    defined which key is later than which query."""
    if not causal or q.shape[-2] == k.shape[-2]:
        return _attend(q, k, v, causal)
    mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
    return (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(~mask, -math.inf).softmax(-1) @ v


@misconception
def no_scale(q, k, v, causal=False):
    """The scores are not scaled: divide them by √K, the square root of the width of the keys, before the softmax."""
    return _attend(q, k, v, causal, scale=_one)


@misconception
def scale_by_width(q, k, v, causal=False):
    """The scores are divided by K, the width of the keys. It is the square root √K that keeps their spread near 1."""
    return _attend(q, k, v, causal, scale=_width)


@misconception
def scale_by_keys(q, k, v, causal=False):
    """The scores are divided by the root of the number of keys. It is the width K of each key that matters: a dot
    product adds up K terms, however many keys there are."""
    return _attend(q, k, v, causal, scale=_root_of_keys)


@misconception
def scale_by_value_width(q, k, v, causal=False):
    """The scores are divided by the root of the width of the values. They are made of queries and keys: it is the width
    of those that counts."""
    return _attend(q, k, v, causal, scale=_root_of_value_width)


@misconception
def scale_after_softmax(q, k, v, causal=False):
    """The scaling by √K comes after the softmax. Scale the scores first; afterwards the weights no longer sum to 1."""
    return _attend(q, k, v, causal, scale=_one, after=_root_of_width)


@misconception
def softmax_missing(q, k, v, causal=False):
    """The scores mix the values as they are. The softmax makes weights of them first: positive, and a whole of 1 for
    each query."""
    _check(q, k, causal)
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    return (scores.tril() if causal else scores) @ v


@misconception
def softmax_over_queries(q, k, v, causal=False):
    """The softmax runs over the queries. Each query shares out its attention among the keys: take the softmax over the
    last axis."""
    return _attend(q, k, v, causal, dim=-2)


@misconception
def softmax_over_first_axis(q, k, v, causal=False):
    """The softmax runs over the first axis, which is the batch when there is one. Take it over the keys, the last
    axis."""
    return _attend(q, k, v, causal, dim=0)


@misconception
def mask_after_softmax(q, k, v, causal=False):
    """Later positions are hidden after the softmax, so that the weights that are left no longer sum to 1. Hide them
    before the softmax."""
    return _attend(q, k, v, causal, hide=_afterwards)


@misconception
def mask_sets_score_zero(q, k, v, causal=False):
    """Later positions get the score 0, which still attends: e⁰ is 1. Give them -∞, so that e to that power is 0."""
    return _attend(q, k, v, causal, hide=_zero)


@misconception
def mask_small_negative(q, k, v, causal=False):
    """Later positions get a score that is only a little negative, so they still attend a little. Give them -∞."""
    return _attend(q, k, v, causal, hide=_small)


@misconception
def mask_added(q, k, v, causal=False):
    """The mask of True and False is added to the scores: that raises the allowed ones by 1 and hides nothing. Put -∞
    where a position may not be seen."""
    return _attend(q, k, v, causal, hide=_added)


@misconception
def naive_exp(q, k, v, causal=False):
    """The softmax is written as exp(x) / Σ exp(x), which overflows for large scores. Subtract each row's largest score
    first, or use softmax."""
    _check(q, k, causal)
    powers = (q @ k.mT / math.sqrt(q.shape[-1])).exp()
    powers = powers.tril() if causal else powers
    return powers / powers.sum(-1, keepdim=True) @ v


@misconception
def graph_cut(q, k, v, causal=False):
    """The result is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned through it."""
    return _attend(q.detach(), k.detach(), v.detach(), causal)


@misconception
def weights_cut_from_graph(q, k, v, causal=False):
    """Gradients reach the values but not the queries and keys: the weights are cut off by a detach(), .data or
    .numpy(). Where to look could not be learned."""
    return _attend(q.detach(), k.detach(), v, causal)


@misconception
def dtype_hardcoded(q, k, v, causal=False):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return _attend(q.float(), k.float(), v.float(), causal)


@misconception
def input_mutated(q, k, v, causal=False):
    """An argument is changed in place (an operation with a trailing underscore, `/=` or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        q /= math.sqrt(q.shape[-1])
    return _attend(q, k, v, causal, scale=_one)


SCALES = {
    no_scale: {"scale": _one}, scale_by_width: {"scale": _width}, scale_by_keys: {"scale": _root_of_keys},
    scale_by_value_width: {"scale": _root_of_value_width},
    scale_after_softmax: {"scale": _one, "after": _root_of_width},
}  # fmt: skip
AXES = {softmax_over_queries: {"dim": -2}, softmax_over_first_axis: {"dim": 0}}
MASKS = {
    causal_ignored: {"hide": _ignored}, causal_upper: {"seen": torch.triu}, mask_inverted: {"seen": _upside_down},
    causal_excludes_self: {"seen": _one_less}, causal_off_by_one_leak: {"seen": _one_more},
    mask_after_softmax: {"hide": _afterwards}, mask_sets_score_zero: {"hide": _zero},
    mask_small_negative: {"hide": _small}, mask_added: {"hide": _added},
}  # fmt: skip
TWO_AT_ONCE = combinations(_attend, SCALES, AXES, MASKS)
