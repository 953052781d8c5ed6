"""A round of balderdash, scored: who is believed?"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def balderdash_round(
    real_plausibility: Float[Tensor, " round"],
    fake_plausibility: Float[Tensor, " round"],
    fake_is_true: Bool[Tensor, " round"],
) -> tuple[Float[Tensor, " round"], Float[Tensor, " round"]]:
    """The points of the generator and those of the discriminator, in each of several independent rounds.

    In a round the discriminator sees the real answer and a made-up one, and votes for the more plausible of the two as
    "real". If that is the made-up one, the discriminator is fooled: 1 point for the generator, 0 for itself. If it is
    the real one, it is the other way round. If both are exactly equal, each gets 0.5.

    `fake_is_true` says whether the made-up answer happens to be factually right. The vote cannot see that, so it must
    not matter. The points have the dtype of the plausibilities; leave the arguments as they are.

    Example: in the first round the real answer is more plausible, in the second the made-up one, in the third neither.

    >>> real, fake = torch.tensor([0.9, 0.4, 0.5]), torch.tensor([0.2, 0.8, 0.5])
    >>> generator, discriminator = balderdash_round(real, fake, torch.tensor([False, True, True]))
    >>> generator
    tensor([0.0000, 1.0000, 0.5000])
    >>> discriminator
    tensor([1.0000, 0.0000, 0.5000])
    """
    ### BEGIN SOLUTION
    fooled = (fake_plausibility > real_plausibility).to(real_plausibility.dtype)
    generator = torch.where(fake_plausibility == real_plausibility, 0.5, fooled)
    return generator, 1 - generator
    ### END SOLUTION
