"""Hidden suite of `nearest_real_distance`: Euclidean distance from each sample to the nearest real one."""

import pytest
import torch

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_vectorised,
    left_unchanged,
)


@pytest.mark.points(0.5)
def test_finds_the_distances_of_the_example(student):
    """The worked example comes out: one sample far from everything real, one next to it."""
    samples = torch.tensor([[0.0, 0.0], [6.0, 1.0]])
    real = torch.tensor([[3.0, 4.0], [6.0, 0.0], [9.0, 9.0]])
    assert_close(student.nearest_real_distance(samples, real), torch.tensor([5.0, 1.0]), axes="sample")


@pytest.mark.points(0.75)
def test_gives_each_sample_its_distance(student, reference, rng):
    """Every sample gets the distance to its nearest real one, however many there are of each and in whatever order."""
    for samples, reals, width in [(5, 7, 3), (7, 4, 2), (1, 3, 4), (3, 1, 4), (4, 4, 1)]:
        made_up, real = rng.normal(samples, width), rng.normal(reals, width)
        want = reference.nearest_real_distance(made_up, real)
        assert_close(student.nearest_real_distance(made_up, real), want, axes="sample")
        assert_close(student.nearest_real_distance(made_up, real[rng.permutation(reals)]), want, axes="sample")


@pytest.mark.points(0.25)
def test_gives_zero_to_a_copy(student, rng):
    """A copy of a real sample is at distance 0, whichever it copies, while its neighbours are not."""
    real = rng.normal(40, 16) + 10
    off = torch.nn.functional.normalize(rng.normal(5, 16), dim=1) * 0.01
    samples = torch.cat([real[rng.permutation(40)], real[:5] + off])
    want = torch.cat([torch.zeros(40), torch.full((5,), 0.01)]).double()
    assert_close(student.nearest_real_distance(samples, real), want, axes="sample", atol=1e-5)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradient says in which direction each sample comes closer to the real one next to it."""
    assert_gradients_close(
        student.nearest_real_distance, reference.nearest_real_distance, rng.normal(5, 3), rng.normal(4, 3)
    )


@pytest.mark.points(0.25)
def test_refuses_to_compare_with_nothing(student, reference, rng):
    """Without any real sample the function raises a ValueError; with two it works."""
    samples, real = rng.normal(3, 2), rng.normal(2, 2)
    assert_close(
        student.nearest_real_distance(samples, real), reference.nearest_real_distance(samples, real), axes="sample"
    )
    assert_rejects(lambda: student.nearest_real_distance(samples, real[:0]))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 samples give float32 distances, float64 samples float64."""
    for dtype in FLOATS:
        samples, real = rng.normal(3, 8, dtype=dtype), rng.normal(5, 8, dtype=dtype)
        want = reference.nearest_real_distance(samples, real)
        assert_close(student.nearest_real_distance(samples, real), want, axes="sample", dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Both sets of points are the same after the call as before, and the distances are right."""
    samples, real = rng.normal(3, 4), rng.normal(5, 4)
    with left_unchanged(student):
        got = student.nearest_real_distance(samples, real)
    assert_close(got, reference.nearest_real_distance(samples, real), axes="sample")


@pytest.mark.points(0.5)
def test_is_vectorised(student, reference, rng):
    """Hundreds of samples are compared with hundreds of real ones at once, not pair by pair."""
    samples, real = rng.normal(240, 3), rng.normal(150, 3)
    got = assert_vectorised(
        lambda: student.nearest_real_distance(samples, real), lambda: reference.nearest_real_distance(samples, real)
    )
    assert_close(got, reference.nearest_real_distance(samples, real), axes="sample", rtol=1e-3, atol=1e-3)
