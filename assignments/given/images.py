"""Two sets of small images, made on the spot: one asks what there is to see, the other where it is."""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

SIZE = 8
"""Height and width of every image."""

DIGITS = """
 .###.  ..#..  ####.  ####.  #..#.  #####  .###.  #####  .###.  .###.
 #...#  .##..  ....#  ....#  #..#.  #....  #....  ....#  #...#  #...#
 #...#  ..#..  .###.  .###.  #####  ####.  ####.  ...#.  .###.  .####
 #...#  ..#..  #....  ....#  ...#.  ....#  #...#  ..#..  #...#  ....#
 .###.  .###.  #####  ####.  ...#.  ####.  .###.  ..#..  .###.  .###.
"""

GLYPHS = torch.tensor(
    [[[float(dot == "#") for dot in row.split()[digit]] for row in DIGITS.strip().splitlines()] for digit in range(10)]
)
"""The digits 0 to 9 in 5 by 5 dots."""


def digits8(count: int, generator: torch.Generator) -> tuple[Float[Tensor, "count 1 8 8"], Int[Tensor, " count"]]:
    """Images of one digit each, anywhere in the image, brighter or darker, with little noise; and which digit it is."""
    labels = torch.randint(10, (count,), generator=generator)
    top, left = torch.randint(SIZE - 4, (2, count), generator=generator)
    brightness = 0.6 + 0.4 * torch.rand(count, 1, 1, 1, generator=generator)
    noise = torch.randn(count, 1, SIZE, SIZE, generator=generator)
    return brightness * _placed(GLYPHS[labels], top, left) + 0.05 * noise, labels


def where8(count: int, generator: torch.Generator) -> tuple[Float[Tensor, "count 1 8 8"], Int[Tensor, " count"]]:
    """Images with a full 2 by 2 block in one quarter and only its diagonal in another, with noise; and in which quarter
    the full one is: 0 and 1 are the upper ones, 2 and 3 the lower ones, left before right."""
    labels = torch.randint(4, (count,), generator=generator)
    others = (labels + torch.randint(1, 4, (count,), generator=generator)) % 4
    images = 0.15 * torch.randn(count, 1, SIZE, SIZE, generator=generator)
    for shape, quarters in ((torch.ones(2, 2), labels), (torch.eye(2), others)):
        down, right = torch.randint(3, (2, count), generator=generator)
        images += _placed(shape.expand(count, 2, 2), 4 * (quarters // 2) + down, 4 * (quarters % 2) + right)
    return images, labels


def _placed(
    shapes: Float[Tensor, "count side side"], top: Int[Tensor, " count"], left: Int[Tensor, " count"]
) -> Float[Tensor, "count 1 8 8"]:
    """Each shape in an empty image, its upper left corner in that row and column."""
    rest = SIZE - shapes.shape[-1]
    corner = F.pad(shapes, (0, rest, 0, rest))  # (count, row, column)
    rows = (torch.arange(SIZE) - top[:, None]) % SIZE
    columns = (torch.arange(SIZE) - left[:, None]) % SIZE
    which = torch.arange(len(shapes))[:, None, None]
    return corner[which, rows[:, :, None], columns[:, None, :]].unsqueeze(1)
