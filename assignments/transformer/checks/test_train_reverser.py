"""Public checks of the capstone: the real thing, two trainings. Print the loss, and you see how far they are."""

import pytest
import torch
from torch import Tensor

from autograder.testing import assert_that, differ, facts_only

ROWS = 300


def examples(task):
    """Rows of six digits, the separator 5, and the right answers."""
    asked = torch.randint(5, (ROWS, 6), generator=torch.Generator().manual_seed(1))
    answers = asked.flip(1) if task == "reverse" else asked.sort(dim=1).values
    return torch.cat([asked, torch.full((ROWS, 1), 5)], dim=1), answers


def report(student, task):
    """Which part of all rows the trained model answers without a mistake, what it knows, and why that may be."""
    facts_only(student)
    questions, answers = examples(task)
    model = student.train_reverser(task, seed=0)
    model.eval()
    text = questions
    with torch.no_grad():
        for _ in range(6):
            logits = model(text)
            fits = type(logits) is Tensor and logits.shape == (*text.shape, 6)
            assert_that(fits, "shape", expected="(batch, token, 6)")
            text = torch.cat([text, logits[:, -1].argmax(dim=-1, keepdim=True)], dim=1)
        whole = torch.cat([questions, answers], dim=1)
        told = model(whole)[:, 6:12].argmax(dim=-1)
    right, digits = (text[:, 7:] == answers).all(dim=1).double().mean().item(), (told == answers).double().mean().item()
    says = f"{right:.0%} of the rows are right; told the answer up to there, it knows {digits:.0%} of the next digits"
    if digits > 0.9 and right < 0.6:
        return right, says, "can a place see the token that it is to predict?"
    if (told == whole[:, 6:12]).double().mean() > 0.75:
        return right, f"{says}: it repeats what it reads", "is it told to predict the next token?"
    return right, says, ""


@pytest.mark.points(3)
def test_reverse(student):
    """After the training, at least 90 % of 300 new rows are reversed without a mistake."""
    right, says, perhaps = report(student, "reverse")
    assert_that(right >= 0.9, got=says, perhaps=perhaps)


@pytest.mark.points(3)
def test_sort(student):
    """After the training, at least 90 % of 300 new rows are sorted without a mistake."""
    right, says, perhaps = report(student, "sort")
    assert_that(right >= 0.9, got=says, perhaps=perhaps)


@pytest.mark.points(1)
def test_same_seed_same_model(student):
    """The same seed gives the same model, bit for bit, and another seed another one."""
    facts_only(student)
    text = torch.tensor([[0, 1, 2, 3]])
    one, again, other = (student.train_reverser("sort", seed=seed, steps=10)(text) for seed in (5, 5, 6))
    assert_that(
        torch.equal(one, again),
        got="another model with the same seed",
        perhaps="it is set too late, after the model is made",
    )
    assert_that(differ(one, other), got="the same model with another seed")
