"""One turn of the discriminator: it learns to tell, and the generator holds still."""

import torch
from given.gan_losses import discriminator_loss
from jaxtyping import Float
from torch import Tensor, nn


def discriminator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    real: Float[Tensor, "real data"],
    noise: Float[Tensor, "fake noise"],
) -> float:
    """One update of the discriminator alone; gives the loss from before it, as a plain float.

    The generator makes samples of this very `noise`, the discriminator gives logits to them and to the `real` ones, and
    `optimizer`, which holds the discriminator's parameters, takes one step down the gradient of
    `discriminator_loss(real_logits, fake_logits)`. There may be more or fewer rows of `noise` than of `real`. Gradients
    that are left over from before don't count. The generator stays as it is, and no gradient reaches its parameters.
    Both networks stay in the mode (`train` or `eval`) that they are in, and `real` and `noise` as they are.

    Example: a generator that doubles, and a discriminator that knows nothing yet. Both samples get the logit 0, so the
    loss is log 2 = 0.693. The real sample stands at 1 and the made-up one at 2; the discriminator learns that smaller
    is more real, and its weight becomes 0.1 · ½ · (½ · 1 - ½ · 2) = -0.025.

    >>> generator, discriminator = nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))
    >>> for module, weight in ((generator, 2.0), (discriminator[0], 0.0)):
    ...     _ = nn.init.constant_(module.weight, weight), nn.init.zeros_(module.bias)
    >>> optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.1)
    >>> round(discriminator_step(generator, discriminator, optimizer, torch.ones(1, 1), torch.ones(1, 1)), 4)
    0.6931
    >>> discriminator[0].weight.data
    tensor([[-0.0250]])
    """
    ### BEGIN SOLUTION
    fake = generator(noise).detach()  # the generator is not to learn from this
    loss = discriminator_loss(discriminator(real), discriminator(fake))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION
