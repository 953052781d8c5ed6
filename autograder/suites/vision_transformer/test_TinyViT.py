"""Hidden suite of `TinyViT`: what the model does is judged, not what its parts are called.

Two right models never give the same numbers. So these tests put random parameters in place of the student's, ask what
is true of all right models, and note what they saw.
"""

import pytest
import torch
from torch import Tensor

from autograder.testing import (
    assert_that,
    differ,
    facts_only,
    gradients,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
)

SIZES = {"image_size": 6, "patch": 2, "channels": 2, "num_classes": 4, "d_model": 12, "num_heads": 3}


def vit(student, remote, rng, **sizes):
    """A model of the student's, with all its parameters moved at random, so that none happens to be zero."""
    remote.manual_seed(rng.number())
    model = student.TinyViT(**{**SIZES, **sizes})
    model.eval()
    moved = {name: old + rng.normal(*old.shape, scale=0.3).to(old.dtype) for name, old in parameters(model).items()}
    load_parameters(model, {**model.state_dict(), **moved})
    return model


def pictures(rng, count, size=6, channels=2):
    """Images of noise."""
    return rng.normal(count, channels, size, size, dtype=torch.float32)


def with_other_corner(images):
    """The same images with other pixels in the last patch of 2 by 2."""
    changed = images.clone()
    changed[..., -2:, -2:] = 1 - 2 * images[..., -2:, -2:]
    return changed


def answer(note, function, images, shape):
    """What the model's `forward` or `attention_maps` gives, if it is an answer at all: a tensor of that shape, the same
    each time, and another one when the last patch of the images changes."""
    first, again, other = function(images), function(images), function(with_other_corner(images))
    seen = list(first.shape) if type(first) is Tensor else "no tensor"
    note("shape", seen)
    assert_that(seen == [len(images), *shape], "shape")
    repeats, listens = not differ(first, again), differ(first, other)
    note("the same each time, and depends on the image", [bool(first.isfinite().all()), repeats, listens])
    assert_that(first.isfinite().all() and repeats and listens)
    return first


def further_parameters(one, two):
    """The parameters that the second block brought, by name."""
    shared = parameters(one)
    return {name: tensor for name, tensor in parameters(two).items() if name not in shared}


def follows_its_slopes(model, images, direction, step=0.01):
    """Whether a step of the images changes the logits by as much as their gradients say."""
    leaves = images.clone().requires_grad_()
    logits = model(leaves)
    if not logits.requires_grad:
        return False
    (logits[:, 0] - logits[:, 1]).sum().backward()
    ahead, behind = model(images + step * direction), model(images - step * direction)
    risen = ((ahead - behind)[:, 0] - (ahead - behind)[:, 1]) / (2 * step)
    foretold = (leaves.grad * direction).sum(dim=(1, 2, 3))
    return bool((risen - foretold).abs().max() < 0.05 * foretold.abs().max())


def is_fine(function, images, direction, step=1e-7):
    """Whether the tiniest steps are seen: two of them change the answer by twice as much as one."""
    here, ahead, further = (function(images + steps * step * direction).detach() for steps in range(3))
    once, twice = (ahead - here).flatten(), (further - here).flatten()
    return bool((twice - 2 * once).abs().max() < 0.01 * twice.abs().max())


def swapped(image, one, other):
    """The same image with two of its patches of 2 by 2 exchanged; patches as (row, column)."""
    result = image.clone()
    here, there = ((..., slice(2 * y, 2 * y + 2), slice(2 * x, 2 * x + 2)) for y, x in (one, other))
    result[here], result[there] = image[there], image[here]
    return result


def kind(logits):
    """What sort of numbers these are."""
    if not differ(logits.exp().sum(dim=-1), torch.ones(())):
        return "logarithms of probabilities"
    if logits.min() >= 0:
        return "probabilities" if logits.max() <= 1 else "never negative"
    return "any numbers" if logits.max() > 0 else "never positive"


