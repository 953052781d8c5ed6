"""Grading a yes-or-no prediction, however sure it is of itself."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def bce_with_logits(logits: Float[Tensor, "*shape"], targets: Float[Tensor, "*shape"]) -> Float[Tensor, ""]:
    """The binary cross-entropy between predictions, given as logits, and targets: the mean over all entries.

    A logit x stands for the probability p = sigmoid(x) = 1 / (1 + e⁻ˣ), and a target t for how probable "yes" should
    be, anywhere from 0 to 1. One entry costs -(t·log p + (1 - t)·log(1 - p)). Both tensors have the same shape, which
    may be any shape, that of a single number too. Values and gradients must be right for logits as large as ±10000,
    where p is 0 or 1 to the last digit. Keep the dtype of the inputs, and leave the arguments as they are.

    Raises:
        ValueError: the shapes differ, even if they would broadcast.

    Example: the first prediction is undecided (logit 0, p = 0.5) and costs log 2 = 0.693. The second is for "yes" with
    p = 0.881 where "no" is right, and costs 2.127. The mean is

    >>> bce_with_logits(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 0.0]))
    tensor(1.4100)
    """
    raise NotImplementedError("generative_loss.bce_with_logits")
