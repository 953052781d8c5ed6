"""Public checks of `attention_dropout`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that

WEIGHTS = torch.tensor([[0.5, 0.25, 0.125, 0.125]]).repeat(50, 1)


@pytest.mark.points(1)
def test_dropped_or_doubled(student):
    """With p = 0.5 each of 200 weights is either 0 or twice what it was, and there are some of both."""
    got = student.attention_dropout(WEIGHTS, 0.5, True)
    assert_close(got, torch.where(got == 0, 0.0, 2 * WEIGHTS), axes="query key")
    dropped = got == 0
    assert_that(dropped.any(), perhaps="nothing was dropped")
    assert_that(not dropped.all(), perhaps="everything was dropped")
    for axis, name in enumerate(("column", "row")):
        mixed = dropped.any(axis) & ~dropped.all(axis)
        assert_that(mixed.any(), perhaps=f"each {name} is dropped or kept as a whole")


@pytest.mark.points(1)
def test_nothing_happens_outside_training(student):
    """With training=False, and with p = 0, the weights stay as they are."""
    assert_close(student.attention_dropout(WEIGHTS, 0.5, False), WEIGHTS, axes="query key")
    assert_close(student.attention_dropout(WEIGHTS, 0.0, True), WEIGHTS, axes="query key")


@pytest.mark.points(1)
def test_same_seed_same_weights(student):
    """Two generators with the same seed drop the same weights."""
    first, again = (
        student.attention_dropout(WEIGHTS, 0.5, True, generator=torch.Generator().manual_seed(7)) for _ in range(2)
    )
    assert_close(again, first, axes="query key")


@pytest.mark.points(1)
def test_the_ends_of_the_scale(student):
    """p = 1 drops everything, without NaN; p = 1.5 is a ValueError."""
    assert_close(student.attention_dropout(WEIGHTS, 1.0, True), torch.zeros_like(WEIGHTS), axes="query key")
    assert_rejects(lambda: student.attention_dropout(WEIGHTS, 1.5, True))
