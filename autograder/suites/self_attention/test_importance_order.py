"""Hidden suite of `importance_order`: words sorted by the attention they receive.

All weights are multiples of 1/64, so that sums are exact and no rounding decides between two words.
"""

import pytest
import torch

from autograder.testing import assert_rejects, assert_that, left_unchanged

WORDS = ["the", "dog", "that", "chased", "cats", "barks", "very", "loudly"]


def _assert_order(got, want):
    """These words, in this order."""
    assert_that(isinstance(got, (list, tuple)), "type")
    assert_that(list(got) == want)


def _attention(rng, heads, tokens):
    """Weights whose rows sum to 1; no two words are equally important, and the sentence is not yet in order."""
    while True:
        drawn = rng.integers(0, tokens, heads, tokens, 64)
        weights = torch.stack([(drawn == token).sum(dim=-1) for token in range(tokens)], dim=-1) / 64
        received = weights.sum(dim=(0, 1))
        if len(received.unique()) == tokens and not received.equal(received.sort(descending=True).values):
            return weights


@pytest.mark.points(0.75)
def test_puts_the_word_that_is_looked_at_first(student):
    """The worked example comes out, and so does a sentence in which everyone looks at the last word."""
    _assert_order(student.importance_order(torch.tensor([[[0.5, 0.5], [0.25, 0.75]]]), ["the", "dog"]), ["dog", "the"])
    weights = torch.tensor([[[0.25, 0.0, 0.75], [0.0, 0.25, 0.75], [0.5, 0.0, 0.5]]])
    _assert_order(student.importance_order(weights, ["who", "is", "there"]), ["there", "who", "is"])


@pytest.mark.points(0.75)
def test_takes_the_mean_over_heads_and_queries(student, reference, rng):
    """All heads and all words that attend have the same say, for one head or many, and the smallest difference
    counts."""
    for heads, tokens in [(1, 5), (2, 4), (4, 4), (4, 8)]:
        weights, words = _attention(rng, heads, tokens), WORDS[:tokens]
        _assert_order(student.importance_order(weights, words), reference.importance_order(weights, words))
    weights = torch.tensor([[[1.0, 0.0, 0.0, 0.0], *[[0.0, 0.3125, 0.5, 0.1875]] * 3]])
    _assert_order(student.importance_order(weights, WORDS[:4]), ["that", "the", "dog", "chased"])
    weights = torch.tensor([[[0.5 - 2**-13, 0.5 + 2**-13]] * 2])
    _assert_order(student.importance_order(weights, WORDS[:2]), ["dog", "the"])


@pytest.mark.points(0.5)
def test_keeps_equally_important_words_in_sentence_order(student):
    """Words that receive the same attention stay as they were, before and after a more important one."""
    weights = torch.tensor([[0.25, 0.125, 0.125, 0.5]]).repeat(2, 4, 1)
    _assert_order(student.importance_order(weights, ["a", "d", "c", "b"]), ["b", "a", "d", "c"])
    even = torch.full((2, 4, 4), 0.25)
    _assert_order(student.importance_order(even, ["b", "d", "a", "c"]), ["b", "d", "a", "c"])


@pytest.mark.points(0.5)
def test_keeps_repeated_words_apart(student):
    """A word that stands in the sentence twice comes out twice, each time where its own importance puts it."""
    weights = torch.tensor([[0.25, 0.0625, 0.1875, 0.5]]).repeat(2, 4, 1)
    _assert_order(student.importance_order(weights, ["the", "dog", "saw", "the"]), ["the", "the", "saw", "dog"])
    weights = torch.tensor([[0.0625, 0.25, 0.5, 0.1875]]).repeat(1, 4, 1)
    _assert_order(student.importance_order(weights, ["no", "means", "no", "now"]), ["no", "means", "now", "no"])


@pytest.mark.points(0.25)
def test_does_not_care_which_head_is_first(student, reference, rng):
    """When the heads change places, the order of the words stays the same."""
    weights, words = _attention(rng, 4, 8), WORDS
    want = reference.importance_order(weights, words)
    for order in (torch.arange(4), torch.tensor([2, 0, 3, 1]), torch.tensor([3, 2, 1, 0])):
        _assert_order(student.importance_order(weights[order], words), want)


@pytest.mark.points(0.5)
def test_does_not_know_the_order_of_the_sentence(student, reference, rng):
    """The same words in another order, with the attention that goes with them, are equally important: order is lost."""
    weights, order = _attention(rng, 2, 8), torch.tensor([5, 2, 7, 0, 3, 6, 1, 4])
    want = reference.importance_order(weights, WORDS)
    _assert_order(student.importance_order(weights, WORDS), want)
    scrambled = [WORDS[place] for place in order]
    _assert_order(student.importance_order(weights[:, order][:, :, order], scrambled), want)


@pytest.mark.points(0.25)
def test_refuses_words_that_do_not_fit(student, reference, rng):
    """More words than tokens, or fewer, are a ValueError; as many are fine."""
    weights = _attention(rng, 2, 5)
    assert_rejects(lambda: student.importance_order(weights, WORDS[:6]))
    assert_rejects(lambda: student.importance_order(weights, WORDS[:4]))
    _assert_order(student.importance_order(weights, WORDS[:5]), reference.importance_order(weights, WORDS[:5]))


@pytest.mark.points(0.5)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The weights and the list of words are the same after the call as before, and the order is right."""
    weights = _attention(rng, 2, 5)
    with left_unchanged(student):
        got = student.importance_order(weights, WORDS[:5])
    _assert_order(got, reference.importance_order(weights, WORDS[:5]))
