"""Hidden suite of `TinyViT`: what the model does is judged, not what its parts are called."""

import pytest
import torch

from autograder.testing import (
    assert_close,
    assert_that,
    gradients,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
)

SIZES = {"image_size": 6, "patch": 2, "channels": 2, "num_classes": 4, "d_model": 12, "num_heads": 3}
MAPS = "batch head token token"


def _model(student, remote, rng, **sizes):
    """A model of the student's, with all its parameters drawn anew, so that none happens to be zero."""
    remote.manual_seed(rng.number())
    model = student.TinyViT(**{**SIZES, **sizes})
    model.eval()
    moved = {name: old + rng.normal(*old.shape, scale=0.3).to(old.dtype) for name, old in parameters(model).items()}
    load_parameters(model, {**model.state_dict(), **moved})
    return model


def _images(rng, count, size=6, channels=2):
    return rng.normal(count, channels, size, size, dtype=torch.float32)


def _differ(one, other):
    """Whether two answers differ far beyond rounding."""
    return (one - other).abs().max() > 1e-3


def _logits(model, images, classes=4):
    """The model's logits, if they are an answer at all: the same each time, and others when the lower right corner of
    the images changes."""
    logits = model(images)
    assert_close(logits.isfinite(), torch.ones(len(images), classes, dtype=torch.bool), axes="batch class")
    assert_close(model(images), logits, axes="batch class", atol=1e-5)
    assert_that(_differ(model(_other_corner(images)), logits))
    return logits


def _maps(model, images):
    """The model's maps, if they are an answer at all: see `_logits`."""
    maps = model.attention_maps(images)
    assert_close(maps.sum(dim=-1), torch.ones(len(images), 3, 10), axes="batch head token", atol=1e-5)
    assert_close(model.attention_maps(images), maps, axes=MAPS, atol=1e-5)
    assert_that(_differ(model.attention_maps(_other_corner(images)), maps))
    return maps


def _other_corner(images):
    """The same images with other pixels in the last patch of 2 by 2."""
    changed = images.clone()
    changed[..., -2:, -2:] = 1 - 2 * images[..., -2:, -2:]
    return changed


def _swapped(image, one, other):
    """The same image with two of its patches of 2 by 2 exchanged; patches as (row, column)."""
    swapped = image.clone()
    here, there = ((..., slice(2 * y, 2 * y + 2), slice(2 * x, 2 * x + 2)) for y, x in (one, other))
    swapped[here], swapped[there] = image[there], image[here]
    return swapped


@pytest.mark.points(0.75)
def test_gives_a_logit_for_every_class(student, remote, rng):
    """The answer has one logit for every class, which may be any number: there is no softmax at the end."""
    for sizes in [{}, {"image_size": 8, "patch": 4, "channels": 1, "num_classes": 10, "d_model": 32, "num_heads": 4},
                  {"image_size": 3, "patch": 3, "num_layers": 1, "num_heads": 1}]:  # fmt: skip
        model, sizes = _model(student, remote, rng, **sizes), {**SIZES, **sizes}
        logits = _logits(model, _images(rng, 5, sizes["image_size"], sizes["channels"]), sizes["num_classes"])
        assert_that(((logits < 0) | (logits > 1)).any())
        assert_that(_differ(logits.exp().sum(dim=-1), 1))


@pytest.mark.points(0.75)
def test_knows_where_a_patch_is(student, remote, rng):
    """When two patches change places, the logits change: every patch carries its position."""
    model, (image,) = _model(student, remote, rng), _images(rng, 1)
    swaps = [((0, 0), (0, 1)), ((0, 2), (2, 0)), ((1, 1), (2, 2))]
    logits = _logits(model, torch.stack([image, *(_swapped(image, *swap) for swap in swaps)]))
    for changed in logits[1:]:
        assert_that(_differ(changed, logits[0]))


