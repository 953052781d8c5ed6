"""Points on a ring: what the generator of the capstone learns to make."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

THICKNESS = 0.05
"""The standard deviation of the radius."""


def ring_points(count: int, generator: torch.Generator | None = None) -> Float[Tensor, "count 2"]:
    """Random points on a circle of radius 1 around the origin, a little off it, the same everywhere along it."""
    angle = 2 * math.pi * torch.rand(count, generator=generator)
    radius = 1 + THICKNESS * torch.randn(count, generator=generator)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
