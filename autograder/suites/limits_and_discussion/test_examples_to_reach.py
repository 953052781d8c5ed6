"""Hidden suite of `examples_to_reach`: where a learning curve first reaches a target."""

import math

import pytest

from autograder.testing import assert_rejects, assert_that, left_unchanged


def _assert_reaches(student, sizes, accuracies, target, want):
    """The student's number of examples is this one, or both say that it is never reached."""
    got = student.examples_to_reach(sizes, accuracies, target)
    if want is None:
        assert_that(got is None, "answer")
    else:
        assert_that(type(got) in (int, float), "type")
        assert_that(math.isclose(got, want, rel_tol=1e-6))


@pytest.mark.points(0.5)
def test_reads_a_curve_of_two_points_as_in_the_example(student):
    """The worked example comes out: halfway between 100 and 10 000 lie 1000 examples."""
    _assert_reaches(student, [100, 10_000], [0.6, 0.8], 0.7, 1000.0)


@pytest.mark.points(1)
def test_interpolates_over_the_logarithm(student, reference, rng):
    """Between two points the answer lies on a straight line over the logarithm of the size, wherever that is."""
    _assert_reaches(student, [8, 64, 512], [0.2, 0.5, 0.8], 0.6, 128.0)
    _assert_reaches(student, [10, 30, 70, 2000], [0.125, 0.25, 0.75, 0.875], 0.5, math.sqrt(2100))
    sizes, accuracies = [3, 20, 50, 700, 9000], [0.11, 0.34, 0.52, 0.81, 0.93]
    for target in (0.2, 0.4, 0.6, 0.9):
        _assert_reaches(student, sizes, accuracies, target, reference.examples_to_reach(sizes, accuracies, target))


@pytest.mark.points(0.25)
def test_takes_the_first_size_if_that_is_enough(student, reference):
    """A curve that starts at the target or above has reached it with its first size; one that starts below has not."""
    _assert_reaches(student, [50, 200, 800], [0.7, 0.8, 0.9], 0.5, 50)
    _assert_reaches(student, [50, 200, 800], [0.7, 0.8, 0.9], 0.7, 50)
    _assert_reaches(student, [40], [0.5], 0.25, 40)
    _assert_reaches(student, [50, 200], [0.25, 0.75], 0.5, 100)


@pytest.mark.points(0.25)
def test_says_when_the_target_is_never_reached(student):
    """Beyond the last point nothing is known: the answer is None; a little lower it is a number."""
    _assert_reaches(student, [10, 40, 160], [0.25, 0.5, 0.75], 0.625, 80)
    _assert_reaches(student, [10, 40, 160], [0.25, 0.5, 0.75], 0.875, None)
    _assert_reaches(student, [10], [0.25], 0.5, None)


@pytest.mark.points(0.5)
def test_counts_an_exact_hit(student):
    """A point that has exactly the target has reached it, also when it is the last or the curve falls after it."""
    _assert_reaches(student, [10, 40, 160], [0.25, 0.5, 0.75], 0.75, 160)
    _assert_reaches(student, [10, 40, 160, 640], [0.25, 0.5, 0.375, 0.75], 0.5, 40)


@pytest.mark.points(0.5)
def test_takes_the_first_time(student):
    """A curve that reaches the target, falls and rises again has reached it the first time."""
    _assert_reaches(student, [10, 40, 90, 640], [0.25, 0.75, 0.375, 0.875], 0.5, 20)
    _assert_reaches(student, [16, 64, 256, 1024], [0.5, 0.25, 0.75, 0.875], 0.5, 16)


@pytest.mark.points(0.25)
def test_compares_two_models(student, reference):
    """Of two curves that end alike, the one with built-in beliefs about neighbours needs fewer examples."""
    sizes = [100, 1000, 10_000, 100_000]
    for accuracies in ([0.7, 0.86, 0.92, 0.95], [0.4, 0.62, 0.85, 0.96]):
        _assert_reaches(student, sizes, accuracies, 0.9, reference.examples_to_reach(sizes, accuracies, 0.9))


@pytest.mark.points(0.5)
def test_refuses_what_is_no_curve(student):
    """Lists of different lengths, sizes of 0 or below, and sizes that fall are a ValueError; size 1 is fine."""
    _assert_reaches(student, [1, 4], [0.25, 0.75], 0.5, 2)
    for sizes, accuracies in [([10, 20], [0.5]), ([10], [0.5, 0.75]), ([0, 20], [0.25, 0.75]), ([-5, 20], [0.5, 0.75])]:
        assert_rejects(lambda sizes=sizes, accuracies=accuracies: student.examples_to_reach(sizes, accuracies, 0.5))
    assert_rejects(lambda: student.examples_to_reach([10, 40, 20], [0.25, 0.5, 0.75], 0.375))
    for target in (0.125, 0.875):  # reached at once, or never: no logarithm is needed
        assert_rejects(lambda target=target: student.examples_to_reach([0, 20], [0.25, 0.75], target))


@pytest.mark.points(0.25)
def test_leaves_the_lists_alone(student):
    """Sizes and accuracies are the same after the call as before, and the answer is right."""
    for target, want in [(0.375, 20), (0.125, 10), (0.875, None)]:
        with left_unchanged(student):
            _assert_reaches(student, [10, 40, 160], [0.25, 0.5, 0.75], target, want)