@pytest.mark.points(0.5)
def test_sees_every_patch(student, remote, rng):
    """Every patch has a say in the logits, and how much depends on what else is in the image."""
    model, images = _model(student, remote, rng), _images(rng, 3)
    _logits(model, images)
    (slopes,) = gradients(model, images)
    influence = slopes.square().unfold(2, 2, 2).unfold(3, 2, 2).sum(dim=(1, 4, 5))  # (batch, down, across)
    assert_that((influence > 1e-12 * influence.max()).all())
    assert_that(_differ(slopes[0], slopes[1]))


@pytest.mark.points(0.5)
def test_looks_at_each_image_by_itself(student, remote, rng):
    """An image gets the same logits alone as among others, in training mode too: no dropout, no batch statistics."""
    model, images = _model(student, remote, rng), _images(rng, 4)
    together = _logits(model, images)
    model.train()
    assert_close(model(images), together, axes="batch class", atol=1e-4)
    for which in (0, 3):
        assert_close(model(images[which : which + 1]), together[which : which + 1], axes="batch class", atol=1e-4)


@pytest.mark.points(0.5)
def test_keeps_all_that_it_learns_in_its_parameters(student, remote, rng):
    """A second model with the parameters of the first gives the same logits; with others it gives others."""
    first, second, images = _model(student, remote, rng), _model(student, remote, rng), _images(rng, 3)
    want = _logits(first, images)
    assert_that(_differ(second(images), want))
    load_parameters(second, first.state_dict())
    assert_close(second(images), want, axes="batch class", atol=1e-5)


@pytest.mark.points(0.5)
def test_gives_every_block_parameters_of_its_own(student, remote, rng):
    """Every further block brings as many parameters as the one before, and every parameter gets a gradient."""
    counts = []
    for layers in (1, 2, 3):
        model = _model(student, remote, rng, num_layers=layers)
        _logits(model, _images(rng, 3)).square().sum().backward()
        slopes = parameter_gradients(model).values()
        assert_that(all(slope is not None for slope in slopes), "graph")
        counts.append(sum(slope.numel() for slope in slopes))
    assert_that(counts[1] - counts[0] == counts[2] - counts[1] > 0)


@pytest.mark.points(0.5)
def test_shows_a_map_for_every_head(student, remote, rng):
    """The maps say how much each of the N + 1 tokens looks at each: no weight is zero, rows sum to 1, and every head has
    its own."""
    maps = _maps(_model(student, remote, rng), _images(rng, 4))
    assert_close(maps > 0, torch.ones(4, 3, 10, 10, dtype=torch.bool), axes=MAPS)
    assert_that(_differ(maps[0], maps[1]) and _differ(maps[:, 0], maps[:, 1]))
    assert_that(_differ(maps[:, :, 0], maps[:, :, 1]) and _differ(maps[:, :, :, 0], maps[:, :, :, 1]))


@pytest.mark.points(0.5)
def test_shows_the_last_block(student, remote, rng):
    """The maps are those of the last block: when there are two, the tokens have looked at one another already."""
    images = _images(rng, 1)
    for layers, told in [(1, False), (2, True)]:
        model = _model(student, remote, rng, num_layers=layers)
        maps = torch.stack([_maps(model, images), _maps(model, _other_corner(images))])
        among_others = maps[..., :8, :8].log()  # the changed patch is token 9, or 8 if the class token stands last
        preferences = among_others - among_others.mean(dim=-1, keepdim=True)
        assert_that(_differ(preferences, 0))
        assert_that(bool(_differ(*preferences)) == told)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, remote, rng):
    """float32 images give float32 logits; after `.double()` float64 images give float64 logits, and the same ones."""
    model, images = _model(student, remote, rng), _images(rng, 3)
    narrow = _logits(model, images)
    model.double()
    assert_that(narrow.dtype == torch.float32, "dtype")
    assert_close(model(images.double()), narrow.double(), axes="batch class", dtype=True, rtol=1e-3, atol=1e-3)


@pytest.mark.points(0.25)
def test_leaves_the_images_alone(student, remote, rng):
    """The images are the same after the calls as before, and the answers are some."""
    model, images = _model(student, remote, rng), _images(rng, 3)
    with left_unchanged(student):
        _logits(model, images)
        _maps(model, images)
