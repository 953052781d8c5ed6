"""Hidden suite of `memory_influence`: how strongly each token still acts at the end."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_that, left_unchanged

AXES = "time"


def _problem(rng, time, width, state, dtype=torch.float64, scale=0.6):
    """One sequence, a first memory, weights and biases of these sizes."""
    shapes = [(1, time, width), (1, state), (state, width), (state, state), (state,)]
    return [rng.normal(*shape, dtype=dtype, scale=scale) for shape in shapes]


def _quiet(rng, time, width, state):
    """A network in which nothing happens: tanh then has the slope 1, and only the weights count."""
    xs, h0, w_x, w_h, b = _problem(rng, time, width, state)
    return [0 * xs, 0 * h0, w_x, w_h, 0 * b]


@pytest.mark.points(0.5)
def test_halves_with_each_step_as_in_the_example(student):
    """The worked example comes out: 1 for the last token, and half as much for each one before it."""
    one = torch.ones(1, 1)
    got = student.memory_influence(torch.zeros(1, 4, 1), 0 * one, one, 0.5 * one, torch.zeros(1))
    assert_close(got, torch.tensor([0.125, 0.25, 0.5, 1.0]), axes=AXES)


@pytest.mark.points(1.25)
def test_measures_the_gradient_of_each_token(student, reference, rng):
    """Each entry is the length of the gradient with respect to one token, for any number of tokens and any width."""
    for time, width, state in [(5, 3, 4), (3, 3, 3), (4, 1, 2), (2, 5, 1), (1, 2, 3), (1, 1, 1)]:
        problem = _problem(rng, time, width, state)
        assert_close(student.memory_influence(*problem), reference.memory_influence(*problem), axes=AXES)


@pytest.mark.points(0.75)
def test_fades_or_grows_with_the_weights_of_the_memory(student, rng):
    """When w_h makes everything smaller, each step back counts less by that much; when it makes it larger, more."""
    xs, h0, w_x, _, b = _quiet(rng, 6, 3, 4)
    last, back = w_x.sum(dim=0).norm(), torch.arange(5, -1, -1).double()
    for factor in (0.5, 1.25, -0.8):
        got = student.memory_influence(xs, h0, w_x, factor * torch.eye(4).double(), b)
        assert_close(got, last * abs(factor) ** back, axes=AXES)


@pytest.mark.points(0.25)
def test_without_memory_only_the_last_token_counts(student, reference, rng):
    """When w_h is zero, nothing of the earlier tokens is left, and all of the last one."""
    xs, h0, w_x, w_h, b = _problem(rng, 4, 3, 2)
    want = reference.memory_influence(xs, h0, w_x, 0 * w_h, b)
    assert_close(student.memory_influence(xs, h0, w_x, 0 * w_h, b), want, axes=AXES)


@pytest.mark.points(0.5)
def test_is_a_measurement_and_carries_no_graph(student, reference, rng):
    """It works where no gradients are recorded, and where the weights require gradients it gives plain numbers."""
    problem = _problem(rng, 4, 3, 2)
    want = reference.memory_influence(*problem)
    with torch.set_grad_enabled(False):
        assert_close(student.memory_influence(*problem), want, axes=AXES)
    learning = [problem[0], *(tensor.requires_grad_() for tensor in problem[1:])]
    got = student.memory_influence(*learning)
    assert_close(got, want, axes=AXES)
    assert_that(not got.requires_grad, "attached")


@pytest.mark.points(0.25)
def test_leaves_no_gradient_behind(student, reference, rng):
    """Weights that require gradients have gathered none after the call, and the influences are right."""
    problem = _problem(rng, 3, 2, 4)
    want = reference.memory_influence(*problem)
    learning = [problem[0], *(tensor.requires_grad_() for tensor in problem[1:])]
    with left_unchanged(student):
        got = student.memory_influence(*learning)
    assert_close(got, want, axes=AXES)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give float32 influences, float64 ones float64."""
    for dtype in FLOATS:
        problem = _problem(rng, 4, 3, 2, dtype)
        want = reference.memory_influence(*problem)
        assert_close(student.memory_influence(*problem), want, axes=AXES, dtype=True, atol=1e-5)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Tokens, memory and weights are the same after the call as before, and require no gradients if they did not."""
    problem = _problem(rng, 4, 3, 2)
    with left_unchanged(student):
        got = student.memory_influence(*problem)
    assert_close(got, reference.memory_influence(*problem), axes=AXES)
