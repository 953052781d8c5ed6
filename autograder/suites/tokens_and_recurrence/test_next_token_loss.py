"""Hidden suite of `next_token_loss`: the scores at t, and the token at t + 1."""

import math

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged

HIDDEN = -100
"""A number that no vocabulary has."""


def _problem(rng, batch, time, vocab, dtype=torch.float64):
    """Scores, and the numbers of the tokens."""
    return rng.normal(batch, time, vocab, dtype=dtype, scale=2.0), rng.integers(0, vocab, batch, time)


@pytest.mark.points(0.5)
def test_grades_two_predictions_as_in_the_example(student):
    """The worked example comes out: one next word had half of the probability, the other one three quarters."""
    logits = torch.tensor([[[0.0, 0.0], [math.log(3.0), 0.0], [5.0, 7.0]]])
    assert_close(student.next_token_loss(logits, torch.tensor([[0, 1, 0]])), torch.tensor(0.49041463))


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """The loss is right for one sequence or many, two tokens or many, and when any two sizes are the same."""
    for batch, time, vocab in [(3, 5, 7), (4, 4, 4), (1, 2, 5), (5, 3, 2), (2, 6, 6)]:
        logits, ids = _problem(rng, batch, time, vocab)
        assert_close(student.next_token_loss(logits, ids), reference.next_token_loss(logits, ids))


@pytest.mark.points(0.25)
def test_knowing_nothing_costs_the_log_of_the_vocabulary(student, rng):
    """When all words have the same score, whatever it is, the loss is the log of how many there are."""
    for vocab in (2, 9):
        _, ids = _problem(rng, 2, 4, vocab)
        logits = rng.normal(2, 4, 1).expand(2, 4, vocab).contiguous()
        assert_close(student.next_token_loss(logits, ids), torch.tensor(math.log(vocab)).double())


@pytest.mark.points(0.5)
def test_bears_large_scores(student, reference, rng):
    """Scores in the thousands give a large loss where the network is wrong, and never an infinite one or NaN."""
    logits, ids = _problem(rng, 3, 4, 5)
    for scale in (1.0, 1e3, -1e3):
        assert_close(student.next_token_loss(scale * logits, ids), reference.next_token_loss(scale * logits, ids))


@pytest.mark.points(0.5)
def test_ignores_next_tokens_of_that_number(student, reference, rng):
    """Comparisons with an ignored next token are left out of the sum and of the count, whatever number it is."""
    logits, _ = _problem(rng, 3, 5, 6)
    ids = torch.tensor([[1, 4, 4, 0, 2], [4, 3, 0, 4, 4], [0, 2, 5, 3, 1]])
    for ignored in (4, 0, 1):
        want = reference.next_token_loss(logits, ids, ignored)
        assert_close(student.next_token_loss(logits, ids, ignore_id=ignored), want)
    hidden = ids.masked_fill(ids == 4, HIDDEN)
    assert_close(student.next_token_loss(logits, hidden, HIDDEN), reference.next_token_loss(logits, ids, 4))


@pytest.mark.points(0.5)
def test_gradients_reach_the_scores_that_were_compared(student, reference, rng):
    """Scores learn from the next token; those after the last token and before an ignored one get a gradient of 0."""
    logits, ids = _problem(rng, 2, 4, 5)
    for ignored in (None, int(ids[0, 2])):
        assert_gradients_close(
            lambda logits, ignored=ignored: student.next_token_loss(logits, ids, ignored),
            lambda logits, ignored=ignored: reference.next_token_loss(logits, ids, ignored), logits,
        )  # fmt: skip


@pytest.mark.points(0.25)
def test_refuses_when_there_is_nothing_to_compare(student, reference, rng):
    """A single token, or only ignored ones to come, are a ValueError; two tokens are enough."""
    logits, ids = _problem(rng, 2, 2, 3)
    assert_close(student.next_token_loss(logits, ids), reference.next_token_loss(logits, ids))
    assert_rejects(lambda: student.next_token_loss(logits[:, :1], ids[:, :1]))
    assert_rejects(lambda: student.next_token_loss(logits, torch.tensor([[0, 2], [1, 2]]), 2))
    assert_rejects(lambda: student.next_token_loss(logits, torch.tensor([[0, HIDDEN], [1, HIDDEN]]), HIDDEN))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 scores give a float32 loss, float64 scores float64."""
    for dtype in FLOATS:
        logits, ids = _problem(rng, 2, 3, 5, dtype)
        assert_close(student.next_token_loss(logits, ids), reference.next_token_loss(logits, ids), dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Scores and numbers are the same after the call as before, and the loss is right."""
    logits, _ = _problem(rng, 2, 4, 5)
    ids = torch.tensor([[1, 0, 3, 4], [0, 2, 0, 0]])
    for ignored in (None, 0):
        with left_unchanged(student):
            got = student.next_token_loss(logits, ids, ignored)
        assert_close(got, reference.next_token_loss(logits, ids, ignored))
