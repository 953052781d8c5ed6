"""Hidden suite of `posterior_from_generative`: Bayes' rule, row by row, on logarithms."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

AXES = "sample class"


@pytest.mark.points(0.75)
def test_weighs_likelihood_and_prior_as_in_the_example(student):
    """The worked example comes out: the second class makes the sample less readily, but is common enough to win."""
    got = student.posterior_from_generative(torch.tensor([[0.5, 0.25]]).log(), torch.tensor([0.25, 0.75]).log())
    assert_close(got, torch.tensor([[0.4, 0.6]]), axes=AXES)


@pytest.mark.points(1.25)
def test_matches_the_definition(student, reference, rng):
    """For any number of samples and classes, likelihood times prior is shared out among the classes of each sample."""
    for samples, classes in [(5, 3), (2, 7), (4, 4), (1, 3), (3, 1)]:
        likelihood, prior = rng.normal(samples, classes, scale=2) - 300, rng.normal(classes).log_softmax(0)
        got = student.posterior_from_generative(likelihood, prior)
        assert_close(got, reference.posterior_from_generative(likelihood, prior), axes=AXES)


@pytest.mark.points(0.75)
def test_survives_tiny_likelihoods(student, reference, rng):
    """Log-likelihoods around -10000, as images have them, give probabilities and no NaN."""
    likelihood, prior = rng.normal(4, 3, scale=2) - 1e4, rng.normal(3).log_softmax(0)
    got = student.posterior_from_generative(likelihood, prior)
    want = reference.posterior_from_generative(likelihood, prior)
    assert_close(got, want, axes=AXES, rtol=5e-3)  # float32 tells -10000 from -10000.001, no finer


@pytest.mark.points(0.75)
def test_only_differences_count(student, reference, rng):
    """The same number added to a sample's log-likelihoods, or to the whole log-prior, changes nothing."""
    likelihood, prior = rng.normal(5, 3), rng.normal(3)
    want = reference.posterior_from_generative(likelihood, prior)
    assert_close(student.posterior_from_generative(likelihood + 4 * rng.normal(5, 1), prior), want, axes=AXES)
    assert_close(student.posterior_from_generative(likelihood, prior + 250), want, axes=AXES)


@pytest.mark.points(0.5)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to likelihood and prior is the right one."""
    likelihood, prior = rng.normal(4, 3), rng.normal(3)
    assert_gradients_close(student.posterior_from_generative, reference.posterior_from_generative, likelihood, prior)


@pytest.mark.points(0.5)
def test_keeps_the_dtype(student, reference, rng):
    """float32 inputs give float32 probabilities, float64 inputs float64."""
    for dtype in FLOATS:
        likelihood, prior = rng.normal(4, 3, dtype=dtype), rng.normal(3, dtype=dtype)
        got = student.posterior_from_generative(likelihood, prior)
        assert_close(got, reference.posterior_from_generative(likelihood, prior), axes=AXES, dtype=True)


@pytest.mark.points(0.5)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Likelihood and prior are the same after the call as before, and the probabilities are right."""
    likelihood, prior = rng.normal(4, 3), rng.normal(3)
    with left_unchanged(student):
        got = student.posterior_from_generative(likelihood, prior)
    assert_close(got, reference.posterior_from_generative(likelihood, prior), axes=AXES)
