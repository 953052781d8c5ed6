"""Loops are told from tensor operations."""

import time

import pytest

from autograder.errors import Mismatch
from autograder.testing import assert_vectorised


def test_a_fast_call_gives_its_result() -> None:
    """And is called once."""
    calls: list[int] = []
    assert assert_vectorised(lambda: calls.append(1) or "result", lambda: None) == "result"
    assert len(calls) == 1


def test_a_slow_call_is_told() -> None:
    """When each of three tries is slow."""
    calls: list[int] = []

    def slow() -> None:
        calls.append(1)
        time.sleep(0.26)

    with pytest.raises(Mismatch) as caught:
        assert_vectorised(slow, lambda: None)
    assert caught.value.kind == "slow" and len(calls) == 3


def test_one_slow_try_costs_nothing() -> None:
    """The machine may have been busy."""
    naps = [0.3, 0.0]
    assert_vectorised(lambda: time.sleep(naps.pop(0)), lambda: None)
    assert naps == []


def test_a_slow_reference_gives_more_time() -> None:
    """Thirty times its own."""
    assert_vectorised(lambda: time.sleep(0.3), lambda: time.sleep(0.02))
