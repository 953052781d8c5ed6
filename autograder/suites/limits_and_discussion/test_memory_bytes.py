"""Hidden suite of `memory_bytes`: the bytes of a transformer's numbers, at rest and in training."""

import pytest
from torch import nn

from autograder.testing import assert_that

SIZES = [(11, 5, 8, 3, 20), (7, 13, 6, 2, 6), (3, 2, 1, 1, 5), (30, 4, 10, 5, 7)]


def _assert_bytes(got, want):
    """The student's number is this one, whole or not: that has a test of its own."""
    assert_that(type(got) in (int, float), "type")
    assert_that(got == want)


def _model(vocab_size, max_len, d_model, num_layers, d_ff):
    """The layers of such a model, without any memory of their own."""
    layers = [nn.Embedding(vocab_size, d_model, device="meta"), nn.Embedding(max_len, d_model, device="meta")]
    for _ in range(num_layers):
        layers += [nn.Linear(d_model, d_model, bias=False, device="meta") for _ in range(4)]
        layers += [nn.LayerNorm(d_model, device="meta") for _ in range(2)]
        layers += [nn.Linear(d_model, d_ff, device="meta"), nn.Linear(d_ff, d_model, device="meta")]
    return nn.ModuleList([*layers, nn.LayerNorm(d_model, device="meta"), nn.Linear(d_model, vocab_size, False, "meta")])


@pytest.mark.points(0.5)
def test_counts_a_small_model_as_in_the_example(student):
    """The worked example comes out: 264 numbers, 1056 bytes."""
    _assert_bytes(student.memory_bytes(10, 5, 4, 1, 8), 1056)


@pytest.mark.points(1.25)
def test_is_what_pytorch_counts(student):
    """It is the sum over all parameters of such a model, for all kinds of sizes."""
    for sizes in SIZES:
        _assert_bytes(student.memory_bytes(*sizes), 4 * sum(each.numel() for each in _model(*sizes).parameters()))


@pytest.mark.points(0.5)
def test_counts_each_block(student, reference):
    """Without a block there are the tables, the last norm and the logits; every block adds the same."""
    for layers in (0, 1, 2, 7):
        _assert_bytes(student.memory_bytes(9, 4, 6, layers, 10), reference.memory_bytes(9, 4, 6, layers, 10))


@pytest.mark.points(0.5)
def test_knows_other_widths_of_numbers(student, reference):
    """A number may take 1, 2, 4 or 8 bytes."""
    for width in (1, 2, 8):
        _assert_bytes(student.memory_bytes(*SIZES[0], width), reference.memory_bytes(*SIZES[0], width))


@pytest.mark.points(0.75)
def test_training_takes_more(student, reference):
    """In training each number has company: its gradient and what the optimizer remembers."""
    for sizes, width in [(SIZES[0], 4), (SIZES[1], 2)]:
        want = reference.memory_bytes(*sizes, width, True)
        _assert_bytes(student.memory_bytes(*sizes, bytes_per_number=width, training=True), want)


@pytest.mark.points(0.25)
def test_counts_a_large_model(student, reference):
    """A model of the size of a well-known one, with 50 thousand tokens and 12 blocks, takes 650 megabytes."""
    sizes = (50_257, 1024, 768, 12, 3072)
    _assert_bytes(student.memory_bytes(*sizes), reference.memory_bytes(*sizes))


@pytest.mark.points(0.25)
def test_gives_a_whole_number(student, reference):
    """The answer is a plain int, in training and otherwise."""
    for training in (False, True):
        got = student.memory_bytes(*SIZES[1], 4, training)
        assert_that(type(got) is int, "type")
        assert_that(got == reference.memory_bytes(*SIZES[1], 4, training))
