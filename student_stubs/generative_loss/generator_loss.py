"""Being believed: what the generator is trained on."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor


def generator_loss(fake_logits: Float[Tensor, " fake"]) -> Float[Tensor, ""]:
    """How badly the made-up samples pass for real: the mean of -log sigmoid(logit), the non-saturating loss.

    A logit says how sure the discriminator is that a made-up sample is real. The loss is small when the discriminator
    is fooled, and when it is not fooled at all the gradient is as strong as it gets: -1/n for each of n samples. There
    is at least one sample. The loss and its gradient must be right for logits as large as ±10000. Keep the dtype of the
    input, and leave the argument as it is.

    Example: three made-up samples. About the first the discriminator is undecided (0.693), the second fools it (0.049),
    the third does not (1.313). The mean is

    >>> generator_loss(torch.tensor([0.0, 3.0, -1.0]))
    tensor(0.6850)
    """
    raise NotImplementedError("generative_loss.generator_loss")
