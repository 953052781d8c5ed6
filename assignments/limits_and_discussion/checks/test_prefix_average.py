"""Public checks of `prefix_average`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, left_unchanged


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.prefix_average(torch.tensor([[[4.0], [0.0], [2.0]]]))
    assert_close(got, torch.tensor([[[4.0], [2.0], [2.0]]]), axes="batch token width")


@pytest.mark.points(1)
def test_two_texts(student):
    """Two texts of four tokens, each two wide, are averaged on their own."""
    x = torch.tensor(
        [[[1.0, 0.0], [3.0, 8.0], [2.0, 1.0], [6.0, 3.0]], [[0.0, 2.0], [0.0, 4.0], [9.0, 0.0], [3.0, 2.0]]]
    )
    want = torch.tensor(
        [[[1.0, 0.0], [2.0, 4.0], [2.0, 3.0], [3.0, 3.0]], [[0.0, 2.0], [0.0, 3.0], [3.0, 2.0], [3.0, 2.0]]]
    )
    assert_close(student.prefix_average(x), want, axes="batch token width")


@pytest.mark.points(0.5)
def test_future(student):
    """The first two means do not change when the third token does."""
    x = torch.tensor([[[4.0], [0.0], [100.0]]])
    got = student.prefix_average(x)
    second = float(got[0, 1, 0])
    assert_that(abs(second - 2) < 1e-4, expected="2", got=f"{second:.6g}", perhaps="the mean takes in the third token")


@pytest.mark.points(0.5)
def test_dtype_and_arguments(student):
    """float64 stays float64, and x stays as it is."""
    x = torch.tensor([[[1.0], [2.0], [6.0]]], dtype=torch.float64)
    with left_unchanged(student):
        got = student.prefix_average(x)
    want = torch.tensor([[[1.0], [1.5], [3.0]]], dtype=torch.float64)
    assert_close(got, want, axes="batch token width", dtype=True)
