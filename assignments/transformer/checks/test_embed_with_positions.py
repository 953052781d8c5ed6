"""Public checks of `embed_with_positions`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, gradients

AXES = "batch token width"
TOKENS = torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, 5.0]])
POSITIONS = torch.tensor([[0.5, 0.0], [0.0, 0.25], [9.0, 9.0]])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out: token 2 at place 0 and at place 1."""
    want = torch.tensor([[[2.5, 5.0], [2.0, 5.25]]])
    assert_close(student.embed_with_positions(torch.tensor([[2, 2]]), TOKENS, POSITIONS), want, axes=AXES)


@pytest.mark.points(1)
def test_two_texts(student):
    """Two texts of three tokens: both get the same positions."""
    ids = torch.tensor([[0, 1, 2], [2, 0, 0]])
    want = torch.tensor([[[0.5, 0.0], [1.0, 1.25], [11.0, 14.0]], [[2.5, 5.0], [0.0, 0.25], [9.0, 9.0]]])
    assert_close(student.embed_with_positions(ids, TOKENS, POSITIONS), want, axes=AXES)


@pytest.mark.points(0.5)
def test_too_long(student):
    """Four tokens and three positions: a ValueError."""
    assert_rejects(lambda: student.embed_with_positions(torch.tensor([[0, 0, 0, 0]]), TOKENS, POSITIONS))


@pytest.mark.points(0.5)
def test_tables_can_be_learned(student):
    """Each token gets a gradient as often as it occurs, each place one from every text."""
    ids = torch.tensor([[1, 1], [1, 0]])
    found = gradients(lambda *tables: student.embed_with_positions(ids, *tables).sum(), TOKENS, POSITIONS)
    for got, counts in zip(found, ([1.0, 3.0, 0.0], [2.0, 2.0, 0.0]), strict=True):
        assert_close(got / found[0][0, 0], torch.tensor(counts).unsqueeze(1).repeat(1, 2))
