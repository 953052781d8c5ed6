"""Hidden suite of `embed_tokens`: a row of the table for each number."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, left_unchanged


def _problem(rng, shape, vocab, width, dtype=torch.float64):
    """Random numbers of that shape, and a table for them."""
    return rng.integers(0, vocab, *shape), rng.normal(vocab, width, dtype=dtype)


@pytest.mark.points(0.5)
def test_looks_up_the_rows_of_the_example(student):
    """The worked example comes out: row 2, row 0, and row 2 again."""
    table = torch.tensor([[0.5, 1.0], [2.0, 3.0], [4.0, -1.0]])
    want = torch.tensor([[4.0, -1.0], [0.5, 1.0], [4.0, -1.0]])
    assert_close(student.embed_tokens(torch.tensor([2, 0, 2]), table), want, axes="token width")


@pytest.mark.points(0.75)
def test_gives_each_number_its_row(student, reference, rng):
    """Numbers may have any number of axes, also none, and the result one more; tables may be wide, narrow or square."""
    for shape, vocab, width in [
        ((5,), 11, 3),
        ((3, 5), 4, 4),
        ((2, 3, 4), 7, 2),
        ((4, 1), 1, 6),
        ((6,), 9, 1),
        ((), 5, 3),
    ]:
        ids, table = _problem(rng, shape, vocab, width)
        assert_close(student.embed_tokens(ids, table), reference.embed_tokens(ids, table))
    everything = torch.arange(7)
    _, table = _problem(rng, (1,), 7, 3)
    assert_close(student.embed_tokens(everything, table), table, axes="token width")


@pytest.mark.points(0.5)
def test_gradients_add_up_in_the_rows_that_are_used(student, reference, rng):
    """A row that is used twice gets the sum of both gradients, and one that is not used gets none."""
    table = rng.normal(6, 3)
    for ids in (torch.tensor([[4, 1, 4], [0, 4, 1]]), torch.tensor([2, 2, 2, 2])):
        assert_gradients_close(
            lambda table, ids=ids: student.embed_tokens(ids, table),
            lambda table, ids=ids: reference.embed_tokens(ids, table), table,
        )  # fmt: skip


@pytest.mark.points(0.25)
def test_numbers_are_names_only(student, reference, rng):
    """When the words get other numbers and their rows move along, every word keeps its vector."""
    (ids, table), order = _problem(rng, (3, 4), 8, 5), rng.permutation(8)
    want = reference.embed_tokens(ids, table)
    assert_close(student.embed_tokens(ids, table), want)
    assert_close(student.embed_tokens(order.argsort()[ids], table[order]), want)


@pytest.mark.points(0.25)
def test_no_numbers_are_no_vectors(student, reference, rng):
    """Numbers of shape (0,) give vectors of shape (0, width), and those of shape (2, 0) give (2, 0, width)."""
    for shape in [(3,), (0,), (2, 0)]:
        ids, table = torch.ones(shape, dtype=torch.long), rng.normal(4, 5)
        assert_close(student.embed_tokens(ids, table), reference.embed_tokens(ids, table))


@pytest.mark.points(0.25)
def test_refuses_numbers_without_a_row(student, reference, rng):
    """A number that is as large as the table, or larger, or below 0, is a ValueError; that of the last row is not."""
    table = rng.normal(4, 3)
    assert_close(student.embed_tokens(torch.tensor([[3, 0]]), table), table[[3, 0]][None])
    for number in (4, 9, -1, -4):
        assert_rejects(lambda number=number: student.embed_tokens(torch.tensor([[1, number, 2]]), table))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """A float32 table gives float32 vectors, a float64 table float64."""
    for dtype in FLOATS:
        ids, table = _problem(rng, (2, 3), 5, 4, dtype)
        assert_close(student.embed_tokens(ids, table), reference.embed_tokens(ids, table), dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Numbers and table are the same after the call as before, and the vectors are right."""
    ids, table = torch.tensor([[3, 0, 1]]), rng.normal(4, 3)
    with left_unchanged(student):
        got = student.embed_tokens(ids, table)
    assert_close(got, reference.embed_tokens(ids, table))
