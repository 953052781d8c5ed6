"""Networks of any architecture: what can be asked of a module when its layers are the student's choice."""

from collections.abc import Callable

import torch
from torch import Tensor

from autograder.testing.compare import assert_that
from autograder.testing.facts import Note, facts_only, once
from autograder.testing.modules import load_parameters, parameters
from autograder.testing.proxy import Proxy
from autograder.testing.rng import Rng

CLEARLY = 1e-3
"""Outputs differ when they are this far apart, for outputs around 1 or smaller; rounding stays far below."""


def network(student: Proxy, make: Callable[[], Proxy], inputs: Tensor, *, repeats: bool = True) -> tuple[Proxy, Note]:
    """A network from `make`, and what notes facts about it for the diagnosis (see `facts_only`).

    Refuses what is no network at all, so that such an answer earns nothing in any test: outputs that don't depend on
    the inputs, or that no parameters make and no curve. With `repeats`, the same inputs must give the same outputs
    again after `.eval()`. Many inputs make this sure.

    Raises:
        Mismatch: it is none.
    """
    note = facts_only(student)
    found = once(student, "network", lambda: _first_look(make(), inputs))
    for name, fact in found.items():
        note(name, fact)
    assert_that(found["listens"], got="outputs that do not depend on the inputs, or are not finite")
    assert_that(found["repeats"] or not repeats, got="other outputs from the same inputs")
    learns = found["has parameters"] or (found["repeats"] and found["bends"])
    assert_that(learns, got="no layers", perhaps="make them in __init__ and keep them under self")
    return make(), note


def randomise(module: Proxy, rng: Rng, scale: float = 1.0) -> None:
    """Gives the module random parameters, large enough for clear differences between its outputs."""
    now = parameters(module)
    drawn = {name: rng.normal(*tensor.shape, dtype=tensor.dtype, scale=scale) for name, tensor in now.items()}
    load_parameters(module, {**module.state_dict(), **drawn})


def rows_of(module: Proxy, inputs: Tensor) -> Tensor:
    """The module's outputs, flat: one row for each input, for tests that don't ask for the shape.

    Raises:
        Mismatch: there are no such rows.
    """
    outputs = module(inputs)
    fits = type(outputs) is Tensor and outputs.numel() > 0 and outputs.numel() % len(inputs) == 0
    assert_that(fits, "shape")
    handed_back = outputs.shape == inputs.shape and torch.equal(outputs, inputs)
    assert_that(not handed_back, got="the input, as it was")
    return outputs.reshape(len(inputs), -1)  # type: ignore[no-any-return]


def differ(one: Tensor, other: Tensor) -> bool:
    """Whether two outputs are clearly different somewhere, for their size."""
    one, other = one.detach(), other.detach()
    return bool((one - other).abs().max() > CLEARLY * max(1.0, float(one.abs().max())))


def affine(module: Proxy, a: Tensor, b: Tensor) -> bool:
    """Whether the module maps these inputs without any bend: f(a) + f(b) = f(a + b) + f(0)."""
    return not differ(rows_of(module, a) + rows_of(module, b), rows_of(module, a + b) + rows_of(module, 0 * a))


def _first_look(module: Proxy, inputs: Tensor) -> dict[str, bool]:
    module.eval()
    randomise(module, Rng(0, "network"))
    with torch.no_grad():
        first, again = rows_of(module, inputs), rows_of(module, inputs)
        return {
            "repeats": not differ(first, again),
            "listens": bool(first.isfinite().all()) and not torch.equal(first, first[:1].expand_as(first)),
            "has parameters": bool(parameters(module)),
            "bends": not affine(module, inputs, inputs.roll(1, 0)),
        }
