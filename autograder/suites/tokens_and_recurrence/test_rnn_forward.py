"""Hidden suite of `rnn_forward`: token after token, with a memory that is handed on."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_that, left_unchanged


def _problem(rng, batch, time, width, state, dtype=torch.float64):
    """Sequences, memories, weights and biases of these sizes."""
    shapes = [(batch, time, width), (batch, state), (state, width), (state, state), (state,)]
    return [rng.normal(*shape, dtype=dtype, scale=0.7) for shape in shapes]


def _read(student, *problem):
    """All memories and the last one, once they are known to be two results."""
    result = student.rnn_forward(*problem)
    assert_that(isinstance(result, (tuple, list)) and len(result) == 2, "type")
    return result


def _assert_states(got, want, **options):
    """All memories are right, and so is the last one."""
    for mine, right, axes in zip(got, want, ("batch time state", "batch state"), strict=True):
        assert_close(mine, right, axes=axes, **options)


@pytest.mark.points(0.5)
def test_reads_three_tokens_as_in_the_example(student):
    """The worked example comes out: what was read fades by half, and tanh takes a little more."""
    xs, one = torch.tensor([[[1.0], [0.0], [0.0]]]), torch.ones(1, 1)
    want = torch.tensor([[[0.7615942], [0.3633985], [0.1797264]]])
    _assert_states(_read(student, xs, 0 * one, one, 0.5 * one, torch.zeros(1)), (want, want[:, -1]))


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """All memories are right, for one token or many, one sequence or many, and when any two sizes are the same."""
    sizes = [(3, 5, 2, 4), (3, 3, 2, 4), (4, 2, 3, 3), (1, 6, 1, 2), (2, 1, 5, 1), (4, 4, 4, 4)]
    for batch, time, width, state in sizes:
        problem = _problem(rng, batch, time, width, state)
        _assert_states(_read(student, *problem), reference.rnn_forward(*problem))


@pytest.mark.points(0.25)
def test_can_go_on_reading_later(student, reference, rng):
    """To read on from the last memory gives the same as to read all at once."""
    xs, h0, *weights = _problem(rng, 2, 5, 3, 4)
    states, last = reference.rnn_forward(xs, h0, *weights)
    first, between = _read(student, xs[:, :2], h0, *weights)
    second, end = _read(student, xs[:, 2:], between, *weights)
    _assert_states((torch.cat([first, second], dim=1), end), (states, last))


@pytest.mark.points(0.5)
def test_knows_nothing_of_the_future(student, reference, rng):
    """A memory depends on the tokens up to its own and on none after it."""
    xs, h0, *weights = _problem(rng, 2, 5, 3, 4)
    before, _ = reference.rnn_forward(xs, h0, *weights)
    for time in (4, 2):
        xs[:, time] += rng.normal(2, 3)
        states, last = _read(student, xs, h0, *weights)
        assert_close(states[:, :time], before[:, :time], axes="batch time state")
        _assert_states((states, last), reference.rnn_forward(xs, h0, *weights))


@pytest.mark.points(0.5)
def test_order_matters(student, reference, rng):
    """The same tokens in another order leave another memory."""
    xs, h0, *weights = _problem(rng, 2, 4, 3, 4)
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3]):
        problem = [xs[:, order], h0, *weights]
        _assert_states(_read(student, *problem), reference.rnn_forward(*problem))


@pytest.mark.points(0.5)
def test_lets_gradients_through_time(student, reference, rng):
    """Gradients reach all tokens, the first memory and all weights, through every step, from both results."""
    xs, h0, *weights = _problem(rng, 2, 3, 2, 4)
    assert_gradients_close(
        lambda h0: _read(student, xs, h0, *weights)[1], lambda h0: reference.rnn_forward(xs, h0, *weights)[1], h0
    )  # fmt: skip
    for batch, time, width, state in [(2, 3, 3, 2), (1, 4, 1, 3)]:
        problem = _problem(rng, batch, time, width, state)
        for result in (1, 0):
            assert_gradients_close(
                lambda *problem, result=result: _read(student, *problem)[result],
                lambda *problem, result=result: reference.rnn_forward(*problem)[result], *problem,
            )  # fmt: skip


@pytest.mark.points(0.25)
def test_without_tokens_the_memory_stays(student, reference, rng):
    """No token gives no memory, (batch, 0, state), and the last one is the first; one token gives one."""
    for time in (1, 0):
        problem = _problem(rng, 3, time, 2, 4)
        _assert_states(_read(student, *problem), reference.rnn_forward(*problem), dtype=True)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give float32 memories, float64 ones float64 with all their digits."""
    for dtype in FLOATS:
        problem = _problem(rng, 2, 3, 5, 4, dtype)
        _assert_states(_read(student, *problem), reference.rnn_forward(*problem), dtype=True, atol=1e-5)
    xs, h0, _, w_h, b = _problem(rng, 2, 3, 4, 4)
    problem = [xs - 1000.1, h0, torch.eye(4).double(), w_h, b + 1000.1]  # large numbers that cancel out
    _assert_states(_read(student, *problem), reference.rnn_forward(*problem))


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Tokens, first memory and weights are the same after the call as before, and the memories are right."""
    problem = _problem(rng, 2, 3, 5, 4)
    with left_unchanged(student):
        got = _read(student, *problem)
    _assert_states(got, reference.rnn_forward(*problem))
