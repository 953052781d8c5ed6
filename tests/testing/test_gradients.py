"""Gradients as suites compare them."""

from typing import Any

import pytest
import torch
from torch import Tensor

from autograder.errors import Mismatch
from autograder.testing import assert_gradients_close, gradients


def test_gradients_are_those_of_a_weighted_sum() -> None:
    """Every entry counts with another weight, so that errors do not cancel."""
    (of_sum,) = gradients(lambda x: x * 2, torch.ones(4))
    assert len({round(value, 6) for value in of_sum.tolist()}) == 4


def test_every_float_input_has_one() -> None:
    """Also an input that does not matter, with zeros; inputs of whole numbers have none."""
    found = gradients(lambda x, index, unused: x[index], torch.ones(3), torch.tensor([0, 0]), torch.ones(2))
    assert [tuple(gradient.shape) for gradient in found] == [(3,), (2,)]
    assert found[1].tolist() == [0, 0] and found[0][1:].tolist() == [0, 0] and found[0][0] != 0


def test_all_outputs_count() -> None:
    """A tuple of several, some of them cut off."""
    (both,) = gradients(lambda x: (x * 2, x * 3), torch.ones(1))
    (one,) = gradients(lambda x: (x * 2, (x * 3).detach()), torch.ones(1))
    assert both.item() == pytest.approx(one.item() * 2.5)


@pytest.mark.parametrize(
    ("output", "kind"), [(lambda x: x.detach(), "graph"), (lambda x: [x], "type"), (lambda x: 1.0, "type")]
)
def test_what_has_no_gradient_is_told(output: Any, kind: str) -> None:
    """A cut graph, or no tensor."""
    with pytest.raises(Mismatch) as caught:
        gradients(output, torch.ones(1))
    assert caught.value.kind == kind


def test_right_values_with_a_wrong_gradient_are_found_out() -> None:
    """Of one input out of two."""

    def half(x: Tensor, y: Tensor) -> Tensor:
        return x * y.detach() + 0 * y

    x, y = torch.rand(3), torch.rand(3)
    assert_gradients_close(lambda x, y: y * x, lambda x, y: x * y, x, y)
    with pytest.raises(Mismatch):
        assert_gradients_close(half, lambda x, y: x * y, x, y)


def test_the_arguments_stay_as_they_were() -> None:
    """They get no gradient themselves."""
    x = torch.ones(1)
    gradients(lambda x: x * 2, x)
    assert not x.requires_grad and x.grad is None
