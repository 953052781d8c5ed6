"""What can be asked of a network of any architecture."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn

from autograder.engine.local import LocalBackend
from autograder.engine.recording import RecordingBackend
from autograder.errors import Mismatch
from autograder.testing import Rng, affine, differ, network, parameters, randomise, rows_of
from autograder.testing.proxy import STUDENT, Proxy

INPUTS = torch.linspace(-90, 90, 64 * 3).reshape(64, 3).sin()


class Net(nn.Sequential):
    """A right network."""

    def __init__(self, *behind: nn.Module) -> None:
        super().__init__(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2), *behind)


class Applied(nn.Module):
    """A function in the place of a network."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.forward = function


GARBAGE = {
    "noise": lambda: Applied(lambda x: torch.randn(len(x), 2)),
    "the input": lambda: Applied(lambda x: x),
    "zeros": lambda: Net(Applied(torch.zeros_like)),
}


def student(make: Callable[[], nn.Module]) -> Proxy:
    """A student whose file defines this network."""
    return Proxy(RecordingBackend(LocalBackend.of(SimpleNamespace(Net=make))), STUDENT)


def test_a_network_is_taken() -> None:
    """A right network comes back, fresh, with what notes facts about it."""
    one = student(Net)
    module, note = network(one, one.Net, INPUTS)
    note("range", "any")
    assert parameters(module).keys() == dict(Net().named_parameters()).keys()


@pytest.mark.parametrize("make", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused(make: Callable[[], nn.Module]) -> None:
    """Noise, constants and the input itself are no networks, in whatever test."""
    one = student(make)
    with pytest.raises(Mismatch):
        network(one, one.Net, INPUTS, repeats=False)


def test_a_network_that_never_repeats_is_refused_where_it_should_repeat() -> None:
    """Outputs that change from call to call pass only where they may."""
    one = student(lambda: Net(Applied(nn.functional.dropout)))
    network(one, one.Net, INPUTS, repeats=False)
    with pytest.raises(Mismatch):
        network(one, one.Net, INPUTS)


def test_random_parameters_reach_the_network() -> None:
    """The same stream of random numbers makes two networks alike."""
    outputs = []
    for _ in range(2):
        module = student(Net).Net()
        randomise(module, Rng(3, "test"))
        outputs.append(rows_of(module, INPUTS))
    assert not differ(*outputs)


def test_affine_tells_bends_from_straight_maps() -> None:
    """A linear layer is affine, a network with an activation is not."""
    straight, bent = student(lambda: nn.Linear(3, 2)).Net(), student(Net).Net()
    randomise(bent, Rng(3, "test"))
    a, b = INPUTS[:8], INPUTS[8:16]
    assert affine(straight, a, b)
    assert not affine(bent, a, b)
