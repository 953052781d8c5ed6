"""The temperature slider: how daring the choice of the next token is."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def temperature_probs(
    logits: Float[Tensor, "*batch vocabulary"], temperature: float
) -> Float[Tensor, "*batch vocabulary"]:
    """The probability of each token: softmax(logits / temperature), over the last axis.

    At the temperature 0 there is nothing to divide by: all of the probability goes to the largest logit, and if several
    are the largest, to the first of them. A temperature of 0.0001 and logits of some thousands give probabilities too,
    no NaN. There may be any number of axes before the last one, or none. Keep the dtype, and leave the logits as they
    are.

    Raises:
        ValueError: the temperature is negative.

    Example: e² is 7.389, so that at temperature 1 the shares are 7.389 : 1, and at temperature 2 they are 2.718 : 1.

    >>> temperature_probs(torch.tensor([2.0, 0.0]), 1.0)
    tensor([0.8808, 0.1192])
    >>> temperature_probs(torch.tensor([2.0, 0.0]), 2.0)
    tensor([0.7311, 0.2689])
    >>> temperature_probs(torch.tensor([2.0, 0.0]), 0.0)
    tensor([1., 0.])
    """
    raise NotImplementedError("transformer.temperature_probs")
