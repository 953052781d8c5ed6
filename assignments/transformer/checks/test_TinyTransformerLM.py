"""Public checks of `TinyTransformerLM`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that, load_parameters, parameters

AXES = "batch token vocabulary"


def by_hand(student):
    """The model of the handout's example, by its numbers."""
    state = {f"blocks.0.attn.w_{name}.weight": torch.eye(2) for name in "qkvo"}
    state |= {f"blocks.0.fc{number}.weight": torch.eye(2) for number in (1, 2)}
    state |= {f"blocks.0.fc{number}.bias": torch.zeros(2) for number in (1, 2)}
    for name in ("norm", "blocks.0.norm1", "blocks.0.norm2"):
        state |= {f"{name}.weight": torch.ones(2), f"{name}.bias": torch.zeros(2)}
    state |= {
        "token_table.weight": torch.tensor([[0.0, 3.0], [4.0, 0.0], [1.0, 2.0]]),
        "position_table.weight": torch.tensor([[0.0, 1.0], [0.0, 0.0]]),
        "unembed.weight": torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 2.0]]),
    }
    model = student.TinyTransformerLM(3, 2, 2, 1, 1, 2)
    load_parameters(model, state)
    return model


@pytest.mark.points(2)
def test_worked_example(student):
    """The worked example of the handout comes out: after token 2, the logits are -1, 1 and 2."""
    logits = by_hand(student)(torch.tensor([[2]]))
    assert_close(logits, torch.tensor([[[-1.0, 1.0, 2.0]]]), axes=AXES, atol=1e-3)


@pytest.mark.points(1)
def test_one_row_of_logits_for_each_place(student):
    """Three texts of four tokens give logits of shape (3, 4, vocabulary)."""
    logits = student.TinyTransformerLM(11, 7)(torch.arange(12).reshape(3, 4) % 11)
    assert_that(logits.shape == (3, 4, 11), "shape")


@pytest.mark.points(1)
def test_nobody_looks_ahead(student):
    """The logits after the first token are the same whatever comes second."""
    model = by_hand(student)
    one, other = (model(torch.tensor([[2, second]]))[:, 0] for second in (0, 1))
    assert_close(one, other, axes="batch vocabulary")
    assert_close(one, torch.tensor([[-1.0, 1.0, 2.0]]), axes="batch vocabulary", atol=1e-3)


@pytest.mark.points(1)
def test_how_many_numbers_it_learns(student):
    """A model for 6 tokens and 13 places, otherwise as it is by default, learns 26 016 numbers."""
    count = sum(tensor.numel() for tensor in parameters(student.TinyTransformerLM(6, 13)).values())
    assert count == 26_016, f"it learns {count} numbers"


@pytest.mark.points(1)
def test_too_long(student):
    """Three tokens for a model of two places: a ValueError."""
    model = by_hand(student)
    assert_rejects(lambda: model(torch.tensor([[0, 1, 2]])))
