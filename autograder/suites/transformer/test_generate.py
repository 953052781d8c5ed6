"""Hidden suite of `generate`: predict, draw, append, and read everything again.

The models are made beside the student's code, of PyTorch's own layers. Most are tables: an embedding whose row i holds
the logits of what follows token i. Where tokens are drawn, what is true of them is noted, not which ones they are.
"""

import math

import pytest
import torch
from torch import Tensor, nn

from autograder.testing import assert_close, assert_that, facts_only, left_unchanged, load_parameters, value

AXES = "batch token"
OUT = -math.inf
MANY = 4000


def table(remote, rows):
    """A model that predicts from the last token alone: the row of the token is the logits of the next."""
    rows = torch.as_tensor(rows)
    model = remote.nn.Embedding(*rows.shape)
    load_parameters(model, {"weight": rows.float()})
    return model


def counter(remote, size):
    """A model after which token i + 1 follows on token i, and 0 on the last."""
    return table(remote, 5 * torch.eye(size).roll(1, dims=1))


def reader(library):
    """A model that reads all tokens it gets, whatever their order, and the last one most."""
    attention = library.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True)
    return library.Sequential(library.Embedding(7, 8), attention, library.Linear(8, 7))


def readers(remote, rng):
    """Such a model beside the student's code, and the same one here."""
    theirs, ours = reader(remote.nn), reader(nn)
    theirs.double()
    ours.double()
    state = {name: rng.normal(*tensor.shape) for name, tensor in ours.state_dict().items()}
    load_parameters(theirs, state)
    ours.load_state_dict(state)
    return theirs, ours


def drawn(student, remote, rng, rows, *, steps=1, **options):
    """What follows on many texts of the single token 0, if it is that: (text, token)."""
    remote.manual_seed(rng.number())
    got = student.generate(table(remote, rows), torch.zeros(MANY, 1, dtype=torch.long), steps, 5, **options)
    assert_that(type(got) is Tensor and got.dtype == torch.long, "type")
    assert_that(got.shape == (MANY, 1 + steps), "shape")
    assert_that((got[:, 0] == 0).all())
    return got[:, 1:]


def shares(tokens, size):
    """Which part of the tokens is which."""
    return torch.bincount(tokens.flatten().clamp(0, size - 1), minlength=size).double() / tokens.numel()


def likely(found, wanted):
    """Whether such shares come about by chance when these are wanted, at five sigma."""
    wanted = torch.tensor(wanted).double()
    return bool(((found - wanted).abs() <= 5 * (wanted * (1 - wanted) / MANY).sqrt()).all())


@pytest.mark.points(0.75)
def test_counts_on_as_in_the_example(student, remote):
    """The worked example comes out: with a model that counts, each row counts on from where it is."""
    got = student.generate(counter(remote, 4), torch.tensor([[1], [0]]), 4, 3, temperature=0.0)
    assert_close(got, torch.tensor([[1, 2, 3, 0, 1], [0, 1, 2, 3, 0]]), axes=AXES)


@pytest.mark.points(1)
def test_reads_all_that_fits(student, reference, remote, rng):
    """Each new token is the likeliest one after the last `max_len` tokens, drawn ones included; the prompt stays in
    front."""
    for batch, tokens, steps, max_len in [(3, 4, 6, 5), (2, 6, 4, 3), (1, 1, 5, 9), (4, 2, 3, 1), (2, 5, 1, 5)]:
        theirs, ours = readers(remote, rng)
        ids = rng.integers(0, 7, batch, tokens)
        got = student.generate(theirs, ids, steps, max_len, temperature=0.0)
        assert_close(got, reference.generate(ours, ids, steps, max_len, temperature=0.0), axes=AXES)


@pytest.mark.points(0.75)
def test_calls_the_model_once_for_each_token(student, reference, remote, rng):
    """The model is called exactly `steps` times, each time with all rows, and never with more than `max_len` tokens."""
    note, seen = facts_only(student), []
    theirs, ours = readers(remote, rng)
    theirs.register_forward_pre_hook(lambda module, arguments: seen.append(list(arguments[0].shape)))
    ids = rng.integers(0, 7, 3, 2)
    got = student.generate(theirs, ids, 5, 4, temperature=0.0)
    note("calls", seen)
    assert_close(got, reference.generate(ours, ids, 5, 4, temperature=0.0), axes=AXES)
    assert_that(seen == [[3, 2], [3, 3], [3, 4], [3, 4], [3, 4]])


