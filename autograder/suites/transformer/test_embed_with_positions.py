"""Hidden suite of `embed_with_positions`: the vector of the token plus the vector of its place."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_gradients_close, assert_rejects, assert_that, left_unchanged

AXES = "batch token width"


def _tables(rng, vocabulary, places, width, dtype=torch.float64):
    """A table of tokens and one of positions."""
    return rng.normal(vocabulary, width, dtype=dtype), rng.normal(places, width, dtype=dtype)


@pytest.mark.points(0.25)
def test_embeds_one_token_twice_as_in_the_example(student):
    """The worked example comes out: the same token at two places is two different vectors."""
    tokens = torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, 5.0]])
    positions = torch.tensor([[0.5, 0.0], [0.0, 0.25], [9.0, 9.0]])
    got = student.embed_with_positions(torch.tensor([[2, 2]]), tokens, positions)
    assert_close(got, torch.tensor([[[2.5, 5.0], [2.0, 5.25]]]), axes=AXES)


@pytest.mark.points(1)
def test_matches_the_definition(student, reference, rng):
    """Row `ids[b, t]` of the token table plus row t of the positions, for any sizes, and for texts of full length."""
    for batch, tokens, vocabulary, places, width in [
        (3, 5, 11, 13, 8), (4, 4, 6, 9, 3), (2, 6, 5, 6, 1), (1, 1, 3, 4, 5), (5, 2, 1, 7, 2), (3, 3, 7, 3, 4),
    ]:  # fmt: skip
        ids, tables = rng.integers(0, vocabulary, batch, tokens), _tables(rng, vocabulary, places, width)
        got = student.embed_with_positions(ids, *tables)
        assert_close(got, reference.embed_with_positions(ids, *tables), axes=AXES)


@pytest.mark.points(0.5)
def test_shows_the_order_of_the_tokens(student, reference, rng):
    """When the tokens of a text change places, more happens than that their vectors do: the places stay."""
    ids, tables, order = rng.integers(0, 11, 3, 5), _tables(rng, 11, 8, 4), rng.permutation(5)
    whole, moved = (student.embed_with_positions(each, *tables) for each in (ids, ids[:, order]))
    assert_close(moved, reference.embed_with_positions(ids[:, order], *tables), axes=AXES)
    assert_close(whole, reference.embed_with_positions(ids, *tables), axes=AXES)
    assert_that(not torch.allclose(moved, whole[:, order]))


@pytest.mark.points(0.5)
def test_lets_gradients_into_both_tables(student, reference, rng):
    """Both tables can be learned: a token gets the gradient of every place where it stands, a place that of every text
    in the batch."""
    ids, tables = torch.tensor([[1, 0, 1], [2, 2, 1]]), _tables(rng, 4, 5, 3)
    to_learn = [table.clone().requires_grad_() for table in tables]
    pairs = [(to_learn[0], tables[1]), (tables[0], to_learn[1])]  # one of the two may be fixed
    learned = [student.embed_with_positions(ids, *pair).requires_grad for pair in pairs]
    assert_that(all(learned), "graph")
    assert_gradients_close(
        lambda *tables: student.embed_with_positions(ids, *tables),
        lambda *tables: reference.embed_with_positions(ids, *tables),
        *tables,
    )


@pytest.mark.points(0.25)
def test_refuses_more_tokens_than_places(student, reference, rng):
    """A text with more tokens than there are positions is a ValueError, also when there is only one position; one that
    just fits is fine."""
    for places in (4, 1):
        ids, tables = rng.integers(0, 9, 2, places), _tables(rng, 9, places, 3)
        want = reference.embed_with_positions(ids, *tables)
        assert_close(student.embed_with_positions(ids, *tables), want, axes=AXES)
        longer = rng.integers(0, 9, 2, places + 1)
        assert_rejects(lambda longer=longer, tables=tables: student.embed_with_positions(longer, *tables))


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tables give float32 vectors, float64 tables float64, with all their digits."""
    for dtype in FLOATS:
        ids, tables = rng.integers(0, 11, 3, 5), _tables(rng, 11, 8, 4, dtype)
        got = student.embed_with_positions(ids, *tables)
        assert_close(got, reference.embed_with_positions(ids, *tables), axes=AXES, dtype=True)
    places = rng.normal(3, 4, scale=1e4)
    nearly = torch.ones(1, 3, 4, dtype=torch.float64)  # what is left when large numbers cancel out
    for t in range(3):
        got = student.embed_with_positions(torch.tensor([[0] * (t + 1)]), 1 - places[t : t + 1], places)
        assert_close(got[:, t], nearly[:, t], axes="batch width")


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The ids and both tables are the same after the call as before, and the vectors are right."""
    ids, tables = rng.integers(0, 11, 3, 5), _tables(rng, 11, 8, 4)
    with left_unchanged(student):
        got = student.embed_with_positions(ids, *tables)
    assert_close(got, reference.embed_with_positions(ids, *tables), axes=AXES)
