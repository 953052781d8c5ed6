"""Public checks of the capstone. The last one trains for a while."""

import math

import pytest
import torch

from autograder.testing import assert_equal, assert_that


@pytest.mark.points(1)
def test_scores_of_four_points(student):
    """The worked example of the handout comes out: a share of 0.75, and 2 of 4 parts."""
    points = torch.tensor([[1.0, 0.1], [0.9, 0.2], [-1.0, 0.1], [0.5, -3.0]])
    share, parts = student.ring_scores(points, bins=4)
    assert_that(share == 0.75, expected="0.75: three of the four points are near the circle", got=str(share))
    assert_that(parts == 2, expected="2 of the four parts", got=str(parts))
    _, parts = student.ring_scores(points, bins=4, min_share=0.5)
    assert_that(parts == 1, expected="1 part that holds half of all points", got=str(parts))


@pytest.mark.points(1)
def test_scores_of_circles(student):
    """A lower half circle reaches half of the parts, a whole one all, also if a little too large, and a circle twice as
    large none; the scores are a plain float and a plain int."""
    angle = torch.linspace(-math.pi + 0.01, math.pi - 0.01, 640)
    circle = torch.stack([angle.cos(), angle.sin()], dim=1)
    for points, want in [(circle[:320], (1.0, 8)), (1.15 * circle, (1.0, 16)), (2 * circle, (0.0, 0))]:
        assert_equal(student.ring_scores(points), want)


def trained(student, **choice):
    """Generator and history of a training, once it is known to give three things."""
    result = student.train_ring_gan(**choice)
    returned = len(result) if type(result) in (tuple, list) else 1
    assert_that(returned == 3, "type", expected="3 values", got=str(returned))
    return result[0], result[2]


@pytest.mark.points(0.5)
def test_history(student):
    """Three steps give three finite losses of each network."""
    _, history = trained(student, seed=0, steps=3, batch=16)
    for name in ("d_loss", "g_loss"):
        losses = history.get(name, [])
        assert_that(len(losses) == 3, expected=f"3 entries in {name}", got=str(len(losses)))
        assert_that(all(map(math.isfinite, losses)), got=f"{name} = {losses}")


@pytest.mark.points(0.5)
def test_seed(student):
    """The same seed gives the same losses again, and another seed gives others."""
    first, again, other = (trained(student, seed=seed, steps=3, batch=16)[1] for seed in (1, 1, 2))
    assert_that(first == again, got="other losses with the same seed", perhaps="it is not used for all that is random")
    assert_that(first != other, got="the same losses with every seed", perhaps="is it a fixed one?")


@pytest.mark.points(4)
def test_training(student):
    """After the whole training, the points lie near the circle and all around it."""
    noise = torch.randn(2000, 4, generator=torch.Generator().manual_seed(1))
    (early, _), (generator, _) = trained(student, seed=0, steps=1), trained(student, seed=0)
    with torch.no_grad():
        before, points = early(noise), generator(noise)
    radius = points.norm(dim=1)
    near = (radius - 1).abs() < 0.2
    part = ((torch.atan2(points[:, 1], points[:, 0]) / (2 * math.pi) + 0.5) * 16).long().clamp(0, 15)
    directions = int((torch.bincount(part, minlength=16) >= 20).sum())
    parts = int((torch.bincount(part[near], minlength=16) >= 20).sum())
    share, middle = near.double().mean().item(), radius.median().item()
    scores = f"share {share:.2f}, {parts} of 16 parts, half of the points within {middle:.2f} of the origin"
    says = f"the points {look(torch.allclose(before, points), middle, directions)}, see the handout's table: {scores}"
    assert_that(share >= 0.85 and parts >= 15, got=says)


def look(still, middle, directions):
    """What the points do that are no good ring, in the words of the handout."""
    if still:
        return "haven't moved"
    if middle > 2 or middle < 0.4:
        return "are far away" if middle > 2 else "sit in one spot in the middle"
    return "all lie in one place" if directions <= 4 else "cover a part of the ring"
