"""Hidden suite of `Scale`."""

import pytest

from autograder.testing import assert_close, load_parameters, parameters


@pytest.mark.points(1)
def test_starts_as_the_identity(student, rng):
    """A fresh layer changes nothing, and has one parameter for each channel."""
    layer, x = student.Scale(4), rng.normal(3, 4).float()
    assert_close(layer(x), x)
    assert sorted(parameters(layer)) == ["weight"]


@pytest.mark.points(1)
def test_multiplies_by_the_weights(student, rng):
    """Each channel is multiplied by its weight."""
    layer, x, weight = student.Scale(4), rng.normal(3, 4).float(), rng.normal(4).float()
    load_parameters(layer, {"weight": weight})
    assert_close(layer(x), x * weight)
