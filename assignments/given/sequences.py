"""Sequences of digits to continue: six digits, a separator, then the same six digits reversed or sorted."""

import torch
from jaxtyping import Int
from torch import Tensor

DIGITS = 5
"""The digits are 0 to 4."""
SEPARATOR = 5
"""The token between question and answer."""
COUNT = 6
"""So many digits are asked, and so many are the answer."""
VOCABULARY = DIGITS + 1
LENGTH = 2 * COUNT + 1


def sequences(task: str, count: int, generator: torch.Generator | None = None) -> Int[Tensor, "count 13"]:
    """Random digits, the separator, and the answer: the digits from the last to the first for the task "reverse", from
    the smallest to the largest for "sort"."""
    asked = torch.randint(DIGITS, (count, COUNT), generator=generator)
    answers = {"reverse": asked.flip(1), "sort": asked.sort(dim=1).values}
    return torch.cat([asked, torch.full((count, 1), SEPARATOR), answers[task]], dim=1)