@pytest.mark.points(0.5)
def test_gives_a_logit_for_every_class(student, remote, rng):
    """The answer has one logit for every class, which may be any number: there is no softmax at the end."""
    note = facts_only(student)
    for changes in [{}, {"image_size": 8, "patch": 4, "channels": 1, "num_classes": 10, "d_model": 32, "num_heads": 4},
                    {"image_size": 3, "patch": 3, "num_layers": 1, "num_heads": 1}]:  # fmt: skip
        model, sizes = vit(student, remote, rng, **changes), {**SIZES, **changes}
        images = pictures(rng, 8, sizes["image_size"], sizes["channels"])
        found = kind(answer(note, model, images, [sizes["num_classes"]]))
        note("kind", found)
        assert_that(found == "any numbers")


@pytest.mark.points(0.75)
def test_knows_where_a_patch_is(student, remote, rng):
    """When two patches change places, the logits change: every patch carries its position."""
    note = facts_only(student)
    model, (image,) = vit(student, remote, rng), pictures(rng, 1)
    swaps = [((0, 0), (0, 1)), ((0, 2), (2, 0)), ((1, 1), (2, 2))]
    logits = answer(note, model, torch.stack([image, *(swapped(image, *swap) for swap in swaps)]), [4])
    noticed = [differ(changed, logits[0]) for changed in logits[1:]]
    note("swaps noticed", noticed)
    assert_that(all(noticed))


@pytest.mark.points(0.5)
def test_sees_every_patch(student, remote, rng):
    """Every patch has a say in the logits, as large as its gradients say, and depending on what else is in the
    image."""
    note = facts_only(student)
    model, images = vit(student, remote, rng), pictures(rng, 3)
    connected = answer(note, model, images, [4]).requires_grad and model(images.clone().requires_grad_()).requires_grad
    slopes = gradients(model, images)[0] if connected else torch.zeros_like(images)
    influence = slopes.square().unfold(2, 2, 2).unfold(3, 2, 2).sum(dim=(1, 4, 5))  # (batch, down, across)
    felt = int((influence > 1e-12 * influence.max()).sum())
    note("patches of 27 that are felt, and not all alike", [felt, differ(slopes[0], slopes[1])])
    foretold = follows_its_slopes(model, images, rng.normal(*images.shape, dtype=torch.float32))
    note("gradients foretell what happens", foretold)
    assert_that(felt == 27 and differ(slopes[0], slopes[1]))
    assert_that(foretold, "graph")


@pytest.mark.points(0.5)
def test_looks_at_each_image_by_itself(student, remote, rng):
    """An image gets the same logits alone as among others, in training mode too: no dropout, no batch statistics."""
    note = facts_only(student)
    model, images = vit(student, remote, rng), pictures(rng, 4)
    answer(note, model, images, [4])
    model.train()
    together, again = model(images), model(images)
    alone = torch.cat([model(image.unsqueeze(0)) for image in images])
    note("in training the same again, and alone", [not differ(together, again), not differ(together, alone)])
    assert_that(not differ(together, again) and not differ(together, alone))


@pytest.mark.points(0.5)
def test_keeps_all_that_it_learns_in_its_parameters(student, remote, rng):
    """A second model with the parameters of the first gives the same logits; with others it gives others."""
    note = facts_only(student)
    first, second, images = vit(student, remote, rng), vit(student, remote, rng), pictures(rng, 3)
    want, before = answer(note, first, images, [4]), second(images)
    load_parameters(second, first.state_dict())
    after = second(images)
    note("others before, the same after", [differ(before, want), not differ(after, want)])
    assert_that(differ(before, want) and not differ(after, want))


@pytest.mark.points(0.5)
def test_gives_every_block_parameters_of_its_own(student, remote, rng):
    """Every further block brings as many parameters as the one before, and every parameter gets a gradient."""
    note = facts_only(student)
    counts, learn = [], True
    for layers in (1, 2, 3):
        model = vit(student, remote, rng, num_layers=layers)
        logits = answer(note, model, pictures(rng, 3), [4])
        if logits.requires_grad:
            logits.square().sum().backward()
        slopes = parameter_gradients(model).values()
        learn = learn and all(slope is not None for slope in slopes)
        counts.append(sum(tensor.numel() for tensor in parameters(model).values()))
    more = [counts[1] - counts[0], counts[2] - counts[1]]
    note("more parameters", "none" if not any(more) else "the same each time" if more[0] == more[1] else "different")
    note("all learn", learn)
    assert_that(more[0] == more[1] > 0 and learn)


