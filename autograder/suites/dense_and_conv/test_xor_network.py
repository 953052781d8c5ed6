"""Hidden suite of `xor_network`: any weights will do that tell "different" from "equal".

Two right networks need not have a number in common. So these tests ask what a network does, and note it.
"""

import pytest
import torch
from torch import Tensor

from autograder.testing import assert_that, facts_only, once

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
DIFFER = torch.tensor([False, True, True, False])
SIDES = {(0, 1, 1, 1): "or", (0, 0, 0, 1): "and", (1, 0, 0, 1): "equal", (0, 1, 1, 0): "too close to 0.5"}
"""What a network computes that is above 0.5 in these corners."""


@pytest.mark.points(1.25)
def test_tells_whether_the_inputs_differ(student):
    """The answer is at least 0.6 at (0, 1) and (1, 0), and at most 0.4 at (0, 0) and (1, 1)."""
    _, computed = _network(student)
    assert_that(computed == "xor")


@pytest.mark.points(0.5)
def test_is_small_enough(student):
    """A hidden layer of at most 4 units and an output layer of one unit are enough to do it."""
    layers, computed = _network(student)
    form = _form(layers)
    facts_only(student)("form", form)
    assert_that(form == "as asked for", "shape")
    assert_that(computed == "xor")


@pytest.mark.points(1)
def test_bears_a_little_noise(student, rng):
    """When the inputs are off by up to 0.05, each answer stays on its side of 0.5."""
    layers, _ = _network(student)
    noise = torch.cat([rng.uniform(16, 1, 2, low=-0.05, high=0.05), 0.0499 * (2.0 * CORNERS[:, None] - 1)])
    answers = _answers(layers, CORNERS + noise)  # (20, corner)
    steady = answers is not None and bool(((answers > 0.5) == DIFFER).all() and (answers != 0.5).all())
    facts_only(student)("steady", steady)
    assert_that(steady)


@pytest.mark.points(0.25)
def test_is_made_of_float32(student):
    """All weights and biases are float32, and the network tells whether the inputs differ."""
    layers, computed = _network(student)
    dtypes = sorted({str(tensor.dtype) for layer in layers for tensor in layer})
    facts_only(student)("dtypes", dtypes)
    assert_that(dtypes == ["torch.float32"], "dtype")
    assert_that(computed == "xor")


def _network(student):
    """The student's layers, and what they compute, which is noted."""
    note = facts_only(student)
    layers = once(student, "layers", student.xor_network)
    are_layers = isinstance(layers, (list, tuple)) and len(layers) > 0 and all(map(_is_layer, layers))
    computed = _computed(_answers(layers, CORNERS)) if are_layers else "no layers"
    note("computes", computed)
    assert_that(are_layers, "type")
    return layers, computed


def _is_layer(thing):
    return isinstance(thing, (list, tuple)) and [type(part) for part in thing] == [Tensor, Tensor]


def _answers(layers, inputs):
    """What the network answers, one number for each input; None when it can't be run, or has several answers."""
    x = inputs
    try:
        for number, (weight, bias) in enumerate(layers):
            x = (x if number == 0 else x.relu()) @ weight.detach().double().mT + bias.detach().double()
    except RuntimeError:
        return None
    return x.squeeze(-1) if x.shape == (*inputs.shape[:-1], 1) else None


def _computed(answers):
    """In a word, what these four answers tell about the inputs."""
    if answers is None:
        return "not one number"
    if bool(((answers >= 0.6) | ~DIFFER).all() and ((answers <= 0.4) | DIFFER).all()):
        return "xor"
    if abs(float(answers @ torch.where(DIFFER, -1.0, 1.0).double())) < 1e-4 * max(1.0, float(answers.abs().max())):
        return "a plane"
    return SIDES.get(tuple((answers > 0.5).int().tolist()), "something else")


def _form(layers):
    """How the network is built."""
    shapes = [(tuple(weight.shape), tuple(bias.shape)) for weight, bias in layers]
    if len(shapes) != 2:
        return f"{len(shapes)} layers"
    units = shapes[0][1][0] if shapes[0][1] else 0
    if shapes == [((2, units), (units,)), ((units, 1), (1,))]:
        return "turned round"
    if shapes != [((units, 2), (units,)), ((1, units), (1,))]:
        return "other shapes"
    return "as asked for" if units <= 4 else "too many units"
