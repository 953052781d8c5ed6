"""Hidden suite of `rnn_step`: the token and the old memory make the new one."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

AXES = "batch state"


def _problem(rng, batch, width, state, dtype=torch.float64):
    """Tokens, memories, weights and biases of these sizes."""
    shapes = [(batch, width), (batch, state), (state, width), (state, state), (state,)]
    return [rng.normal(*shape, dtype=dtype, scale=0.7) for shape in shapes]


@pytest.mark.points(0.5)
def test_makes_one_step_as_in_the_example(student):
    """The worked example comes out, a step of one sequence: tanh(1.25) and tanh(0)."""
    x, h = torch.tensor([[1.0, 2.0]]), torch.tensor([[0.5, 0.25]])
    w_x, w_h = torch.tensor([[1.0, 0.0], [0.0, 0.0]]), torch.tensor([[1.0, -1.0], [2.0, 0.0]])
    want = torch.tensor([[1.25, 0.0]]).tanh()
    assert_close(student.rnn_step(x, h, w_x, w_h, torch.tensor([0.0, -1.0])), want, axes=AXES)


@pytest.mark.points(0.75)
def test_matches_the_definition(student, reference, rng):
    """The memory is right for one sequence or many, for tokens wider or narrower than the memory, or as wide."""
    for batch, width, state in [(3, 5, 4), (4, 4, 4), (1, 2, 6), (5, 1, 3), (2, 3, 1)]:
        problem = _problem(rng, batch, width, state)
        assert_close(student.rnn_step(*problem), reference.rnn_step(*problem), axes=AXES)


@pytest.mark.points(0.25)
def test_without_weights_for_the_memory_it_is_a_dense_layer(student, rng):
    """With a memory of zeros, or weights of zeros for it, what is left is tanh of a dense layer; and the other way
    round."""
    x, h, w_x, w_h, b = _problem(rng, 3, 5, 4)
    dense, memory = (x @ w_x.mT + b).tanh(), (h @ w_h.mT + b).tanh()
    assert_close(student.rnn_step(x, 0 * h, w_x, w_h, b), dense, axes=AXES)
    assert_close(student.rnn_step(x, h, w_x, 0 * w_h, b), dense, axes=AXES)
    assert_close(student.rnn_step(0 * x, h, w_x, w_h, b), memory, axes=AXES)


@pytest.mark.points(0.25)
def test_sequences_do_not_mix(student, reference, rng):
    """Each row is a sequence of its own: in another order, or alone, it gives the same."""
    x, h, *weights = _problem(rng, 4, 3, 4)
    order, want = rng.permutation(4), reference.rnn_step(x, h, *weights)
    assert_close(student.rnn_step(x[order], h[order], *weights), want[order], axes=AXES)
    assert_close(student.rnn_step(x[2:3], h[2:3], *weights), want[2:3], axes=AXES)


@pytest.mark.points(0.25)
def test_stays_between_minus_one_and_one(student, reference, rng):
    """However large the numbers, the memory ends at 1 and -1, and is never NaN."""
    x, h, *weights = _problem(rng, 3, 4, 5)
    for scale in (3.0, 1e4):
        problem = [scale * x, h, *weights]
        assert_close(student.rnn_step(*problem), reference.rnn_step(*problem), axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """Gradients reach the token, the old memory and all weights, together and the memory alone."""
    x, h, *weights = _problem(rng, 3, 2, 4)
    assert_gradients_close(
        lambda h: student.rnn_step(x, h, *weights), lambda h: reference.rnn_step(x, h, *weights), h
    )  # fmt: skip
    for batch, width, state in [(2, 3, 4), (3, 1, 1)]:
        assert_gradients_close(student.rnn_step, reference.rnn_step, *_problem(rng, batch, width, state))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give a float32 memory, float64 ones float64 with all their digits."""
    for dtype in FLOATS:
        problem = _problem(rng, 3, 5, 4, dtype)
        assert_close(student.rnn_step(*problem), reference.rnn_step(*problem), dtype=True, atol=1e-5)
    x, h, _, w_h, b = _problem(rng, 3, 4, 4)
    problem = [x - 1000.1, h, torch.eye(4).double(), w_h, b + 1000.1]  # large numbers that cancel out
    assert_close(student.rnn_step(*problem), reference.rnn_step(*problem), axes=AXES)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Token, memory and weights are the same after the call as before, and the new memory is right."""
    problem = _problem(rng, 3, 5, 4)
    with left_unchanged(student):
        got = student.rnn_step(*problem)
    assert_close(got, reference.rnn_step(*problem), axes=AXES)
