"""Hidden suite of `to_fixed_vector`: rows of any length in a table of one width."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_rejects, left_unchanged

AXES = "row size"


def _rows(rng, *lengths, dtype=torch.float64):
    """Random rows of these lengths."""
    return [rng.normal(length, dtype=dtype) for length in lengths]


@pytest.mark.points(0.5)
def test_cuts_and_fills_as_in_the_example(student):
    """The worked example comes out: rows of 4, 2 and no numbers, made 3 long."""
    rows = [torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([5.0, 6.0]), torch.tensor([])]
    want = torch.tensor([[1.0, 2.0, 3.0], [5.0, 6.0, 0.0], [0.0, 0.0, 0.0]])
    assert_close(student.to_fixed_vector(rows, 3), want, axes=AXES)


@pytest.mark.points(0.75)
def test_cuts_and_fills_at_the_end(student, reference, rng):
    """Longer rows lose their end, shorter ones are filled up there, and equal ones stay as they are."""
    for lengths, size in [((7, 2, 5, 0, 1), 5), ((3, 3), 3), ((1, 8), 1), ((2,), 9), ((9, 8, 7), 6), ((2, 1, 3), 4)]:
        rows = _rows(rng, *lengths)
        assert_close(student.to_fixed_vector(rows, size), reference.to_fixed_vector(rows, size), axes=AXES)


@pytest.mark.points(0.5)
def test_fills_with_the_value_given(student, reference, rng):
    """What is filled up holds `pad_value`, given by name or by place."""
    rows = _rows(rng, 2, 6, 0, 4)
    want = reference.to_fixed_vector(rows, 5, -1.5)
    assert_close(student.to_fixed_vector(rows, 5, pad_value=-1.5), want, axes=AXES)
    assert_close(student.to_fixed_vector(rows, 5, -1.5), want, axes=AXES)


@pytest.mark.points(0.25)
def test_gives_an_empty_table_for_no_rows(student, rng):
    """No rows give a float32 table of shape (0, size); two rows one of shape (2, size)."""
    row = rng.normal(4)
    assert_close(student.to_fixed_vector([row, row], 4), torch.stack([row, row]), axes=AXES)
    assert_close(student.to_fixed_vector([], 4), torch.zeros(0, 4), axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_refuses_a_size_below_one(student, reference, rng):
    """A size of 0 or -1 is a ValueError, and a size of 1 is not."""
    rows = _rows(rng, 3, 2)
    assert_close(student.to_fixed_vector(rows, 1), reference.to_fixed_vector(rows, 1), axes=AXES)
    for size in (0, -1):
        assert_rejects(lambda size=size: student.to_fixed_vector(rows, size))


@pytest.mark.points(0.25)
def test_refuses_what_is_no_row(student, reference, rng):
    """A row with two axes, even of one number, or with none, is a ValueError, wherever it stands in the list."""
    rows = _rows(rng, 3, 2)
    assert_close(student.to_fixed_vector(rows, 3), reference.to_fixed_vector(rows, 3), axes=AXES)
    for wrong in (rng.normal(1, 3), rng.normal(), rng.normal(1, 1)):
        for given in ([*rows, wrong], [wrong, *rows]):
            assert_rejects(lambda given=given: student.to_fixed_vector(given, 3))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 rows give a float32 table, float64 rows float64, also when there is only one."""
    for lengths, dtype in [((2, 6), FLOATS[0]), ((2, 6), FLOATS[1]), ((3,), FLOATS[0]), ((3,), FLOATS[1])]:
        rows = _rows(rng, *lengths, dtype=dtype)
        assert_close(student.to_fixed_vector(rows, 4), reference.to_fixed_vector(rows, 4), axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The list and the rows in it are the same after the call as before, and the table is right."""
    rows = _rows(rng, 2, 6, 4)
    with left_unchanged(student):
        got = student.to_fixed_vector(rows, 4)
    assert_close(got, reference.to_fixed_vector(rows, 4), axes=AXES)
