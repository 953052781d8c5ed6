"""Other ways to write `filter_logits`: right ones, and the mistakes students make."""

import math

import torch
from reference import filter_logits as right_filter_logits

from autograder.testing import alternative, misconception


def _check(top_k, top_p):
    if top_k is not None and top_k < 1:
        raise ValueError("top_k")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError("top_p")


@alternative
def by_rank(logits, top_k=None, top_p=None):
    _check(top_k, top_p)
    rank = logits.argsort(dim=-1, descending=True).argsort(dim=-1)
    if top_k is not None:
        logits = torch.where(rank < top_k, logits, -torch.inf)
    if top_p is not None and top_p < 1:
        shares = logits.softmax(-1)
        ahead = (rank.unsqueeze(-1) > rank.unsqueeze(-2)).to(shares.dtype)
        logits = logits.masked_fill((ahead @ shares.unsqueeze(-1)).squeeze(-1) >= top_p, -math.inf)
    return logits


@alternative
def search_row_by_row(logits, top_k=None, top_p=None):
    _check(top_k, top_p)
    rows = []
    for row in logits.reshape(-1, logits.shape[-1]):
        values, places = row.sort(descending=True)
        count = len(row) if top_k is None else min(top_k, len(row))
        if top_p is not None and top_p != 1:
            sums = values[:count].softmax(0).cumsum(0)
            count = min(count, int(torch.searchsorted(sums, top_p)) + 1)
        kept = torch.zeros(len(row), dtype=torch.bool)
        kept[places[:count]] = True
        rows.append(row.masked_fill(~kept, float("-inf")))
    return torch.stack(rows).view(logits.shape)


@alternative
def shifted_sums(logits, top_k=None, top_p=None):
    """What is dropped is found in sorted order, moved on by one, and brought back to its place."""
    _check(top_k, top_p)
    result = logits.clone()
    if top_k is not None and top_k < logits.shape[-1]:
        dropped = torch.ones_like(logits, dtype=torch.bool)
        dropped.scatter_(-1, torch.topk(logits, top_k).indices, False)
        result = result.masked_fill(dropped, -math.inf)
    if top_p is not None and top_p < 1:
        ordered, places = torch.sort(result, dim=-1, descending=True)
        late = ordered.softmax(-1).cumsum(-1) >= top_p
        late = torch.cat([torch.zeros_like(late[..., :1]), late[..., :-1]], dim=-1)
        result = result.masked_fill(torch.zeros_like(late).scatter(-1, places, late), -math.inf)
    return result


@alternative
def one_token_at_a_time(logits, top_k=None, top_p=None):
    _check(top_k, top_p)
    if logits.ndim > 1:
        return torch.stack([one_token_at_a_time(row, top_k, top_p) for row in logits])
    order = sorted(range(len(logits)), key=lambda token: -logits[token].item())[:top_k]
    shares = logits.detach()[order].softmax(0).tolist()
    kept, total = set(), 0.0
    for token, share in zip(order, shares, strict=True):
        if top_p is None or top_p == 1 or total < top_p:
            kept.add(token)
        total += share
    mask = torch.tensor([token in kept for token in range(len(logits))])
    return torch.where(mask, logits, -math.inf)


def _top_k(logits, top_k):
    if top_k is None:
        return logits
    best = logits.topk(min(top_k, logits.shape[-1]), dim=-1)
    return torch.full_like(logits, -math.inf).scatter(-1, best.indices, best.values)


def _kept_in_order(ordered, top_p):
    shares = ordered.softmax(-1)
    return ((shares.cumsum(-1) - shares) < top_p) | (top_p == 1)


def _top_p(logits, top_p, *, kept=_kept_in_order, descending=True, fill=-math.inf, back=True):
    if top_p is None:
        return logits
    ordered, places = logits.sort(dim=-1, descending=descending)
    ordered = ordered.masked_fill(~kept(ordered, top_p), fill)
    return torch.empty_like(logits).scatter(-1, places, ordered) if back else ordered


