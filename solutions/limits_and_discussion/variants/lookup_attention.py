"""Other ways to write `lookup_attention`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import lookup_attention

from autograder.testing import alternative, misconception


def _same(query_ids, key_ids):
    """Which pairs have the same id."""
    return query_ids[:, None] == key_ids


@alternative
def ready_made_attention(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    one_hot = torch.eye(vocab_size, dtype=values.dtype)
    return F.scaled_dot_product_attention(one_hot[query_ids] * sharpness * vocab_size**0.5, one_hot[key_ids], values)


@alternative
def exponentials_made_stable(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    scores = torch.where(_same(query_ids, key_ids), sharpness, 0.0).to(values.dtype)
    powers = (scores - scores.amax(dim=1, keepdim=True)).exp()
    return powers / powers.sum(dim=1, keepdim=True) @ values


@alternative
def softmax_of_the_equality_matrix(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    return torch.softmax(_same(query_ids, key_ids).to(values.dtype) * sharpness, dim=1) @ values


@alternative
def hard_average(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    found = _same(query_ids, key_ids)
    found = (found | ~found.any(dim=1, keepdim=True)).to(values.dtype)
    return found @ values / found.sum(dim=1, keepdim=True)


@alternative
def query_by_query(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    rows = []
    for query in query_ids.tolist():
        found = values[key_ids == query]
        rows.append((found if len(found) else values).mean(dim=0))
    return torch.stack(rows)


def _hard(query_ids, key_ids, values, chosen):
    """For each query the mean of the chosen keys' values, and of all values when there is none."""
    chosen = (chosen | ~chosen.any(dim=1, keepdim=True)).to(values.dtype)
    return chosen @ values / chosen.sum(dim=1, keepdim=True)


@misconception
def nearest_only(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """Only the nearest key with the same id is taken. Attention knows no distance: all keys with that id share."""
    found = _same(query_ids, key_ids)
    apart = (torch.arange(len(query_ids))[:, None] - torch.arange(len(key_ids))).abs()
    nearest = apart.masked_fill(~found, len(key_ids) + len(query_ids)).argmin(dim=1, keepdim=True)
    return _hard(query_ids, key_ids, values, found & torch.zeros_like(found).scatter(1, nearest, True))


@misconception
def first_match(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """Only one key is taken, the first with that id (`argmax` does that). All keys with the same score share the
    attention: use a softmax."""
    return values[_same(query_ids, key_ids).int().argmax(dim=1)]


@misconception
def last_match(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """Only the last key with that id is taken, as in a dict, where a later entry replaces an earlier one. All keys with
    the same id share."""
    found = _same(query_ids, key_ids)
    last = len(key_ids) - 1 - found.flip(1).int().argmax(dim=1, keepdim=True)
    return _hard(query_ids, key_ids, values, found & torch.zeros_like(found).scatter(1, last, True))


@misconception
def no_match_zero(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """A query whose id no key has gets zeros. A softmax can't say "no one": when all scores are equal, it is the mean
    of all values."""
    got = lookup_attention(query_ids, key_ids, values, vocab_size, sharpness)
    return got * _same(query_ids, key_ids).any(dim=1, keepdim=True)


@misconception
def no_match_nan(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """A query whose id no key has gets NaN: its mean is 0 divided by 0, or all its scores are -∞. Give other ids the
    score 0; then the softmax makes it the mean of all values."""
    found = _same(query_ids, key_ids).to(values.dtype)
    return found @ values / found.sum(dim=1, keepdim=True)


@misconception
def hard_equality_by_position(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """Each query is compared only with the key at its own place. Compare it with all keys: query_ids[:, None] ==
    key_ids, or one-hot vectors and a matrix product."""
    own = torch.where(query_ids == key_ids, sharpness, 0.0).to(values.dtype)
    return torch.diag(own).softmax(dim=1) @ values


@misconception
def sharpness_ignored(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The sharpness is not used: equal ids score 1 and others 0, and e¹ is less than three times e⁰. So all values leak
    in. Multiply the scores by the sharpness."""
    return lookup_attention(query_ids, key_ids, values, vocab_size, 1.0)


@misconception
def divided_by_root_width(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The scores are divided by the root of the vocabulary's size, as ready-made attention does, and other values leak
    in. A pair of equal ids is to score `sharpness`: multiply the queries by that root."""
    return lookup_attention(query_ids, key_ids, values, vocab_size, sharpness / vocab_size**0.5)


@misconception
def sum_not_mean(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The values are added up. Attention shares out one whole: it is their mean."""
    found = _same(query_ids, key_ids)
    return (found | ~found.any(dim=1, keepdim=True)).to(values.dtype) @ values


@misconception
def ids_as_numbers(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The ids themselves are multiplied. An id is a name, not an amount: id 4 is not twice as similar to id 2 as id 2
    itself. Make one-hot vectors of them first."""
    scores = sharpness * torch.outer(query_ids, key_ids).to(values.dtype)
    return scores.softmax(dim=1) @ values


@misconception
def softmax_over_queries(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The softmax runs over the queries. Each query shares out its attention among the keys: take it over the last
    axis."""
    return (_same(query_ids, key_ids).to(values.dtype) * sharpness).softmax(dim=0) @ values


@misconception
def overflows(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The softmax is written as exp(x) / Σ exp(x), and e to a large sharpness is infinite. Subtract each row's largest
    score first, or use softmax."""
    powers = (_same(query_ids, key_ids).to(values.dtype) * sharpness).exp()
    return powers / powers.sum(dim=1, keepdim=True) @ values


@misconception
def graph_cut(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The result is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way from the
    values."""
    return lookup_attention(query_ids, key_ids, values.detach(), vocab_size, sharpness)


@misconception
def dtype_hardcoded(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """The result does not keep the dtype of the values: something on the way is fixed to float32."""
    return lookup_attention(query_ids, key_ids, values.float(), vocab_size, sharpness)


@misconception
def input_mutated(query_ids, key_ids, values, vocab_size, sharpness=30.0):
    """An argument is changed in place (an operation with a trailing underscore, `/=` or `x[...] =`). Work on a new
    tensor."""
    got = lookup_attention(query_ids, key_ids, values, vocab_size, sharpness)
    with torch.no_grad():
        values *= 2
    return got
