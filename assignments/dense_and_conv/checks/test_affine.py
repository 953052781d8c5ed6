"""Public checks of `affine`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects

WEIGHT, BIAS = torch.tensor([[1.0, 0.0], [1.0, -1.0], [0.0, 2.0]]), torch.tensor([10.0, 0.0, 5.0])


@pytest.mark.points(0.5)
def test_worked_example(student):
    """The worked example of the handout comes out: two regressions on one input."""
    got = student.affine(torch.tensor([2.0, 3.0]), WEIGHT[:2], BIAS[:2])
    assert_close(got, torch.tensor([12.0, -1.0]), axes="out_width")


@pytest.mark.points(0.5)
def test_three_samples(student):
    """Three regressions on three inputs: each regression adds its own bias, whatever the input."""
    x = torch.tensor([[2.0, 3.0], [0.0, 0.0], [1.0, 1.0]])
    want = torch.tensor([[12.0, -1.0, 11.0], [10.0, 0.0, 5.0], [11.0, 0.0, 7.0]])
    assert_close(student.affine(x, WEIGHT, BIAS), want, axes="sample out_width")


@pytest.mark.points(0.5)
def test_more_leading_axes(student):
    """Inputs with two axes before the last one work as well."""
    x = torch.arange(8.0).reshape(2, 2, 2)
    want = torch.tensor([[[10.0, -1.0, 7.0], [12.0, -1.0, 11.0]], [[14.0, -1.0, 15.0], [16.0, -1.0, 19.0]]])
    assert_close(student.affine(x, WEIGHT, BIAS), want, axes="group sample out_width")


@pytest.mark.points(0.5)
def test_wrong_width(student):
    """An input of three numbers does not fit weights for two; an input of two does."""
    assert_close(student.affine(torch.zeros(1, 2), WEIGHT, BIAS), BIAS[None], axes="sample out_width")
    assert_rejects(lambda: student.affine(torch.zeros(1, 3), WEIGHT, BIAS))
