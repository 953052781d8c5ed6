"""A generator always answers; around it, something that may refuse."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn


def filter_implausible(
    generator: nn.Module, discriminator: nn.Module, noise: Float[Tensor, "sample noise"], min_logit: float
) -> tuple[Float[Tensor, "kept data"], Bool[Tensor, " sample"]]:
    """The samples that the discriminator believes, and which rows of the noise they were made from.

    The generator makes a sample of each row of `noise`, and the discriminator gives it a logit. A sample is accepted if
    its logit is at least `min_logit`; the accepted ones come back as they were judged, in the order of their noise, and
    with them a mask that is True where one was accepted. If none was, there is nothing to give back: shape (0, data).
    Neither of the two hangs on a graph of gradients, since nobody is to learn from them. Both networks stay as they
    are, mode (`train` or `eval`) and `requires_grad` included; so does `noise`. Draw no random numbers of your own (the
    networks may).

    Example: the generator doubles, and the discriminator believes small numbers more. The noise 0.5, 2 and 1 becomes 1,
    4 and 2, with the logits 2, -1 and 1. The last one is just enough.

    >>> generator, discriminator = nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))
    >>> for module, weight, bias in ((generator, 2.0, 0.0), (discriminator[0], -1.0, 3.0)):
    ...     _ = nn.init.constant_(module.weight, weight), nn.init.constant_(module.bias, bias)
    >>> filter_implausible(generator, discriminator, torch.tensor([[0.5], [2.0], [1.0]]), min_logit=1.0)
    (tensor([[1.],
            [2.]]), tensor([ True, False,  True]))
    >>> filter_implausible(generator, discriminator, torch.tensor([[0.5], [2.0], [1.0]]), min_logit=3.0)
    (tensor([], size=(0, 1)), tensor([False, False, False]))
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        samples = generator(noise)  # (sample, data): it answers whatever it is asked
        accepted = discriminator(samples) >= min_logit  # (sample,)
    return samples[accepted], accepted
    ### END SOLUTION
