"""Hidden suite of `train_tiny_vit`: the trained model is tried on images that it has never seen.

The two trainings take a few seconds each, so they are done once for all tests.
"""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from autograder.testing import assert_that, differ, facts_only, once

NEW = 1000
"""So many new images each model is tried on."""


def better_of_two(student, rng, make, count, classes, epochs, enough):
    """What is true of the student's trained model: of the first one, or, if that misses, of the better of two."""
    found = {"share": -1.0}
    for _ in range(2):
        images, labels = make(count, torch.Generator().manual_seed(rng.number()))
        model = student.train_tiny_vit(images, labels, classes, rng.number(), epochs=epochs)
        found = max(found, judged(model, *make(NEW, torch.Generator().manual_seed(rng.number())), classes), key=share)
        if found["share"] >= enough:
            break
    return found


def share(found):
    """How many of the new images are right, from 0 to 1."""
    return found["share"]


def judged(model, images, labels, classes):
    """How a model does on new images."""
    model.eval()
    with torch.no_grad():
        logits, single = model(images), model(images[:1])
    fits = type(logits) is Tensor and logits.shape == (NEW, classes) and bool(logits.isfinite().all())
    if not fits:
        return {"share": 0.0, "fits": False, "single fits": False, "probabilities": False, "sure and wrong": False}
    return {
        "share": (logits.argmax(dim=1) == labels).double().mean().item(),
        "fits": True,
        "single fits": type(single) is Tensor and single.shape == (1, classes) and not differ(single, logits[:1]),
        "probabilities": not differ(logits.exp().sum(1), torch.ones(NEW)) or not differ(logits.sum(1), torch.ones(NEW)),
        "sure and wrong": F.cross_entropy(logits, labels).item() > 1.2 * math.log(classes),
    }


def digits(student, reference, rng):
    """How the student's training does on `digits8`."""
    return once(student, "digits8", lambda: better_of_two(student, rng, reference.digits8, 3000, 10, 10, 0.9))


def where(student, reference, rng):
    """How the student's training does on `where8`."""
    return once(student, "where8", lambda: better_of_two(student, rng, reference.where8, 1000, 4, 8, 0.9))


def grade(part, marks):
    """The name of the highest mark that is reached."""
    return next((name for name, least in marks.items() if part >= least), "guessing")


@pytest.mark.points(0.5)
def test_gives_logits_for_one_image_or_many(student, reference, rng):
    """The trained model gives a logit for every class, no probabilities, and for a single image too."""
    note = facts_only(student)
    found = digits(student, reference, rng)
    facts = {name: found[name] for name in ("fits", "single fits", "probabilities")}
    note("logits", list(facts.values()))
    assert_that(found["fits"] and found["single fits"], "shape")
    assert_that(not found["probabilities"] and found["share"] > 0.2)


@pytest.mark.points(0.5)
def test_makes_the_same_model_from_the_same_seed(student, reference, rng):
    """The same seed gives the same model to the last bit, another seed another one, and the training does train."""
    note = facts_only(student)
    images, labels = reference.digits8(200, torch.Generator().manual_seed(rng.number()))
    models = [student.train_tiny_vit(images, labels, 10, seed, epochs=1) for seed in (3, 4, 3)]
    for model in models:
        model.eval()
    with torch.no_grad():
        one, other, again = (model(images) for model in models)
    facts = [torch.equal(one, again), differ(one, other)]
    note("same seed, same model; other seed, other model", facts)
    assert_that(all(facts) and digits(student, reference, rng)["share"] > 0.2)


@pytest.mark.points(1.5)
def test_reads_most_digits(student, reference, rng):
    """Of new digits at least 80 % are right. If it is near 10 %, nothing is learned: do images and labels stay
    together, does every step move the model that you return?"""
    note = facts_only(student)
    found = digits(student, reference, rng)
    note("digits read", grade(found["share"], {"nearly all": 0.9, "many": 0.6, "few": 0.2}))
    note("sure and wrong", found["sure and wrong"])
    assert_that(found["share"] >= 0.8)


@pytest.mark.points(1.5)
def test_reads_nearly_all_digits(student, reference, rng):
    """Of new digits at least 90 % are right. If it is a little less, more or smaller steps may do it: batch size,
    learning rate, and a learning rate that falls towards the end."""
    facts_only(student)
    assert_that(digits(student, reference, rng)["share"] >= 0.9)


@pytest.mark.points(3)
def test_finds_the_full_block(student, reference, rng):
    """Of new images at least 90 % are right when the question is where something is. If it is near 25 %, the model
    can't tell places apart: look at its positions."""
    note = facts_only(student)
    found = where(student, reference, rng)
    note("blocks found", grade(found["share"], {"nearly all": 0.8, "some": 0.4}))
    assert_that(found["share"] >= 0.9)
