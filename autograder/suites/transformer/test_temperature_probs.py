"""Hidden suite of `temperature_probs`: softmax of the logits divided by the temperature, and its two ends."""

import itertools

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_that,
    left_unchanged,
)

AXES = "batch vocabulary"


@pytest.mark.points(0.5)
def test_shares_out_as_in_the_example(student):
    """The worked example comes out: logits 2 and 0 at the temperatures 1, 2 and 0."""
    logits = torch.tensor([2.0, 0.0])
    for temperature, want in [(1.0, [0.88080, 0.11920]), (2.0, [0.73106, 0.26894]), (0.0, [1.0, 0.0])]:
        assert_close(student.temperature_probs(logits, temperature), torch.tensor(want), axes="vocabulary", rtol=1e-4)


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """The probabilities are right at temperatures below 1, at 1 and above, for any number of axes before the last."""
    for shape in [(3, 11), (7,), (2, 4, 5), (4, 4), (3, 1)]:
        logits = 2 * rng.normal(*shape)
        for temperature in (0.5, 1.0, 2.0, 0.07):
            got = student.temperature_probs(logits, temperature)
            assert_close(got, reference.temperature_probs(logits, temperature))


@pytest.mark.points(0.5)
def test_gives_all_to_the_first_largest_at_zero(student, reference, rng):
    """At the temperature 0 the largest logit gets 1 and the others 0; of several largest ones, the first."""
    logits = rng.normal(3, 4, 6)
    logits[0, 1, [2, 4]] = 9.0
    logits[2, 3] = 1.0
    logits[2, 0, 3:5] = 5 + torch.tensor([0, 1e-8]).double()  # the smallest difference counts
    for temperature in (0.0, 0):
        got = student.temperature_probs(logits, temperature)
        assert_close(got, reference.temperature_probs(logits, temperature), axes="batch token vocabulary")


@pytest.mark.points(0.5)
def test_survives_extremes(student, reference, rng):
    """A tiny temperature, a huge one, and logits of some thousands give probabilities: no NaN, nothing infinite."""
    logits = torch.stack([rng.permutation(8) for _ in range(3)]) / 2.0 - 1  # none too near to another one
    for dtype in FLOATS:
        for scale, temperature in [(1.0, 1e-4), (1.0, 100.0), (1e4, 1.0), (1e4, 0.5), (1e3, 0.0)]:
            problem = (scale * logits).to(dtype)
            want = reference.temperature_probs(problem, temperature)
            assert_close(student.temperature_probs(problem, temperature), want, axes=AXES)
    logits = logits.double()
    levelled = student.temperature_probs(logits - 1e4, 1.5)
    assert_close(levelled, reference.temperature_probs(logits, 1.5), axes=AXES)


@pytest.mark.points(0.25)
def test_keeps_the_ranking(student, reference, rng):
    """Whatever the temperature, a likelier token stays the likelier one; only how much likelier changes."""
    logits = rng.normal(5, 9)
    tops = []
    for temperature in (0.3, 1.0, 3.0, 30.0):
        got = student.temperature_probs(logits, temperature)
        assert_close(got, reference.temperature_probs(logits, temperature), axes=AXES)
        assert_that(torch.equal(got.argsort(-1), logits.argsort(-1)))
        tops.append(got.amax(dim=-1))
    assert_that(all((hotter < colder).all() for colder, hotter in itertools.pairwise(tops)))


@pytest.mark.points(0.5)
def test_refuses_a_negative_temperature(student, reference, rng):
    """A negative temperature would make the unlikely likely: a ValueError. The ones above it are fine."""
    logits = rng.normal(3, 5)
    for temperature in (-1.0, -0.01):
        assert_rejects(lambda temperature=temperature: student.temperature_probs(logits, temperature))
    for temperature in (0.01, 0.0):
        want = reference.temperature_probs(logits, temperature)
        assert_close(student.temperature_probs(logits, temperature), want, axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to the logits is the right one."""
    for temperature in (0.5, 2.0):
        assert_gradients_close(
            lambda logits, temperature=temperature: student.temperature_probs(logits, temperature),
            lambda logits, temperature=temperature: reference.temperature_probs(logits, temperature),
            rng.normal(2, 5),
        )


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 logits give float32 probabilities, float64 logits float64, at the temperature 0 too."""
    for dtype in FLOATS:
        logits = rng.normal(3, 5, dtype=dtype)
        for temperature in (0.0, 0.7):
            want = reference.temperature_probs(logits, temperature)
            assert_close(student.temperature_probs(logits, temperature), want, axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_logits_alone(student, reference, rng):
    """The logits are the same after the call as before, and the probabilities are right."""
    logits = rng.normal(3, 5)
    for temperature in (0.5, 0.0):
        with left_unchanged(student):
            got = student.temperature_probs(logits, temperature)
        assert_close(got, reference.temperature_probs(logits, temperature), axes=AXES)
