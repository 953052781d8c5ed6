"""One turn of the generator: it learns to be believed, and the discriminator holds still."""

import torch
from given.gan_losses import generator_loss
from jaxtyping import Float
from torch import Tensor, nn


def generator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    noise: Float[Tensor, "fake noise"],
) -> float:
    """One update of the generator alone; gives the loss from before it, as a plain float.

    The generator makes samples of this very `noise`, the discriminator gives them logits, and `optimizer`, which holds
    the generator's parameters, takes one step down the gradient of `generator_loss`. This gradient comes to the
    generator through the discriminator. Gradients that are left over from before don't count. The discriminator's
    parameters stay as they are, and go on requiring gradients if they did; what gathers in their `.grad` does not
    matter, since its own next step begins afresh. Both networks stay in the mode (`train` or `eval`) that they are in,
    and `noise` as it is.

    Example: the generator makes 0 of everything, and the discriminator holds larger numbers for more real. The logit is
    0, the loss log 2 = 0.693, and the bias, so far 0, moves up by 0.1 · ½ · 1. So does the weight, as the noise is 1.

    >>> generator, discriminator = nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))
    >>> for module, weight in ((generator, 0.0), (discriminator[0], 1.0)):
    ...     _ = nn.init.constant_(module.weight, weight), nn.init.zeros_(module.bias)
    >>> optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
    >>> round(generator_step(generator, discriminator, optimizer, torch.ones(1, 1)), 4)
    0.6931
    >>> generator.bias.data, generator.weight.data
    (tensor([0.0500]), tensor([[0.0500]]))
    """
    raise NotImplementedError("gan.generator_step")