@pytest.mark.points(1)
def test_draws_by_the_probabilities(student, remote, rng):
    """Of 4000 tokens, about as many are of each kind as the temperature says; every row draws for itself."""
    note = facts_only(student)
    rows = torch.tensor([[0.0, 0.6, 0.3, 0.1]] * 4).log()
    for options, wanted in [
        ({}, [0, 0.6, 0.3, 0.1]),
        ({"temperature": 0.5}, [0, 36 / 46, 9 / 46, 1 / 46]),
        ({"temperature": 2.0}, [0, 0.47272, 0.33427, 0.19299]),
    ]:  # fmt: skip
        found = shares(drawn(student, remote, rng, rows, **options), 4)
        note("shares", [round(each, 1) for each in found.tolist()])
        assert_that(likely(found, wanted))


@pytest.mark.points(0.5)
def test_draws_only_among_the_top_k(student, remote, rng):
    """With `top_k` only the k likeliest tokens are drawn, as often as their share among themselves."""
    note = facts_only(student)
    rows = torch.tensor([[0.0, 0.2, 0.5, 0.3]] * 4).log()
    for options, wanted in [
        ({"top_k": 2}, [0, 0, 0.625, 0.375]), ({"top_k": 1}, [0, 0, 1, 0]), ({"top_k": 9}, [0, 0.2, 0.5, 0.3]),
    ]:  # fmt: skip
        found = shares(drawn(student, remote, rng, rows, **options), 4)
        note("shares", [round(each, 1) for each in found.tolist()])
        assert_that(likely(found, wanted))


@pytest.mark.points(0.5)
def test_reads_what_it_has_drawn(student, remote, rng):
    """What follows on a drawn token depends on which one was drawn, and all that the model allows comes about."""
    note = facts_only(student)
    rows = torch.tensor([[OUT, 0, 0, OUT, OUT], [OUT, OUT, OUT, 0, OUT], [OUT, OUT, OUT, OUT, 0], [0, 0, OUT, OUT, OUT],
                         [OUT, OUT, OUT, 0, OUT]])  # fmt: skip
    tokens = drawn(student, remote, rng, rows.nan_to_num(neginf=-60.0), steps=3)
    paths = sorted(set(map(tuple, tokens.tolist())))
    note("paths", [list(path) for path in paths][:9])
    assert_that(paths == [(1, 3, 0), (1, 3, 1), (2, 4, 3)])
    assert_that(likely(shares(tokens[:, 0], 5), [0, 0.5, 0.5, 0, 0]))


@pytest.mark.points(0.5)
def test_draws_from_the_generator(student, remote, rng):
    """The same seed gives the same text and another seed another one; without a generator two calls differ."""
    note, rows, seed = facts_only(student), torch.tensor([[0.5, 0.5]] * 2).log(), rng.number()
    first, again, other = (
        drawn(student, remote, rng, rows, generator=remote.Generator().manual_seed(number))
        for number in (seed, seed, seed + 1)
    )
    one, two = (drawn(student, remote, rng, rows) for _ in range(2))
    facts = [torch.equal(first, again), torch.equal(first, other), torch.equal(one, two)]
    note("same text: same seed, other seed, no seed", facts)
    assert_that(facts == [True, False, False] and likely(shares(first, 2), [0.5, 0.5]))


@pytest.mark.points(0.5)
def test_leaves_the_model_in_its_mode(student, remote, rng):
    """A model in training mode is in training mode afterwards, one in eval mode in eval mode; the text is right."""
    for training in (True, False):
        model = counter(remote, 6)
        model.train(training)
        got = student.generate(model, torch.tensor([[3, 4]]), 2, 8, temperature=0.0)
        assert_close(got, torch.tensor([[3, 4, 5, 0]]), axes=AXES)
        assert_that(value(model.training) == training)


@pytest.mark.points(0.5)
def test_leaves_the_prompt_alone(student, reference, remote, rng):
    """The ids are the same after the call as before; without any steps they come back, with some, the text is right."""
    theirs, ours = readers(remote, rng)
    ids = rng.integers(0, 7, 3, 4)
    with left_unchanged(student):
        got = student.generate(theirs, ids, 3, 4, temperature=0.0)
    assert_close(got, reference.generate(ours, ids, 3, 4, temperature=0.0), axes=AXES, dtype=True)
    assert_close(student.generate(theirs, ids, 0, 4, temperature=0.0), ids, axes=AXES, dtype=True)
