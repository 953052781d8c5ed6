"""From a model that makes things to one that predicts: Bayes' rule."""

import torch
from jaxtyping import Float
from torch import Tensor


def posterior_from_generative(
    log_likelihood: Float[Tensor, "sample class"], log_prior: Float[Tensor, " class"]
) -> Float[Tensor, "sample class"]:
    """How probable each class is, given each sample: p(class | sample), by Bayes' rule.

    `log_likelihood` says how readily a generative model of each class makes each sample, log p(sample | class);
    `log_prior` how common the classes are, log p(class). Each row of the result sums to 1. The prior need not be
    normalised: the same number added to all its entries changes nothing, and neither does the same number added to a
    row of `log_likelihood`. It must be right for log-likelihoods around -10000, whose exponentials are all 0 to a
    computer. Keep the dtype of the inputs, and leave the arguments as they are.

    Example: two classes make the sample with probability 0.5 and 0.25, but the second is three times as common. The
    products with the prior are 0.125 and 0.1875, so the second is the likelier one:

    >>> posterior_from_generative(torch.tensor([[0.5, 0.25]]).log(), torch.tensor([0.25, 0.75]).log())
    tensor([[0.4000, 0.6000]])
    """
    raise NotImplementedError("gan.posterior_from_generative")
