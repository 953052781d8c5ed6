"""Public checks of `TinyViT`."""

import pytest
import torch

from autograder.testing import assert_close, assert_that, differ, facts_only, parameter_gradients, randomise


def vit(student, rng):
    """A small model with random parameters, and four images for it: 2 by 2 patches, so 5 tokens."""
    facts_only(student)
    model = student.TinyViT(image_size=8, patch=4, channels=1, num_classes=3, d_model=8, num_heads=2)
    randomise(model, rng, scale=0.3)
    return model, torch.linspace(-9, 9, 4 * 64).reshape(4, 1, 8, 8).sin()


@pytest.mark.points(1)
def test_logits(student, rng):
    """Four images of three classes get (4, 3) logits, which need not be positive or sum to 1."""
    model, images = vit(student, rng)
    logits = model(images)
    assert_close(logits.isfinite(), torch.ones(4, 3, dtype=torch.bool), axes="batch class")
    assert_that(differ(logits.sum(dim=1), torch.ones(4)), perhaps="a softmax at the end, where logits are asked for")
    assert_that(
        differ(logits[0], logits[1]), perhaps="a causal mask: the class token stands first, and sees only itself"
    )


@pytest.mark.points(1)
def test_places_count(student, rng):
    """When the upper and the lower half of an image change places, the logits change."""
    model, images = vit(student, rng)
    assert_that(
        differ(model(images), model(images.roll(4, dims=2))), perhaps="no positions, or zeros that never change"
    )


@pytest.mark.points(1)
def test_each_image_by_itself(student, rng):
    """An image gets the same logits alone as among others, in training mode too."""
    model, images = vit(student, rng)
    together = model(images)
    assert_that(differ(together[0], together[1]))
    assert_close(model(images[:1]), together[:1], axes="batch class", atol=1e-4)


@pytest.mark.points(1)
def test_all_parameters_learn(student, rng):
    """Every further block brings parameters of its own, and the logits give all of them a gradient."""
    facts_only(student)
    counts = []
    for layers in (1, 2, 3):
        model = student.TinyViT(8, 4, 1, 3, d_model=8, num_heads=2, num_layers=layers)
        randomise(model, rng, scale=0.3)
        model(torch.linspace(-9, 9, 128).reshape(2, 1, 8, 8).sin()).square().sum().backward()
        slopes = parameter_gradients(model)
        missing = ", ".join(name for name, slope in slopes.items() if slope is None)
        assert_that(not missing, "graph", perhaps=f"these take no part in forward: {missing}")
        counts.append(sum(slope.numel() for slope in slopes.values()))
    more = counts[1] - counts[0] == counts[2] - counts[1] > 0
    assert_that(more, perhaps="one block used several times, or blocks in a plain list: use nn.ModuleList")


@pytest.mark.points(1)
def test_maps(student, rng):
    """The maps are (batch, head, token, token), and each row shares out one whole."""
    model, images = vit(student, rng)
    maps = model.attention_maps(images)
    assert_close(maps.sum(dim=-1), torch.ones(4, 2, 5), axes="batch head token", atol=1e-5)
    assert_that(differ(maps[0], maps[1]) and (maps > 0).all(), perhaps="some tokens are hidden from others")
