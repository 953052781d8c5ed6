"""Public checks of the capstone. The last one trains for a while."""

import math

import pytest
import torch

from autograder.testing import assert_that, facts_only


@pytest.mark.points(1)
def test_scores_of_four_points(student):
    """The worked example of the handout comes out: a share of 0.75, and 2 of 4 parts."""
    points = torch.tensor([[1.0, 0.1], [0.9, 0.2], [-1.0, 0.1], [0.5, -3.0]])
    share, parts = student.ring_scores(points, bins=4)
    assert_that(share == 0.75, perhaps=f"three of the four points are near the circle, yet the share is {share}")
    assert_that(parts == 2, perhaps=f"two of the four parts are reached, yet you count {parts}")
    _, parts = student.ring_scores(points, bins=4, min_share=0.5)
    assert_that(parts == 1, perhaps=f"one part holds half of all points, yet you count {parts}")


@pytest.mark.points(1)
def test_scores_of_circles(student):
    """A lower half circle reaches half of the parts, a whole one all, also if a little too large, and a circle twice as
    large none."""
    angle = torch.linspace(-math.pi + 0.01, math.pi - 0.01, 640)
    circle = torch.stack([angle.cos(), angle.sin()], dim=1)
    for points, want in [(circle[:320], (1.0, 8)), (1.15 * circle, (1.0, 16)), (2 * circle, (0.0, 0))]:
        got = student.ring_scores(points)
        assert_that(tuple(got) == want, perhaps=f"the scores are {tuple(got)}, not {want}")


@pytest.mark.points(1)
def test_history(student):
    """Three steps give three finite losses of each network."""
    _, _, history = student.train_ring_gan(seed=0, steps=3, batch=16)
    for name in ("d_loss", "g_loss"):
        losses = history[name]
        assert_that(len(losses) == 3 and all(map(math.isfinite, losses)), perhaps=f"{name} is {losses}")


@pytest.mark.points(4)
def test_training(student):
    """After the whole training, the points lie near the circle and all around it."""
    note = facts_only(student)
    noise = torch.randn(2000, 4, generator=torch.Generator().manual_seed(1))
    early, _, _ = student.train_ring_gan(seed=0, steps=1)
    generator, _, _ = student.train_ring_gan(seed=0)
    with torch.no_grad():
        before, points = early(noise), generator(noise)
    radius = points.norm(dim=1)
    near = (radius - 1).abs() < 0.2
    part = ((torch.atan2(points[:, 1], points[:, 0]) / (2 * math.pi) + 0.5) * 16).long().clamp(0, 15)
    directions = int((torch.bincount(part, minlength=16) >= 20).sum())
    parts = int((torch.bincount(part[near], minlength=16) >= 20).sum())
    share, middle = near.double().mean().item(), radius.median().item()
    note("cloud", look(torch.allclose(before, points), share, parts, middle, directions))
    says = f"share {share:.2f}, {parts} of 16 parts, half of the points within {middle:.2f} of the origin"
    assert_that(share >= 0.85 and parts >= 15, perhaps=says)


def look(still, share, parts, middle, directions):
    """What the points look like."""
    if still:
        return "has not moved"
    if share >= 0.6 and parts >= 12:
        return "a ring"
    far = "far away" if middle > 2 else "in the middle" if middle < 0.4 else ""
    return far or ("in one place" if directions <= 4 else "part of a ring")
