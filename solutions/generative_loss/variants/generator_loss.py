"""Other ways to write `generator_loss`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from bce_with_logits import bce_with_logits
from reference import generator_loss

from autograder.testing import alternative, misconception


@alternative
def softplus(fake_logits):
    return F.softplus(-fake_logits).mean()


@alternative
def cross_entropy_against_ones(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


@alternative
def own_cross_entropy(fake_logits):
    return bce_with_logits(fake_logits, torch.full_like(fake_logits, 1.0))


@alternative
def logaddexp(fake_logits):
    return torch.logaddexp(torch.zeros_like(fake_logits), -fake_logits).sum() / fake_logits.numel()


@alternative
def sample_by_sample(fake_logits):
    total = fake_logits.new_zeros(())
    for logit in fake_logits:
        total = total + (-logit).clamp(min=0) + torch.log1p(torch.exp(-logit.abs()))
    return total / len(fake_logits)


@misconception
def saturating(fake_logits):
    """This is log(1 - sigmoid(logit)), the loss of the textbook's game. It has the same goal, but hardly any slope
    where the discriminator sees through everything, which is where the generator begins: it would learn nothing just
    when it has most to learn."""
    return F.logsigmoid(-fake_logits).mean()


@misconception
def saturating_and_naive(fake_logits):
    """This is log(1 - sigmoid(logit)), computed as it stands. It hardly has a slope where the discriminator sees
    through everything, which is where the generator begins; and for a large logit it is the logarithm of exactly 0,
    which is infinite."""
    return torch.log(1 - fake_logits.sigmoid()).mean()


@misconception
def target_zero(fake_logits):
    """The made-up samples get the target 0, as the discriminator wants it. The generator wants the opposite: to have
    them called real."""
    return F.softplus(fake_logits).mean()


@misconception
def sign_flipped(fake_logits):
    """The sign is missing: the logarithm of a probability is negative, and minimising this would teach the generator to
    be seen through."""
    return F.logsigmoid(fake_logits).mean()


@misconception
def naive_log(fake_logits):
    """The probability is computed first and its logarithm afterwards. For a sure discriminator it is exactly 0, and
    log 0 is infinite: use a form that works on the logits."""
    return -fake_logits.sigmoid().log().mean()


@misconception
def eps_hack(fake_logits):
    """A small number is added inside the logarithm. That hides the infinity but caps the loss near 18, and there the
    gradient is gone, just when the generator needs it most. Use a form that works on the logits."""
    return -(fake_logits.sigmoid() + 1e-8).log().mean()


@misconception
def bce_of_probabilities(fake_logits):
    """The probability is computed first, and the cross-entropy of probabilities afterwards. PyTorch's keeps log 0 from
    being infinite by cutting it off at -100, and there the gradient is gone: use the form that takes logits."""
    return F.binary_cross_entropy(fake_logits.sigmoid(), torch.ones_like(fake_logits))


@misconception
def sum_not_mean(fake_logits):
    """The samples' losses are added up instead of averaged, so that the loss and the generator's steps grow with the
    size of the batch."""
    return F.softplus(-fake_logits).sum()


@misconception
def sigmoid_missing(fake_logits):
    """The average logit is used as it is. It can be raised without end, even for samples that fool the discriminator
    already: where are the probability and its logarithm?"""
    return -fake_logits.mean()


@misconception
def log_missing(fake_logits):
    """The average probability is used without its logarithm. Its slope vanishes where the discriminator is sure, which
    is where the generator begins."""
    return -fake_logits.sigmoid().mean()


@misconception
def graph_cut(fake_logits):
    """The loss is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and the
    generator would learn nothing from it."""
    return generator_loss(fake_logits.detach())


@misconception
def dtype_hardcoded(fake_logits):
    """The loss does not keep the dtype of the input: something on the way is fixed to float32."""
    return generator_loss(fake_logits.float())


@misconception
def input_mutated(fake_logits):
    """The argument is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    logits = fake_logits.clone()
    with torch.no_grad():
        fake_logits.neg_()
    return generator_loss(logits)
