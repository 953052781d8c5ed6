"""Public checks of `TinyViT`."""

import pytest
import torch

from autograder.testing import (
    assert_close,
    assert_that,
    differ,
    facts_only,
    load_parameters,
    parameter_gradients,
    parameters,
    randomise,
)

ALIKE = "the same logits for every image"


def vit(student, rng, layers=2, scale=0.3):
    """A small model with random parameters, and four images of two channels: 2 by 2 patches, so 5 tokens."""
    model = student.TinyViT(8, patch=4, channels=2, num_classes=3, d_model=8, num_heads=2, num_layers=layers)
    randomise(model, rng, scale=scale)
    return model, torch.linspace(-9, 9, 8 * 64).reshape(4, 2, 8, 8).sin()


@pytest.mark.points(1)
def test_logits(student, rng):
    """Four images of three classes get (4, 3) logits, which need not be positive or sum to 1."""
    note = facts_only(student)
    model, images = vit(student, rng)
    logits = model(images)
    assert_close(logits.isfinite(), torch.ones(4, 3, dtype=torch.bool), axes="batch class")
    whole = [not differ(found.sum(dim=1), torch.ones(4)) for found in (logits, logits.exp())]
    alike = not differ(logits[0], logits[1])
    note("probabilities, their logarithms, all alike", [*whole, alike])
    assert_that(not any(whole), got="probabilities or their logarithms", perhaps="a softmax at the end?")
    assert_that(not alike, got=ALIKE, perhaps="a causal mask: the class token stands first, and sees only itself")


@pytest.mark.points(1)
def test_places_count(student, rng):
    """When the upper and the lower half of an image change places, the logits change."""
    note = facts_only(student)
    model, images = vit(student, rng, scale=1)
    noticed, alike = differ(model(images), model(images.roll(4, dims=2))), not differ(*model(images)[:2])
    note("noticed, all alike", [noticed, alike])
    assert_that(not alike, got=ALIKE)
    assert_that(noticed, got="the same logits when patches change places", perhaps="no positions, or zeros")


@pytest.mark.points(1)
def test_each_image_by_itself(student, rng):
    """An image gets the same logits alone as among others, in training mode too."""
    note = facts_only(student)
    model, images = vit(student, rng)
    together, again, fewer = model(images), model(images), model(images[:2])
    random, alone = differ(together, again), not differ(fewer, together[:2])
    note("random, by itself", [random, alone])
    assert_that(differ(together[0], together[1]), got=ALIKE)
    assert_that(not random, got="other logits for the same images", perhaps="dropout?")
    assert_that(alone, got="logits that depend on the other images", perhaps="a batch norm?")


@pytest.mark.points(1)
def test_all_parameters_learn(student, rng):
    """Every further block brings parameters of its own, and the logits give all of them a gradient."""
    note = facts_only(student)
    counts, unused = [], []
    for layers in (1, 2, 3):
        model, images = vit(student, rng, layers)
        logits = model(images)
        if logits.requires_grad:
            logits.square().sum().backward()
        unused += [name for name, slope in parameter_gradients(model).items() if slope is None]
        counts.append(sum(tensor.numel() for tensor in parameters(model).values()))
    same = counts[0] == counts[1] == counts[2]
    found = counts[0] >= 12 * 8 * 8  # as many as the matrices of one block have
    note("blocks", "further ones" if not same else "one" if found else "none")
    note("all learn", not unused)
    assert_that(not unused, "graph", got=f"no gradient at {', '.join(unused)}")
    assert_that(found or not same, got="no blocks that PyTorch finds", perhaps="they stand in a plain list")
    assert_that(counts[1] - counts[0] == counts[2] - counts[1] > 0, perhaps="one block, used several times?")


@pytest.mark.points(0.5)
def test_maps(student, rng):
    """The maps are (batch, head, token, token), and each row shares out one whole."""
    note = facts_only(student)
    model, images = vit(student, rng)
    maps = model.attention_maps(images)
    note("shape", list(maps.shape))
    assert_that(maps.shape == (4, 2, 5, 5), "shape", expected="(4, 2, 5, 5)", got=str(tuple(maps.shape)))
    whole, positive = not differ(maps.sum(dim=-1), torch.ones(4, 2, 5)), bool((maps > 0).all())
    note("whole, positive", [whole, positive])
    assert_that(whole, got="rows that do not sum to 1")
    assert_that(positive, got="tokens that are hidden from others")
    assert_that(differ(maps[0], maps[1]), got="the same maps for every image")


@pytest.mark.points(0.5)
def test_maps_of_the_last_block(student, rng):
    """The maps are those of the last block: they change when its parameters do."""
    note = facts_only(student)
    (one, _), (two, images) = vit(student, rng, layers=1), vit(student, rng)
    before, first, all_of_them = two.attention_maps(images), parameters(one), parameters(two)
    larger = {name: 3 * tensor for name, tensor in all_of_them.items() if name not in first}
    load_parameters(two, {**two.state_dict(), **larger})
    changed = differ(two.attention_maps(images), before)
    note("changed", changed)
    assert_that(changed, got="maps that the last block does not change", perhaps="they are those of an earlier block")
