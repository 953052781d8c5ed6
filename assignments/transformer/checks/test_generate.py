"""Public checks of `generate`. The models are embeddings: row i holds the logits of what follows token i."""

import pytest
import torch
from torch import Tensor

from autograder.testing import assert_close, assert_that, facts_only, load_parameters, value

AXES = "batch token"


def follows(remote, logits):
    """A model that predicts from the last token alone."""
    model = remote.nn.Embedding(len(logits), len(logits))
    load_parameters(model, {"weight": logits})
    return model


@pytest.mark.points(2)
def test_worked_example(student, remote):
    """The worked example of the handout comes out: the model counts, and both rows count on."""
    model = follows(remote, torch.eye(4).roll(1, dims=1))
    got = student.generate(model, torch.tensor([[1], [0]]), steps=4, max_len=3, temperature=0.0)
    assert_close(got, torch.tensor([[1, 2, 3, 0, 1], [0, 1, 2, 3, 0]]), axes=AXES)


@pytest.mark.points(1)
def test_only_what_fits(student, remote):
    """A model for three tokens never gets more, and the text keeps its beginning."""
    model, lengths = follows(remote, torch.eye(9).roll(1, dims=1)), []
    model.register_forward_pre_hook(lambda module, arguments: lengths.append(arguments[0].shape[1]))
    got = student.generate(model, torch.tensor([[7, 1]]), steps=4, max_len=3, temperature=0.0)
    assert_close(got, torch.tensor([[7, 1, 2, 3, 4, 5]]), axes=AXES)
    assert lengths == [2, 3, 3, 3], f"the model got texts of the lengths {lengths}, not [2, 3, 3, 3]"


@pytest.mark.points(1)
def test_draws(student, remote):
    """Of 1000 draws about 700 are token 1 and about 300 token 2; with top_k = 1 all are token 1."""
    facts_only(student)
    model = follows(remote, torch.tensor([[0.0, 0.7, 0.3]] * 3).log())
    for top_k, low, high in [(None, 600, 800), (1, 1000, 1000)]:
        got = student.generate(model, torch.zeros(1000, 1, dtype=torch.long), steps=1, max_len=5, top_k=top_k)
        assert_that(type(got) is Tensor and got.shape == (1000, 2), "shape")
        count = int((got[:, 1] == 1).sum())
        assert_that(low <= count <= high, got=f"{count} of 1000 draws are token 1")
        assert_that((got[:, 1] != 0).all(), got="token 0, whose probability is 0")


@pytest.mark.points(1)
def test_same_seed_same_text(student, remote):
    """Two generators with the same seed give the same text, and another seed another one."""
    facts_only(student)
    model, ids = follows(remote, torch.zeros(5, 5)), torch.zeros(3, 1, dtype=torch.long)
    one, again, other = (
        student.generate(model, ids, steps=20, max_len=5, generator=remote.Generator().manual_seed(seed))
        for seed in (1, 1, 2)
    )
    assert_that(torch.equal(one, again), got="another text with the same seed")
    assert_that(not torch.equal(one, other), got="the same text with another seed")


@pytest.mark.points(1)
def test_mode(student, remote):
    """A model in training mode is in training mode afterwards, one in eval mode in eval mode."""
    for training in (True, False):
        model = follows(remote, torch.eye(3).roll(1, dims=1))
        model.train(training)
        got = student.generate(model, torch.tensor([[0]]), steps=2, max_len=5, temperature=0.0)
        assert_close(got, torch.tensor([[0, 1, 2]]), axes=AXES)
        assert_that(value(model.training) == training, got="a model in the other mode")
