"""Hidden suite of `filter_logits`: only the likeliest tokens keep their logits."""

import math

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_that,
    left_unchanged,
)

AXES = "batch vocabulary"
HALVES = [0.125, 0.5, 0.125, 0.25]


@pytest.mark.points(0.5)
def test_keeps_the_likeliest_as_in_the_example(student):
    """The worked example comes out: of 0.125, 0.5, 0.125 and 0.25, the two largest reach 0.7, and the largest is the
    top 1."""
    logits, out = torch.tensor(HALVES).log(), -math.inf
    want = torch.tensor([out, logits[1], out, logits[3]])
    assert_close(student.filter_logits(logits, top_p=0.7), want, axes="vocabulary")
    want = torch.tensor([out, logits[1], out, out])
    assert_close(student.filter_logits(logits, top_k=1), want, axes="vocabulary")


@pytest.mark.points(0.5)
def test_keeps_the_top_k(student, reference, rng):
    """The k largest logits of each row stay as and where they are, the others become -inf, for any number of axes."""
    for shape in [(3, 11), (6,), (2, 3, 5), (4, 4)]:
        logits = 2 * rng.normal(*shape) - 1
        for k in (1, 2, shape[-1] - 1):
            assert_close(student.filter_logits(logits, top_k=k), reference.filter_logits(logits, top_k=k))


@pytest.mark.points(0.75)
def test_keeps_the_top_p(student, reference, rng):
    """The smallest set of likeliest tokens that reaches p is kept, with the one that reaches it, in each row by
    itself."""
    for shape in [(5, 11), (6,), (2, 3, 5), (4, 4)]:
        logits = 2 * rng.normal(*shape)
        for p in (0.05, 0.3, 0.6, 0.9, 0.99):
            assert_close(student.filter_logits(logits, top_p=p), reference.filter_logits(logits, top_p=p))


@pytest.mark.points(0.25)
def test_keeps_exactly_k_of_equal_ones(student):
    """If several logits are equally large, exactly k are kept all the same; which of them is free."""
    logits = torch.tensor([[1.0, 3.0, 1.0, 1.0, 0.0], [2.0, 2.0, 2.0, 2.0, 2.0], [0.0, 5.0, 4.0, 4.0, -1.0]])
    for k, lowest in [(2, [1.0, 2.0, 4.0]), (3, [1.0, 2.0, 4.0])]:
        got = student.filter_logits(logits, top_k=k)
        assert_that(type(got) is torch.Tensor and got.shape == logits.shape, "shape")
        kept = got != -math.inf
        assert_close(got, logits.masked_fill(~kept, -math.inf), axes=AXES)
        assert_close(kept.sum(dim=-1), torch.tensor([k, k, k]), axes="batch")
        assert_close(got.masked_fill(~kept, math.inf).amin(dim=-1), torch.tensor(lowest), axes="batch")


@pytest.mark.points(0.25)
def test_stops_when_p_is_just_reached(student):
    """If the likeliest tokens add up to exactly p, no further one is kept."""
    for dtype in FLOATS:
        logits = torch.tensor([HALVES, HALVES[::-1]], dtype=dtype).log()
        for p, count in [(0.5, 1), (0.75, 2), (0.875, 3), (0.51, 2), (0.76, 3), (0.88, 4)]:
            got = student.filter_logits(logits, top_p=p)
            assert_that(type(got) is torch.Tensor and got.shape == logits.shape, "shape")
            kept = got != -math.inf
            assert_close(got, logits.masked_fill(~kept, -math.inf), axes=AXES)
            assert_close(kept.sum(dim=-1), torch.tensor([count, count]), axes="batch")
            assert_that(kept[0, 1] and kept[1, 2])
        even = student.filter_logits(torch.zeros(8, dtype=dtype), top_p=0.375)
        assert_close((even == 0).sum(), torch.tensor(3))


