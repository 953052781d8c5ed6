"""Hidden suite of `bce_with_logits`: the mean binary cross-entropy, stable however large the logits."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged


@pytest.mark.points(0.75)
def test_grades_two_predictions_as_in_the_example(student):
    """The worked example comes out: an undecided prediction and a wrong one."""
    got = student.bce_with_logits(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 0.0]))
    assert_close(got, torch.tensor(1.410038), rtol=1e-4)


@pytest.mark.points(1)
def test_matches_the_definition_in_any_shape(student, reference, rng):
    """The loss is one number, the mean over all entries of whatever shape, a single number included."""
    for shape in [(7,), (3, 5), (2, 3, 4), (4, 1), (1,), ()]:
        logits, targets = rng.normal(*shape, scale=2), rng.booleans(*shape).double()
        assert_close(student.bce_with_logits(logits, targets), reference.bce_with_logits(logits, targets))


@pytest.mark.points(0.5)
def test_takes_targets_between_no_and_yes(student, reference, rng):
    """A target such as 0.9 asks for that probability: both terms of the formula count."""
    logits, targets = rng.normal(4, 3, scale=2), rng.uniform(4, 3)
    for soft in (targets, torch.full((4, 3), 0.9).double()):
        assert_close(student.bce_with_logits(logits, soft), reference.bce_with_logits(logits, soft))


@pytest.mark.points(0.5)
def test_survives_predictions_that_are_very_sure(student):
    """A sure prediction costs nothing if right and as much as its logit if wrong, never NaN or infinity."""
    right = torch.tensor([1.0, 0.0, 1.0])
    for dtype in FLOATS:
        for size in (50.0, 1e4):
            logits, targets = torch.tensor([size, -size, size], dtype=dtype), right.to(dtype)
            assert_close(student.bce_with_logits(logits, 1 - targets), torch.tensor(size, dtype=dtype))
            assert_close(student.bce_with_logits(logits[:1], targets[:1] * 0.9), torch.tensor(0.1 * size, dtype=dtype))
            assert_close(student.bce_with_logits(logits, targets), torch.tensor(0.0, dtype=dtype), atol=1e-6)


@pytest.mark.points(0.5)
def test_pulls_the_prediction_towards_the_target(student, reference, rng):
    """The gradient of each logit is how far the probability is off the target, shared among all entries."""
    targets = rng.uniform(3, 4)
    for logits in (rng.normal(3, 4, scale=2), rng.normal(3, 4).sign() * 1e4):
        assert_gradients_close(
            lambda x: student.bce_with_logits(x, targets), lambda x: reference.bce_with_logits(x, targets), logits
        )


@pytest.mark.points(0.25)
def test_refuses_shapes_that_differ(student, reference, rng):
    """Logits and targets of different shapes raise a ValueError, even if they would broadcast."""
    logits, targets = rng.normal(5), rng.uniform(5)
    assert_close(student.bce_with_logits(logits, targets), reference.bce_with_logits(logits, targets))
    assert_rejects(lambda: student.bce_with_logits(logits[:, None], targets))
    assert_rejects(lambda: student.bce_with_logits(logits, targets[0]))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 logits give a float32 loss, float64 logits float64, with nothing rounded to float32 on the way."""
    for dtype in FLOATS:
        logits, targets = rng.normal(3, 5, dtype=dtype), rng.uniform(3, 5, dtype=dtype)
        want = reference.bce_with_logits(logits, targets)
        exact = {"rtol": 1e-10, "atol": 0.0} if dtype == torch.float64 else {}
        assert_close(student.bce_with_logits(logits, targets), want, dtype=True, **exact)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Logits and targets are the same after the call as before, and the loss is right."""
    logits, targets = rng.normal(3, 5), rng.uniform(3, 5)
    with left_unchanged(student):
        got = student.bce_with_logits(logits, targets)
    assert_close(got, reference.bce_with_logits(logits, targets))