@pytest.mark.points(0.25)
def test_adds_to_what_a_block_is_given(student, remote, rng):
    """A further block whose parameters are all 0 changes nothing: what it finds is added to what it was given."""
    note = facts_only(student)
    one, two, images = vit(student, remote, rng, num_layers=1), vit(student, remote, rng), pictures(rng, 4)
    want, before = answer(note, one, images, [4]), two(images)
    further = {name: 0 * tensor for name, tensor in further_parameters(one, two).items()}
    load_parameters(two, {**two.state_dict(), **parameters(one), **further})
    after = two(images)
    note("a further block says something, and nothing with zeros", [differ(before, want), not differ(after, want)])
    assert_that(differ(before, want) and not differ(after, want))


@pytest.mark.points(0.5)
def test_shows_a_map_for_every_head(student, remote, rng):
    """The maps say how much each of the N + 1 tokens looks at each: no weight is zero, rows sum to 1, every head has
    its own, and every image too."""
    note = facts_only(student)
    model, images = vit(student, remote, rng), pictures(rng, 4)
    maps = answer(note, model.attention_maps, images, [3, 10, 10])
    alone = not differ(model.attention_maps(images[1:2]), maps[1:2])
    note("an image alone has the same maps", alone)
    positive, whole = bool((maps > 0).all()), not differ(maps.sum(dim=-1), torch.ones(()))
    note("positive, and rows sum to 1", [positive, whole])
    heads, rows = differ(maps[:, 0], maps[:, 1]), differ(maps[:, :, 0], maps[:, :, 1])
    note("heads differ, and rows", [heads, rows])
    assert_that(alone and positive and whole and heads and rows)


@pytest.mark.points(0.5)
def test_shows_the_last_block(student, remote, rng):
    """The maps are those of the last block: when there are two, the tokens have looked at one another already."""
    note = facts_only(student)
    images, told = pictures(rng, 4), []
    for layers in (1, 2):
        model = vit(student, remote, rng, num_layers=layers)
        maps = torch.stack([answer(note, model.attention_maps, shown, [3, 10, 10])
                            for shown in (images, with_other_corner(images))])  # fmt: skip
        among_others = maps[..., :8, :8].log()  # the changed patch is token 9, or 8 if the class token stands last
        preferences = among_others - among_others.mean(dim=-1, keepdim=True)
        told.append(differ(*preferences) if preferences.isfinite().all() and differ(preferences, 0 * maps[..., :8, :8])
                    else "no preferences")  # fmt: skip
    note("other tokens have told of the change", told)
    two = model
    further = further_parameters(vit(student, remote, rng, num_layers=1), two)
    before = two.attention_maps(images)
    load_parameters(two, {**two.state_dict(), **{name: -2 * tensor for name, tensor in further.items()}})
    counts = differ(two.attention_maps(images), before)
    note("the last block's parameters count", counts)
    assert_that(told == [False, True] and counts)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, remote, rng):
    """float32 images give float32 logits and maps; after `.double()` float64 images give float64 ones, to the last
    digit."""
    note = facts_only(student)
    model, images = vit(student, remote, rng), pictures(rng, 3)
    narrow = answer(note, model, images, [4]), model.attention_maps(images)
    model.double()
    wide = model(images.double()), model.attention_maps(images.double())
    dtypes = [str(tensor.dtype) for tensor in (*narrow, *wide)]
    same = not any(differ(many, few.double()) for many, few in zip(wide, narrow, strict=True))
    note("dtypes, and the same numbers", [dtypes, same])
    direction = rng.normal(*images.shape)
    fine = [is_fine(function, images.double(), direction) for function in (model, model.attention_maps)]
    note("to the last digit", fine)
    assert_that(dtypes == ["torch.float32"] * 2 + ["torch.float64"] * 2 and all(fine), "dtype")
    assert_that(same)


@pytest.mark.points(0.25)
def test_leaves_the_images_alone(student, remote, rng):
    """The images are the same after the calls as before, and logits and maps are answers."""
    note = facts_only(student)
    model, images = vit(student, remote, rng), pictures(rng, 3)
    with left_unchanged(student):
        answer(note, model, images, [4])
        answer(note, model.attention_maps, images, [3, 10, 10])
