"""Public checks of `rnn_step`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that

X, H = torch.tensor([[1.0, 2.0]]), torch.tensor([[0.5, 0.25]])
W_X, W_H = torch.tensor([[1.0, 0.0], [0.0, 0.0]]), torch.tensor([[1.0, -1.0], [2.0, 0.0]])
B = torch.tensor([0.0, -1.0])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.rnn_step(X, H, W_X, W_H, B)
    assert_close(got, torch.tensor([[0.84828364, 0.0]]), axes="batch state", atol=1e-5)


@pytest.mark.points(0.75)
def test_without_memory(student):
    """With a memory of zeros, what is left is tanh(1) and tanh(-1)."""
    got = student.rnn_step(X, torch.zeros(1, 2), W_X, W_H, B)
    assert_close(got, torch.tensor([[0.76159416, -0.76159416]]), axes="batch state", atol=1e-5)


@pytest.mark.points(0.75)
def test_several_sequences(student):
    """Two sequences with a memory of three numbers each: the result is (2, 3), and here it is the bias that counts."""
    zeros = [torch.zeros(2, 4), torch.zeros(2, 3), torch.zeros(3, 4), torch.zeros(3, 3)]
    bias = torch.tensor([0.0, 10.0, -10.0])
    assert_close(student.rnn_step(*zeros, bias), torch.tensor([[0.0, 1.0, -1.0]] * 2), axes="batch state", atol=1e-5)


@pytest.mark.points(0.5)
def test_dtype(student):
    """float64 inputs give a float64 memory."""
    got = student.rnn_step(*(tensor.double() for tensor in (X, H, W_X, W_H, B)))
    assert_that(got.dtype == torch.float64, "dtype", expected="torch.float64", got=str(got.dtype))
    assert_close(got[0, :1], torch.tensor([1.25]).double().tanh(), axes="state")
