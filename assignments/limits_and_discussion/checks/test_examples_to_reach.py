"""Public checks of `examples_to_reach`."""

import pytest

from autograder.testing import assert_rejects, assert_that


def assert_reaches(student, sizes, accuracies, target, want):
    """The student's answer is about `want`, or both are None."""
    got = student.examples_to_reach(sizes, accuracies, target)
    same = got is want if None in (got, want) else abs(got - want) < 1e-3 * want
    assert_that(same, expected=f"{want} for the target {target}", got=str(got))


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    assert_reaches(student, [100, 10_000], [0.6, 0.8], 0.7, 1000.0)


@pytest.mark.points(1)
def test_three_points(student):
    """0.75 lies halfway between the second and the third point, so does log(size)."""
    assert_reaches(student, [10, 40, 1000], [0.25, 0.5, 1.0], 0.75, 200.0)


@pytest.mark.points(1)
def test_ends_of_the_curve(student):
    """Reached with the first size; reached with the last one; never reached."""
    assert_reaches(student, [10, 40], [0.5, 0.75], 0.25, 10.0)
    assert_reaches(student, [10, 40], [0.5, 0.75], 0.75, 40.0)
    assert_reaches(student, [10, 40], [0.5, 0.75], 0.875, None)


@pytest.mark.points(0.5)
def test_rise_and_fall(student):
    """A curve that falls and rises again has reached the target the first time."""
    assert_reaches(student, [10, 40, 100, 900], [0.25, 0.75, 0.25, 0.75], 0.5, 20.0)


@pytest.mark.points(0.5)
def test_bad_input(student):
    """Two sizes and one accuracy are refused, and so is a size of 0; a size of 1 is fine."""
    assert_reaches(student, [1, 4], [0.25, 0.75], 0.5, 2.0)
    assert_rejects(lambda: student.examples_to_reach([10, 20], [0.5], 0.75))
    assert_rejects(lambda: student.examples_to_reach([0, 20], [0.5, 0.75], 0.5))
