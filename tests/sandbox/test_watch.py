"""What is seen of the calls of torch that a student's code makes."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.sandbox.inside.watch import Watch

X = torch.randn(2, 3)
WAYS: dict[str, Callable[[], Any]] = {
    "a function": lambda: torch.softmax(X, -1),
    "a method": lambda: X.softmax(-1),
    "a module": lambda: torch.nn.Softmax(-1)(X),
    "an operation": lambda: torch.ops.aten._softmax(X, -1, False),
}


def below(x: torch.Tensor) -> torch.Tensor:
    """A function of torch that comes down to the operation."""
    return torch.nn.functional.gumbel_softmax(x)


@pytest.mark.parametrize("closely", [True, False])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_call_is_seen_in_every_form(way: Callable[[], Any], closely: bool) -> None:
    """Whatever it is called as, and whether or not the same function was looked at in another form before."""
    watch = Watch(["softmax"], closely)
    with watch.first("f", ("one form",)):
        X.exp()
    assert not watch.seen
    with watch.first("f", ("another form",)):
        way()
    assert watch.seen == {"softmax"}


@pytest.mark.parametrize("closely", [True, False])
def test_what_a_call_comes_down_to_is_seen_in_the_first_one_of_a_function(closely: bool) -> None:
    """Closely, in every form of it; what has been looked at once in the same form is not looked at again."""
    first, again, other = (Watch(["softmax"], closely) for _ in range(3))
    with first.first("f", ("a form",)):
        below(X)
    assert first.seen == {"softmax"}
    for watch, form in ((again, "a form"), (other, "another form")):
        with watch.first("f", ("a form",)):
            X.exp()
        with watch.first("f", (form,)):
            below(X)
    assert again.seen == set() and other.seen == ({"softmax"} if closely else set())
