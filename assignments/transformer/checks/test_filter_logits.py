"""Public checks of `filter_logits`."""

import math

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

OUT = -math.inf
LOGITS = torch.tensor([0.125, 0.5, 0.125, 0.25]).log()


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: with p = 0.7 the two largest are left, and share 2 to 1."""
    got = student.filter_logits(LOGITS, top_p=0.7)
    assert_close(got.softmax(dim=-1), torch.tensor([0.0, 2 / 3, 0.0, 1 / 3]), axes="vocabulary", rtol=1e-4)


@pytest.mark.points(1)
def test_top_k(student):
    """The two largest of each row stay as they are and where they are."""
    logits = torch.tensor([[1.0, 4.0, 2.0, 3.0], [-1.0, -2.0, -3.0, -4.0]])
    want = torch.tensor([[OUT, 4.0, OUT, 3.0], [-1.0, -2.0, OUT, OUT]])
    assert_close(student.filter_logits(logits, top_k=2), want, axes="batch vocabulary")
    assert_close(student.filter_logits(logits, top_k=9), logits, axes="batch vocabulary")


@pytest.mark.points(1)
def test_one_is_always_kept(student):
    """The likeliest token is kept, however small p is; and with p = 0.5 it is enough, as it reaches that alone."""
    want = torch.tensor([OUT, math.log(0.5), OUT, OUT])
    for p in (0.01, 0.4):
        assert_close(student.filter_logits(LOGITS, top_p=p), want, axes="vocabulary")
    assert_close(student.filter_logits(LOGITS, top_p=0.5), want, axes="vocabulary")


@pytest.mark.points(0.5)
def test_both(student):
    """Of the top 2, the larger has 2 of 3 parts: with p = 0.6 it is enough."""
    got = student.filter_logits(LOGITS, top_k=2, top_p=0.6)
    assert_close(got, torch.tensor([OUT, math.log(0.5), OUT, OUT]), axes="vocabulary")


@pytest.mark.points(0.5)
def test_refuses(student):
    """The top 0, and p = 1.2, are ValueErrors."""
    assert_rejects(lambda: student.filter_logits(LOGITS, top_k=0))
    assert_rejects(lambda: student.filter_logits(LOGITS, top_p=1.2))