@pytest.mark.points(0.5)
def test_takes_k_first_and_then_p(student, reference, rng):
    """With both, p counts the probabilities of the k tokens that are left, which add up to 1 again."""
    logits = torch.tensor([1.0, 2.5, 3, 2, 1, 0.5]).log()  # after k = 2, the largest has 6 of 11 parts, before 3 of 10
    for p in (0.25, 0.5):
        got = student.filter_logits(logits, top_k=2, top_p=p)
        assert_close(got, torch.tensor([-math.inf, -math.inf, math.log(3), *[-math.inf] * 3]), axes="vocabulary")
    logits = rng.normal(6, 9)
    for k, p in [(4, 0.5), (6, 0.8), (2, 0.6), (20, 0.7), (3, 1.0)]:
        want = reference.filter_logits(logits, top_k=k, top_p=p)
        assert_close(student.filter_logits(logits, top_k=k, top_p=p), want, axes=AXES)


@pytest.mark.points(0.25)
def test_knows_the_ends_of_both_scales(student, reference, rng):
    """As many tokens as there are, or more, p = 1, and neither: nothing changes. A tiny p keeps one token in each
    row."""
    logits = rng.normal(4, 7)
    logits[2] = torch.tensor([0.0, 90.0, -90.0, 3.0, 45.0, -300.0, 1.0])  # far below what rounding sees
    tiny = torch.full_like(logits, -math.inf).scatter(1, logits.argmax(1, keepdim=True), logits.amax(1, keepdim=True))
    assert_close(student.filter_logits(logits, top_p=1e-9), tiny, axes=AXES)
    for both in [{"top_k": 7}, {"top_k": 50}, {"top_p": 1.0}, {"top_p": 1}, {"top_k": 9, "top_p": 1.0}, {}]:
        assert_close(student.filter_logits(logits, **both), reference.filter_logits(logits, **both), axes=AXES)


@pytest.mark.points(0.25)
def test_refuses_nothing_and_too_much(student, reference, rng):
    """`top_k` below 1, and `top_p` that is not above 0 and at most 1, are ValueErrors; what lies inside is fine."""
    logits = rng.normal(2, 5)
    for both in [
        {"top_k": 0},
        {"top_k": -2},
        {"top_p": 0.0},
        {"top_p": -0.5},
        {"top_p": 1.5},
        {"top_k": 2, "top_p": 2},
    ]:
        assert_rejects(lambda both=both: student.filter_logits(logits, **both))
    for both in [{"top_k": 1}, {"top_p": 0.01}, {"top_k": 3, "top_p": 0.5}]:
        assert_close(student.filter_logits(logits, **both), reference.filter_logits(logits, **both), axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The probabilities made of what is kept have the right gradient."""
    logits = rng.normal(3, 6)
    for both in ({"top_k": 3}, {"top_p": 0.7}, {"top_k": 4, "top_p": 0.8}, {}):
        assert_gradients_close(
            lambda logits, both=both: student.filter_logits(logits, **both).softmax(dim=-1),
            lambda logits, both=both: reference.filter_logits(logits, **both).softmax(dim=-1),
            logits,
        )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 logits stay float32, float64 logits float64, with all their digits."""
    for dtype in FLOATS:
        logits = rng.normal(3, 6, dtype=dtype)
        for both in ({"top_k": 3}, {"top_p": 0.7}, {"top_k": 4, "top_p": 0.8}):
            want = reference.filter_logits(logits, **both)
            assert_close(student.filter_logits(logits, **both), want, axes=AXES, dtype=True, rtol=0, atol=0)


@pytest.mark.points(0.25)
def test_leaves_the_logits_alone(student, reference, rng):
    """The logits are the same after the call as before, and the result is right."""
    logits = rng.normal(3, 6)
    for both in ({"top_k": 3}, {"top_p": 0.7}, {"top_k": 4, "top_p": 0.8}):
        with left_unchanged(student):
            got = student.filter_logits(logits, **both)
        assert_close(got, reference.filter_logits(logits, **both), axes=AXES)