def _filtered(logits, top_k, top_p, k=_top_k, p=_top_p):
    """The right answer, but for one of the two filters."""
    _check(top_k, top_p)
    return p(k(logits, top_k), top_p)


@misconception
def zero_not_inf(logits, top_k=None, top_p=None):
    """Dropped tokens get the logit 0, which is a good one: e⁰ is 1. Give them -inf, so that e to that power is 0."""
    kept = right_filter_logits(logits, top_k, top_p) != -math.inf
    return logits * kept


@misconception
def finite_number(logits, top_k=None, top_p=None):
    """Dropped tokens get a negative number that is not infinite. Give them -inf, so that nothing is left of them,
    whatever the other logits are."""
    return right_filter_logits(logits, top_k, top_p).clamp(min=-1e4)


@misconception
def probabilities_returned(logits, top_k=None, top_p=None):
    """The result consists of probabilities. Logits are asked for: those that are kept as they were."""
    return right_filter_logits(logits, top_k, top_p).softmax(-1)


@misconception
def only_kept_returned(logits, top_k=None, top_p=None):
    """Only the tokens that are kept are returned. The vocabulary keeps its length: the others become -inf, in their
    places."""

    def k(logits, top_k):
        return logits if top_k is None else logits.topk(min(top_k, logits.shape[-1])).values

    return _filtered(logits, top_k, top_p, k=k)


@misconception
def threshold_ties(logits, top_k=None, top_p=None):
    """All logits that are as large as the k-th are kept, and if several are equal, these are more than k. Keep exactly
    k."""

    def k(logits, top_k):
        if top_k is None:
            return logits
        least = logits.topk(min(top_k, logits.shape[-1])).values[..., -1:]
        return logits.masked_fill(logits < least, -math.inf)

    return _filtered(logits, top_k, top_p, k=k)


@misconception
def k_smallest(logits, top_k=None, top_p=None):
    """The k smallest logits are kept. The likeliest tokens have the largest."""

    def k(logits, top_k):
        return -_top_k(-logits, top_k).masked_fill(_top_k(-logits, top_k) == -math.inf, math.inf)

    return _filtered(logits, top_k, top_p, k=k)


@misconception
def k_of_everything(logits, top_k=None, top_p=None):
    """The k largest logits of all rows together are kept. Each row has its own k."""

    def k(logits, top_k):
        return _top_k(logits.reshape(-1), top_k).reshape(logits.shape)

    return _filtered(logits, top_k, top_p, k=k)


@misconception
def k_too_large(logits, top_k=None, top_p=None):
    """A `top_k` larger than the vocabulary raises an error. Then all tokens are kept."""

    def k(logits, top_k):
        best = logits.topk(logits.shape[-1] if top_k is None else top_k)
        return torch.full_like(logits, -math.inf).scatter(-1, best.indices, best.values)

    return _filtered(logits, top_k, top_p, k=k)


@misconception
def drops_crossing_token(logits, top_k=None, top_p=None):
    """The token that reaches p is dropped too, so that what is kept adds up to less than p, or nothing is left at all.
    Keep it."""

    def p(logits, top_p):
        return _top_p(logits, top_p, kept=lambda ordered, top_p: ordered.softmax(-1).cumsum(-1) <= top_p)

    return _filtered(logits, top_k, top_p, p=p)


@misconception
def one_more_at_the_boundary(logits, top_k=None, top_p=None):
    """If the tokens add up to exactly p, one more is kept. p is reached then: at least p, not more than p."""

    def kept(ordered, top_p):
        shares = ordered.softmax(-1)
        return (shares.cumsum(-1) - shares) <= top_p

    return _filtered(logits, top_k, top_p, p=lambda logits, top_p: _top_p(logits, top_p, kept=kept))


@misconception
def p_as_threshold(logits, top_k=None, top_p=None):
    """The tokens whose own probability is at least p are kept. It is the sum over the likeliest that has to reach p."""

    def p(logits, top_p):
        return logits if top_p is None else logits.masked_fill(logits.softmax(-1) < top_p, -math.inf)

    return _filtered(logits, top_k, top_p, p=p)


