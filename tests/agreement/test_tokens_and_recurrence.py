"""The references of `tokens_and_recurrence`, and the given parts, against PyTorch's own layers."""

from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call
from torch.testing import assert_close

ASSIGNMENT = "tokens_and_recurrence"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def cell(x: Tensor, h: Tensor, w_x: Tensor, w_h: Tensor, b: Tensor) -> Tensor:
    """`nn.RNNCell` with these weights; its second bias is zero."""
    weights = {"weight_ih": w_x, "weight_hh": w_h, "bias_ih": b, "bias_hh": torch.zeros_like(b)}
    return functional_call(nn.RNNCell(x.shape[1], len(b)), weights, (x, h))


def layer(xs: Tensor, h0: Tensor, w_x: Tensor, w_h: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """`nn.RNN` with these weights; its second bias is zero."""
    weights = {"weight_ih_l0": w_x, "weight_hh_l0": w_h, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    states, last = functional_call(nn.RNN(xs.shape[2], len(b), batch_first=True), weights, (xs, h0[None]))
    return states, last[0]


def test_padded_rows_are_those_of_pad_sequence(load: Load) -> None:
    """Numbers and mask, for texts of every length up to the one asked for."""
    vocab = {"<pad>": 0, "<unk>": 1, "a": 2, "b": 3, "c": 4}
    texts = ["a", "b c", "", "c b a", "a <pad> c"]
    ids, mask = load("encode_batch").encode_batch(texts, vocab, 3)
    rows = [torch.tensor([vocab[word] for word in text.split()], dtype=torch.long) for text in texts]
    assert_close(ids, nn.utils.rnn.pad_sequence(rows, batch_first=True))
    assert_close(mask, nn.utils.rnn.pad_sequence([torch.ones_like(row).bool() for row in rows], batch_first=True))


@pytest.mark.parametrize("ids", [4, [4, 1, 4, 0, 4], [[2, 2, 2], [3, 0, 1]]])
def test_vectors_are_those_of_embedding(load: Load, normal: Normal, agree: Agree, ids: object) -> None:
    """The same vectors, and the same gradient in every row of the table."""
    numbers = torch.tensor(ids)
    embed = load("embed_tokens").embed_tokens
    agree(lambda table: embed(numbers, table), lambda table: F.embedding(numbers, table), normal(5, 3))


@pytest.mark.parametrize("module", ["rnn_step", "given.recurrence"])
@pytest.mark.parametrize(("batch", "width", "state"), [(3, 5, 4), (4, 4, 4), (1, 1, 2)])
def test_a_step_is_that_of_a_cell(
    load: Load, normal: Normal, agree: Agree, module: str, batch: int, width: int, state: int
) -> None:
    """The same memory as `nn.RNNCell`, and the same gradients; so has the given step."""
    shapes = [(batch, width), (batch, state), (state, width), (state, state), (state,)]
    agree(load(module).rnn_step, cell, *(normal(*shape) for shape in shapes))


@pytest.mark.parametrize("module", ["rnn_forward", "given.recurrence"])
@pytest.mark.parametrize(("batch", "time", "width", "state"), [(3, 5, 2, 4), (4, 4, 4, 4), (1, 1, 3, 1)])
def test_reading_is_that_of_a_layer(
    load: Load, normal: Normal, agree: Agree, module: str, batch: int, time: int, width: int, state: int
) -> None:
    """The same memories as `nn.RNN`, and the same gradients through time; so has the given function."""
    shapes = [(batch, time, width), (batch, state), (state, width), (state, state), (state,)]
    agree(load(module).rnn_forward, layer, *(normal(*shape) for shape in shapes))


@pytest.mark.parametrize("module", ["rnn_forward", "given.recurrence"])
def test_without_tokens_both_stay_where_they_are(load: Load, normal: Normal, module: str) -> None:
    """`nn.RNN` refuses that, so the reference and the given function are held against what the task says."""
    h0 = normal(3, 4)
    states, last = load(module).rnn_forward(normal(3, 0, 2), h0, normal(4, 2), normal(4, 4), normal(4))
    assert states.shape == (3, 0, 4) and states.dtype == h0.dtype
    assert_close(last, h0)


def test_influence_is_that_of_the_jacobian_of_a_layer(load: Load, normal: Normal) -> None:
    """All derivatives of `nn.RNN`'s last memory, added up over the memory, and their length for each token."""
    xs, h0, *weights = normal(1, 6, 3), normal(1, 4), normal(4, 3) / 2, normal(4, 4) / 2, normal(4)
    jacobian = torch.autograd.functional.jacobian(lambda xs: layer(xs, h0, *weights)[1][0], xs)
    want = torch.linalg.vector_norm(jacobian.sum(dim=0)[0], dim=-1)  # of (state, 1, time, width)
    assert_close(load("memory_influence").memory_influence(xs, h0, *weights), want)


@pytest.mark.parametrize("ignored", [None, 0, 3, -100])
def test_the_loss_is_cross_entropy(load: Load, normal: Normal, agree: Agree, ignored: int | None) -> None:
    """That of PyTorch, shifted by one place; and its gradient."""
    ids = torch.tensor([[0, 3, 1, 0, 5], [3, 3, 0, 4, 2], [1, 5, 2, 2, 0]])
    if ignored == -100:
        ids[1, 2:] = -100
    options = {} if ignored is None else {"ignore_index": ignored}
    loss = load("next_token_loss").next_token_loss
    agree(
        lambda logits: loss(logits, ids, ignored),
        lambda logits: F.cross_entropy(logits[:, :-1].mT, ids[:, 1:], **options), 5 * normal(3, 5, 6),
    )  # fmt: skip
