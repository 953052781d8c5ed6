"""Public checks of `temperature_probs`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: logits -1, 1 and 2 at the temperatures 1 and 2."""
    logits = torch.tensor([[-1.0, 1.0, 2.0]])
    for temperature, want in [(1.0, [[0.0351, 0.2595, 0.7054]]), (2.0, [[0.1220, 0.3315, 0.5466]])]:
        got = student.temperature_probs(logits, temperature)
        assert_close(got, torch.tensor(want), axes="batch vocabulary", atol=1e-3)


@pytest.mark.points(1)
def test_zero(student):
    """At the temperature 0 the first of the largest gets it all, in each row."""
    logits = torch.tensor([[-1.0, 1.0, 2.0], [3.0, 3.0, 0.0]])
    want = torch.tensor([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    assert_close(student.temperature_probs(logits, 0.0), want, axes="batch vocabulary")


@pytest.mark.points(1)
def test_large_logits(student):
    """Logits of 10 000 and 9 999 share like 1 and 0: 0.731 to 0.269."""
    got = student.temperature_probs(torch.tensor([10_000.0, 9_999.0]), 1.0)
    assert_close(got, torch.tensor([0.7311, 0.2689]), axes="vocabulary", atol=1e-3)


@pytest.mark.points(1)
def test_negative(student):
    """A negative temperature is a ValueError."""
    assert_rejects(lambda: student.temperature_probs(torch.tensor([1.0, 2.0]), -0.5))
