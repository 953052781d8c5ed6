"""Public checks of `attention_dropout`: what holds whichever weights are drawn."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that, facts_only

WEIGHTS = torch.tensor([[0.5, 0.25, 0.125, 0.125]]).repeat(50, 1)


def tried(student, p, training=True, **options):
    """What becomes of WEIGHTS; how they were multiplied is noted, so that a typical mistake can be named."""
    note = facts_only(student)
    got = student.attention_dropout(WEIGHTS, p, training, **options)
    if type(got) is torch.Tensor and got.shape == WEIGHTS.shape:
        left = got.isfinite() & (got != 0)
        times = (got / WEIGHTS)[left].unique().tolist()
        note("multiplied by", [round(factor, 3) for factor in times] if len(times) < 3 else "this and that")
        note("drops any", bool((got == 0).any()))
        note("NaN, infinite", [bool(got.isnan().any()), bool(got.isinf().any())])
    return got


@pytest.mark.points(1)
def test_dropped_or_doubled(student):
    """With p = 0.5 each of 200 weights is either 0 or twice what it was, and there are some of both."""
    got = tried(student, 0.5)
    assert_close(got, torch.where(got == 0, 0.0, 2 * WEIGHTS), axes="query key")
    dropped = got == 0
    mixed = [(dropped.any(axis) & ~dropped.all(axis)).any() for axis in (0, 1)]
    facts_only(student)("mixed columns, rows", [bool(each) for each in mixed])
    assert_that(dropped.any(), got="no weight that was dropped")
    assert_that(not dropped.all(), got="no weight that was kept")
    for each, name in zip(mixed, ("column", "row"), strict=True):
        assert_that(each, got=f"each {name} dropped or kept as a whole")


@pytest.mark.points(1)
def test_nothing_happens_outside_training(student):
    """With training=False, and with p = 0, the weights stay as they are."""
    outside, none = tried(student, 0.5, False), tried(student, 0.0)
    assert_close(outside, WEIGHTS, axes="query key")
    assert_close(none, WEIGHTS, axes="query key")


@pytest.mark.points(1)
def test_same_seed_same_weights(student, remote):
    """Two generators with the same seed drop the same weights."""
    first, again = (tried(student, 0.5, generator=remote.Generator().manual_seed(7)) for _ in range(2))
    if type(first) is type(again) is torch.Tensor:
        facts_only(student)("drops the same again", torch.equal(first == 0, again == 0))
    assert_close(again, first, axes="query key")


@pytest.mark.points(1)
def test_the_ends_of_the_scale(student):
    """p = 1 drops everything, without NaN; p = 1.5 is a ValueError."""
    assert_close(tried(student, 1.0), torch.zeros_like(WEIGHTS), axes="query key")
    assert_rejects(lambda: student.attention_dropout(WEIGHTS, 1.5, True))
