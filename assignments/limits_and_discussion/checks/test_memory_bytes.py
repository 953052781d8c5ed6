"""Public checks of `memory_bytes`."""

import pytest

from autograder.testing import assert_that


def assert_bytes(got, want):
    """The student's answer is `want`, as an int."""
    assert_that(type(got) is int, "type", expected="an int", got=f"a value of type {type(got).__name__}")
    says = f"{got}, which are {abs(want - got)} too {'few' if want > got else 'many'}"
    assert_that(got == want, expected=f"{want} bytes", got=says)


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    assert_bytes(student.memory_bytes(10, 5, 4, 1, 8), 1056)


@pytest.mark.points(1)
def test_no_block(student):
    """Without a block: two tables of 10 by 4, one of 5 by 4, and a norm of 8 numbers."""
    assert_bytes(student.memory_bytes(10, 5, 4, 0, 8), 432)


@pytest.mark.points(1)
def test_three_blocks(student):
    """Three blocks, in numbers of 2 bytes."""
    assert_bytes(student.memory_bytes(10, 5, 4, 3, 8, bytes_per_number=2), 1152)


@pytest.mark.points(1)
def test_training(student):
    """Training takes four numbers in the place of one."""
    assert_bytes(student.memory_bytes(10, 5, 4, 1, 8, training=True), 4224)
