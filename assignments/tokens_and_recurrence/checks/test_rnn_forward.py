"""Public checks of `rnn_forward`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that

ONE, NONE = torch.tensor([[1.0]]), torch.zeros(1)
PULSE = torch.tensor([[[1.0], [0.0], [0.0]]])


def read(student, xs, h0, w_x=ONE, w_h=0.5 * ONE, b=NONE):
    """All memories and the last one."""
    result = student.rnn_forward(xs, h0, w_x, w_h, b)
    is_pair = isinstance(result, (tuple, list)) and len(result) == 2
    assert_that(is_pair, "type", expected="two results: all memories, and the last one")
    return result


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    states, last = read(student, PULSE, torch.zeros(1, 1))
    assert_close(states, torch.tensor([[[0.7616], [0.3634], [0.1797]]]), axes="batch time state", atol=1e-4)
    assert_close(last, torch.tensor([[0.1797]]), axes="batch state", atol=1e-4)


@pytest.mark.points(1)
def test_two_sequences(student):
    """The second sequence has the same token at the end, where nothing has faded yet."""
    states, last = read(student, torch.cat([PULSE, PULSE.flip(1)]), torch.zeros(2, 1))
    want = torch.tensor([[[0.7616], [0.3634], [0.1797]], [[0.0], [0.0], [0.7616]]])
    assert_close(states, want, axes="batch time state", atol=1e-4)
    assert_close(last, want[:, 2], axes="batch state", atol=1e-4)


@pytest.mark.points(1)
def test_first_memory(student):
    """A memory of 1 fades from the beginning: tanh(0.5), then tanh of half of that."""
    states, _ = read(student, torch.zeros(1, 2, 1), torch.ones(1, 1))
    assert_close(states, torch.tensor([[[0.4621], [0.2270]]]), axes="batch time state", atol=1e-4)


@pytest.mark.points(1)
def test_no_tokens(student):
    """When nothing is read, there are no memories, (1, 0, 1), and the last one is the first."""
    states, last = read(student, torch.zeros(1, 0, 1), 0.3 * ONE)
    assert_close(states, torch.zeros(1, 0, 1), axes="batch time state")
    assert_close(last, 0.3 * ONE, axes="batch state")
