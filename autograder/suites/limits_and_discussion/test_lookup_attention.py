"""Hidden suite of `lookup_attention`: the mean of the values whose key has the query's id."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, left_unchanged

AXES = "query width"
LEAK = {"rtol": 1e-4, "atol": 1e-4}
"""What other values may contribute: from a sharpness of 20 on it is less."""


def drawn(rng, queries, keys, width, vocabulary, dtype=torch.float64):
    """Ids and values; the first id is among the keys twice, and one of the queries finds no key."""
    key_ids = rng.integers(1, vocabulary - 1, keys)
    key_ids[-1] = key_ids[0]
    query_ids = rng.integers(1, vocabulary - 1, queries)
    query_ids[0], query_ids[-1] = key_ids[0], 0
    return query_ids, key_ids, rng.normal(keys, width, dtype=dtype)


@pytest.mark.points(0.5)
def test_looks_up_two_ids_as_in_the_example(student):
    """The worked example comes out: an id that stands twice, and one that nobody has."""
    keys, values = torch.tensor([2, 0, 2]), torch.tensor([[10.0], [50.0], [30.0]])
    got = student.lookup_attention(torch.tensor([2, 1]), keys, values, 3)
    assert_close(got, torch.tensor([[20.0], [30.0]]), axes=AXES, **LEAK)


@pytest.mark.points(1)
def test_finds_all_keys_with_the_same_id(student, reference, rng):
    """Each query gets the mean of the values whose key has its id, for more queries than keys and fewer."""
    for queries, keys, width, vocabulary in [(5, 9, 4, 6), (6, 3, 1, 11), (2, 2, 3, 3), (4, 7, 2, 4)]:
        arguments = drawn(rng, queries, keys, width, vocabulary)
        want = reference.lookup_attention(*arguments, vocabulary)
        assert_close(student.lookup_attention(*arguments, vocabulary), want, axes=AXES, **LEAK)


@pytest.mark.points(0.75)
def test_shares_among_several_matches(student):
    """Three keys of the same id share: the result is the mean of their values, not one of them and not their sum."""
    query_ids, key_ids = torch.tensor([3, 1]), torch.tensor([3, 1, 3, 2, 3])
    values = torch.tensor([[1.0, 0.0], [5.0, 7.0], [4.0, 6.0], [90.0, -90.0], [7.0, 3.0]], dtype=torch.float64)
    want = torch.tensor([[4.0, 3.0], [5.0, 7.0]], dtype=torch.float64)
    assert_close(student.lookup_attention(query_ids, key_ids, values, 5), want, axes=AXES, **LEAK)


@pytest.mark.points(0.5)
def test_spreads_evenly_where_nothing_matches(student, rng):
    """A query whose id no key has gets the mean of all values."""
    query_ids, key_ids, values = torch.tensor([0, 6, 0]), rng.integers(1, 6, 8), rng.normal(8, 3)
    got = student.lookup_attention(query_ids, key_ids, values, 7)
    assert_close(got, values.mean(dim=0).expand(3, 3), axes=AXES, **LEAK)


@pytest.mark.points(0.5)
def test_distance_makes_no_difference(student, rng):
    """A match 5000 places away counts as much as one next door."""
    key_ids = rng.integers(3, 8, 5002)
    key_ids[1], key_ids[5001] = 1, 2
    values = rng.normal(5002, 2)
    got = student.lookup_attention(torch.tensor([1, 2]), key_ids, values, 8)
    assert_close(got, values[[1, 5001]], axes=AXES, **LEAK)


@pytest.mark.points(0.5)
def test_order_of_the_keys_makes_no_difference(student, reference, rng):
    """When keys and values change places together, the result stays the same."""
    query_ids, key_ids, values = drawn(rng, 4, 9, 3, 5)
    want, order = reference.lookup_attention(query_ids, key_ids, values, 5), rng.permutation(9)
    assert_close(student.lookup_attention(query_ids, key_ids[order], values[order], 5), want, axes=AXES, **LEAK)


@pytest.mark.points(0.5)
def test_works_at_every_sharpness(student, reference, rng):
    """From 20 to 1000 other values leak in less than 1 part in 10 000, and nothing overflows."""
    for dtype, sharpnesses in [(torch.float64, (20.0, 1000.0)), (torch.float32, (25.0, 100.0))]:
        arguments = drawn(rng, 4, 7, 3, 5, dtype)
        for sharpness in sharpnesses:
            want = reference.lookup_attention(*arguments, 5, sharpness)
            assert_close(student.lookup_attention(*arguments, 5, sharpness), want, axes=AXES, **LEAK)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, reference, rng):
    """The gradient with respect to the values is the right one."""
    query_ids, key_ids, values = drawn(rng, 3, 5, 2, 4)
    assert_gradients_close(
        lambda values: student.lookup_attention(query_ids, key_ids, values, 4, 60.0),
        lambda values: reference.lookup_attention(query_ids, key_ids, values, 4, 60.0), values,
    )  # fmt: skip


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 values give a float32 result, float64 values float64."""
    for dtype in FLOATS:
        arguments = drawn(rng, 3, 5, 2, 4, dtype)
        want = reference.lookup_attention(*arguments, 4)
        assert_close(student.lookup_attention(*arguments, 4), want, axes=AXES, dtype=True, **LEAK)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Ids and values are the same after the call as before, and the result is right."""
    arguments = drawn(rng, 3, 5, 2, 4)
    with left_unchanged(student):
        got = student.lookup_attention(*arguments, 4)
    assert_close(got, reference.lookup_attention(*arguments, 4), axes=AXES, **LEAK)
