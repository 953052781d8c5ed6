"""A layer with one parameter for each channel."""

import torch
from torch import Tensor, nn


class Scale(nn.Module):
    """Multiplies each channel by its own factor, 1 at first."""

    def __init__(self, width: int) -> None:
        ### BEGIN SOLUTION
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """The channels, scaled."""
        ### BEGIN SOLUTION
        return x * self.weight
        ### END SOLUTION
