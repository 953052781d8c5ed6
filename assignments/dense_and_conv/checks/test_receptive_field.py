"""Public checks of `receptive_field`."""

import pytest

from autograder.testing import assert_rejects, assert_that


def assert_spans(student, layers, want):
    """The student's answer for this stack is `want`."""
    got = student.receptive_field(layers)
    assert_that(type(got) is int, "type", expected="an int", got=f"a value of type {type(got).__name__}")
    assert_that(got == want, expected=f"{want} inputs for {layers}", got=str(got))


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: kernel 3 with stride 2, then kernel 3."""
    assert_spans(student, [(3, 2), (3, 1)], 7)


@pytest.mark.points(0.5)
def test_without_strides(student):
    """One layer spans its kernel, and two layers of kernel 3 span 5: without strides, each adds 2."""
    assert_spans(student, [(3, 1)], 3)
    assert_spans(student, [(3, 1), (3, 1)], 5)


@pytest.mark.points(0.5)
def test_order(student):
    """The stride next to the input counts for the layers after it; the other way round it counts for nothing."""
    assert_spans(student, [(3, 2), (3, 3), (3, 1)], 19)
    assert_spans(student, [(2, 5), (2, 1)], 7)
    assert_spans(student, [(2, 1), (2, 5)], 3)


@pytest.mark.points(0.5)
def test_no_layers(student):
    """One layer spans its kernel; no layer at all spans 1."""
    assert_spans(student, [(4, 1)], 4)
    assert_spans(student, [], 1)


@pytest.mark.points(0.5)
def test_bad_input(student):
    """A kernel of 0 is refused, and so is a stride of 0; ones are not."""
    assert_spans(student, [(1, 1), (2, 1)], 2)
    assert_rejects(lambda: student.receptive_field([(0, 1)]))
    assert_rejects(lambda: student.receptive_field([(3, 0)]))