@misconception
def p_from_below(logits, top_k=None, top_p=None):
    """The probabilities are added up beginning with the least likely tokens. Begin with the likeliest: sort
    descending."""
    return _filtered(logits, top_k, top_p, p=lambda logits, top_p: _top_p(logits, top_p, descending=False))


@misconception
def p_unsorted(logits, top_k=None, top_p=None):
    """The probabilities are added up in the order of the vocabulary. Sort them first: the likeliest come first."""

    def p(logits, top_p):
        return logits if top_p is None else logits.masked_fill(~_kept_in_order(logits, top_p), -math.inf)

    return _filtered(logits, top_k, top_p, p=p)


@misconception
def p_of_logits(logits, top_k=None, top_p=None):
    """The logits are added up, not the probabilities. Take the softmax first."""

    def kept(ordered, top_p):
        return (ordered.cumsum(-1) - ordered < top_p) | (top_p == 1)

    return _filtered(logits, top_k, top_p, p=lambda logits, top_p: _top_p(logits, top_p, kept=kept))


@misconception
def sorted_output(logits, top_k=None, top_p=None):
    """The logits come back sorted: the first is no longer that of token 0. Bring each back to its place."""
    return _filtered(logits, top_k, top_p, p=lambda logits, top_p: _top_p(logits, top_p, back=False))


@misconception
def places_not_inverted(logits, top_k=None, top_p=None):
    """The logits come back in a wrong order: indexing with the places of the sort (`gather`) sorts once more. `scatter`
    brings each back to its place."""

    def p(logits, top_p):
        if top_p is None:
            return logits
        ordered = _top_p(logits, top_p, back=False)
        return ordered.gather(-1, logits.argsort(dim=-1, descending=True))

    return _filtered(logits, top_k, top_p, p=p)


@misconception
def p_on_unfiltered(logits, top_k=None, top_p=None):
    """With both, p counts the probabilities from before k was applied. k comes first; then the softmax is taken anew,
    and what is left adds up to 1 again."""
    _check(top_k, top_p)
    return torch.minimum(_top_k(logits, top_k), _top_p(logits, top_p))


@misconception
def only_one_of_both(logits, top_k=None, top_p=None):
    """With both, only k is used. First k, then p on what is left."""
    _check(top_k, top_p)
    return _top_p(logits, top_p) if top_k is None else _top_k(logits, top_k)


@misconception
def p_one_cuts_the_tail(logits, top_k=None, top_p=None):
    """With p = 1 very unlikely tokens are dropped: by rounding, those before them add up to 1 already. With p = 1 all
    are kept."""

    def kept(ordered, top_p):
        shares = ordered.softmax(-1)
        return (shares.cumsum(-1) - shares) < top_p

    return _filtered(logits, top_k, top_p, p=lambda logits, top_p: _top_p(logits, top_p, kept=kept))


@misconception
def k_not_checked(logits, top_k=None, top_p=None):
    """A `top_k` below 1 is accepted (`if top_k:` takes 0 for None). Raise a ValueError."""
    if top_k is not None and top_k < 1:
        top_k = None
    return _filtered(logits, top_k, top_p)


@misconception
def p_not_checked(logits, top_k=None, top_p=None):
    """A `top_p` that is 0, negative or above 1 is accepted. Raise a ValueError."""
    return _top_p(_filtered(logits, top_k, None), top_p)


@misconception
def graph_cut(logits, top_k=None, top_p=None):
    """The result is right, but cut off from the gradient: a detach(), .data or .numpy() is on the way."""
    return right_filter_logits(logits.detach(), top_k, top_p)


@misconception
def dtype_hardcoded(logits, top_k=None, top_p=None):
    """The result does not keep the dtype of the logits: a tensor made with `torch.full` or the like is
    float32."""
    return right_filter_logits(logits, top_k, top_p).float()


@misconception
def input_mutated(logits, top_k=None, top_p=None):
    """The logits themselves are changed: `logits[…] = -inf` and `masked_fill_` write into the caller's own tensor. Work
    on a copy."""
    with torch.no_grad():
        return logits.copy_(right_filter_logits(logits, top_k, top_p))
