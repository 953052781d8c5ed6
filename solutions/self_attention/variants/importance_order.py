"""Other ways to write `importance_order`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


@alternative
def sorted_places(weights, words):
    if len(words) != weights.shape[2]:
        raise ValueError("words and weights do not fit")
    received = weights.sum(dim=0).sum(dim=0).tolist()
    return [words[place] for place in sorted(range(len(words)), key=lambda place: -received[place])]


@alternative
def sorted_cards(weights, words):
    if len(words) != weights.size(-1):
        raise ValueError("words and weights do not fit")
    received = torch.einsum("hij->j", weights).tolist()
    cards = sorted(zip(received, words, strict=True), key=lambda card: card[0], reverse=True)
    return [word for _, word in cards]


@alternative
def take_the_largest_again_and_again(weights, words):
    heads, tokens, _ = weights.shape
    if tokens != len(words):
        raise ValueError("words and weights do not fit")
    left = [(sum(float(weights[h, i, j]) for h in range(heads) for i in range(tokens)), j) for j in range(tokens)]
    order = []
    while left:
        best = max(left, key=lambda entry: (entry[0], -entry[1]))
        left.remove(best)
        order.append(words[best[1]])
    return order


def _check(weights, words):
    if len(words) != weights.shape[-1]:
        raise ValueError("words and weights do not fit")


def _order(weights, words, importance=None):
    """The right answer, but for what the arguments change."""
    _check(weights, words)
    received = weights.mean(dim=(0, 1)) if importance is None else importance
    return [words[j] for j in torch.argsort(received, descending=True, stable=True)]


@misconception
def attention_given(weights, words):
    """The mean is taken over the keys: that is the attention which a word gives, and each word gives 1 in all, so the
    sentence stays as it is. Important is what receives attention: take the mean over the words that attend."""
    return _order(weights, words, weights.mean(dim=(0, 2)))


@misconception
def ascending(weights, words):
    """The least important word comes first. Turn the order round, with care for words that are equally important: they
    stay in the order of the sentence."""
    return _order(weights, words, -weights.mean(dim=(0, 1)))


@misconception
def unstable_sort(weights, words):
    """Words that are equally important come out in the wrong order: they are to stay in the order of the sentence.
    Turning a sorted list round turns those round as well; ask for a stable sort."""
    _check(weights, words)
    return [words[j] for j in torch.argsort(weights.mean(dim=(0, 1)), stable=True).flip(0)]


@misconception
def max_not_mean(weights, words):
    """Importance is taken to be the largest weight that a word receives. One strong look is not enough: take the
    mean."""
    return _order(weights, words, weights.amax(dim=(0, 1)))


@misconception
def single_head(weights, words):
    """Only the first head is asked. Each head looks for something else: take the mean over all of them."""
    return _order(weights, words, weights[0].mean(dim=0))


@misconception
def last_query_only(weights, words):
    """Only the last word is asked what it attends to. Take the mean over all words that attend."""
    return _order(weights, words, weights[:, -1].mean(dim=0))


@misconception
def diagonal_only(weights, words):
    """Importance is read from the diagonal: how much each word attends to itself. Count what it receives from all
    words."""
    return _order(weights, words, weights.diagonal(dim1=-2, dim2=-1).mean(dim=0))


@misconception
def self_attention_left_out(weights, words):
    """What a word pays to itself is left out. It counts like what it receives from the others."""
    others = 1 - torch.eye(weights.shape[-1], dtype=weights.dtype)
    return _order(weights, words, (weights * others).mean(dim=(0, 1)))


@misconception
def dedup(weights, words):
    """A word that stands in the sentence twice comes out once, since a dict or a set holds it only once. Sort the
    places, not the words."""
    return list(dict.fromkeys(_order(weights, words)))


@misconception
def first_place_of_a_word(weights, words):
    """The two cards of a repeated word come out side by side: their places were looked up by the word (`words.index`,
    or a dict), which finds only one of them. Sort the places, not the words."""
    _check(weights, words)
    received = weights.mean(dim=(0, 1)).tolist()
    return sorted(words, key=lambda word: received[words.index(word)], reverse=True)


@misconception
def places_returned(weights, words):
    """The places of the words are returned. Return the words that stand there."""
    _check(weights, words)
    return torch.argsort(weights.mean(dim=(0, 1)), descending=True, stable=True).tolist()


@misconception
def lengths_not_checked(weights, words):
    """Weights and words of different lengths are accepted. Raise a ValueError: words would be lost without a sound."""
    received = weights.mean(dim=(0, 1)).tolist()
    cards = sorted(zip(received, words, strict=False), key=lambda card: card[0], reverse=True)
    return [word for _, word in cards]


@misconception
def input_mutated(weights, words):
    """The list of words is itself sorted (`sort`, `reverse` or `words[...] =`). Make a new list."""
    words[:] = _order(weights, words)
    return words
