"""Public checks of `train_tiny_vit`: small and fast. `python train_tiny_vit.py` tries the real thing."""

import pytest
import torch
from torch import Tensor

from autograder.testing import assert_close, assert_that, differ, facts_only


def bright_quarters(count, seed):
    """Images in which one quarter is bright, with a little noise, and which quarter it is."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(4, (count,), generator=generator)
    quarters = torch.eye(4)[labels].reshape(count, 1, 2, 2)
    noise = torch.randn(count, 1, 8, 8, generator=generator)
    return quarters.repeat_interleave(4, dim=2).repeat_interleave(4, dim=3) + 0.1 * noise, labels


def stripes(count, seed):
    """Images with lying stripes (class 0), standing stripes (class 1) or none (class 2), with a little noise."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(3, (count,), generator=generator)
    lying = (torch.arange(8) % 2.0).reshape(8, 1).expand(8, 8)
    kinds = torch.stack([lying, lying.T, torch.full((8, 8), 0.5)])
    return kinds[labels].unsqueeze(1) + 0.1 * torch.randn(count, 1, 8, 8, generator=generator), labels


def share_right(model, images, labels):
    """How many images the model gets right, from 0 to 1."""
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(dim=1) == labels).double().mean().item()


@pytest.mark.points(2)
def test_learns_three_patterns(student):
    """After training on 400 images with stripes, at least 80 % of new ones are right."""
    facts_only(student)
    part = share_right(student.train_tiny_vit(*stripes(400, 1), 3, seed=0, epochs=10), *stripes(200, 2))
    assert_that(part >= 0.8, got=f"{part:.0%} right; 33 % is guessing", perhaps="does every step move the model?")


@pytest.mark.points(3)
def test_learns_where_something_is(student):
    """After training on 400 images with one bright quarter, at least 80 % of new ones are right."""
    facts_only(student)
    part = share_right(student.train_tiny_vit(*bright_quarters(400, 1), 4, seed=0, epochs=10), *bright_quarters(200, 2))
    assert_that(part >= 0.8, got=f"{part:.0%} right; 25 % is guessing", perhaps="does the model know positions?")


@pytest.mark.points(1)
def test_one_image_or_many(student):
    """The trained model gives one row of logits for each image, also for a single one."""
    facts_only(student)
    images, labels = stripes(100, 1)
    model = student.train_tiny_vit(images, labels, 3, seed=0, epochs=1)
    model.eval()
    many, one = model(images), model(images[:1])
    assert_that(type(many) is Tensor and many.shape == (100, 3), "shape", expected="(images, classes)")
    assert_close(one, many[:1], axes="batch class", atol=1e-4)


@pytest.mark.points(1)
def test_same_seed_same_model(student):
    """The same seed gives the same model, bit for bit, and another seed another one."""
    facts_only(student)
    images, labels = stripes(100, 1)
    one, again, other = (student.train_tiny_vit(images, labels, 3, seed=seed, epochs=1)(images) for seed in (5, 5, 6))
    assert_that(
        torch.equal(one, again),
        got="another model with the same seed",
        perhaps="it is set too late, after the model is made",
    )
    assert_that(differ(one, other), got="the same model with another seed")
