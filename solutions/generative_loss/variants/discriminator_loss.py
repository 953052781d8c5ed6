"""Other ways to write `discriminator_loss`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from bce_with_logits import bce_with_logits
from reference import discriminator_loss

from autograder.testing import alternative, misconception


def _check(real_logits, fake_logits):
    if len(real_logits) == 0 or len(fake_logits) == 0:
        raise ValueError("an empty batch")


def _average(real_losses, fake_losses):
    """The mean of the two averages; refuses empty batches as the reference does."""
    _check(real_losses, fake_losses)
    return (real_losses.mean() + fake_losses.mean()) / 2


@alternative
def softplus_of_both(real_logits, fake_logits):
    return _average(F.softplus(-real_logits), F.softplus(fake_logits))


@alternative
def exercise_before(real_logits, fake_logits):
    _check(real_logits, fake_logits)
    ones, zeros = torch.ones_like(real_logits), torch.zeros_like(fake_logits)
    return 0.5 * (bce_with_logits(real_logits, ones) + bce_with_logits(fake_logits, zeros))


@alternative
def logsigmoid_of_both(real_logits, fake_logits):
    _check(real_logits, fake_logits)
    return -0.5 * (F.logsigmoid(real_logits).sum() / len(real_logits) + F.logsigmoid(-fake_logits).mean())


@alternative
def weighted_concatenation(real_logits, fake_logits):
    _check(real_logits, fake_logits)
    logits = torch.cat([real_logits, fake_logits])
    targets = torch.cat([torch.ones_like(real_logits), torch.zeros_like(fake_logits)])
    weights = targets / (2 * len(real_logits)) + (1 - targets) / (2 * len(fake_logits))
    return F.binary_cross_entropy_with_logits(logits, targets, weight=weights, reduction="sum")


@misconception
def labels_swapped(real_logits, fake_logits):
    """The labels are swapped: real samples are to be called real (target 1) and made-up ones made up (target 0)."""
    return _average(F.softplus(real_logits), F.softplus(-fake_logits))


@misconception
def sum_not_average(real_logits, fake_logits):
    """The two classes' losses are added but not halved, so everything is twice as large as asked for. The gradient
    points the right way; the number for an undecided discriminator should be log 2."""
    return discriminator_loss(real_logits, fake_logits) * 2


@misconception
def batch_summed(real_logits, fake_logits):
    """The losses of the samples are added up within each class instead of averaged, so that the larger batch and the
    larger class count more."""
    _check(real_logits, fake_logits)
    return (F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()) / 2


@misconception
def fake_only(real_logits, fake_logits):
    """Only the made-up samples count. A discriminator that calls everything made up would be perfect: what tells it
    that real samples are real?"""
    _check(real_logits, fake_logits)
    return F.softplus(fake_logits).mean()


@misconception
def real_only(real_logits, fake_logits):
    """Only the real samples count. A discriminator that calls everything real would be perfect: what tells it that
    made-up samples are made up?"""
    _check(real_logits, fake_logits)
    return F.softplus(-real_logits).mean()


@misconception
def concat_unweighted(real_logits, fake_logits):
    """All samples are averaged in one batch, so that with 2 real and 200 made-up samples the real ones hardly count.
    Average each class on its own first."""
    _check(real_logits, fake_logits)
    return torch.cat([F.softplus(-real_logits), F.softplus(fake_logits)]).mean()


@misconception
def targets_on_probabilities(real_logits, fake_logits):
    """The sigmoid is applied twice: the logits are turned into probabilities, and those are treated as logits again.
    Use one of the two, not both."""
    return _average(F.softplus(-real_logits.sigmoid()), F.softplus(fake_logits.sigmoid()))


@misconception
def naive_log(real_logits, fake_logits):
    """The probability is computed first and its logarithm afterwards. For a sure discriminator it is exactly 0 or 1,
    and log 0 is infinite: use a form that works on the logits."""
    return _average(-real_logits.sigmoid().log(), -(1 - fake_logits.sigmoid()).log())


@misconception
def small_number_in_log(real_logits, fake_logits):
    """A small number is added inside the logarithm, so that it is never infinite. It also keeps the loss flat where the
    discriminator is most wrong, and nothing is learned from its worst mistakes: use a form that works on the logits."""
    return _average(-(real_logits.sigmoid() + 1e-8).log(), -(1 - fake_logits.sigmoid() + 1e-8).log())


@misconception
def bce_of_probabilities(real_logits, fake_logits):
    """The probability is computed first, and the cross-entropy of probabilities afterwards. PyTorch's keeps log 0 from
    being infinite by cutting it off at -100, so a discriminator that is sure and wrong pays a wrong price and gets no
    gradient: use the form that takes logits."""
    real_loss = F.binary_cross_entropy(real_logits.sigmoid(), torch.ones_like(real_logits), reduction="none")
    fake_loss = F.binary_cross_entropy(fake_logits.sigmoid(), torch.zeros_like(fake_logits), reduction="none")
    return _average(real_loss, fake_loss)


@misconception
def wasserstein(real_logits, fake_logits):
    """This is the difference of the average logits, the loss of a Wasserstein critic. It rewards larger logits without
    end and is no cross-entropy: where are the probabilities, and their logarithms?"""
    _check(real_logits, fake_logits)
    return fake_logits.mean() - real_logits.mean()


@misconception
def mse_gan(real_logits, fake_logits):
    """The logits are compared with the targets 1 and 0 by squared error. A logit is no probability: 5 is a very good
    answer for a real sample, and must not cost more than 1."""
    return _average((real_logits - 1).square(), fake_logits.square())


@misconception
def empty_batch_accepted(real_logits, fake_logits):
    """An empty batch gives NaN (the average of nothing is 0/0) or half a loss instead of a ValueError. NaN would then
    spread to every parameter: refuse such input at once."""
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2


@misconception
def graph_cut(real_logits, fake_logits):
    """The loss is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned from it."""
    return discriminator_loss(real_logits.detach(), fake_logits.detach())


@misconception
def dtype_hardcoded(real_logits, fake_logits):
    """The loss does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return discriminator_loss(real_logits.float(), fake_logits.float())


@misconception
def input_mutated(real_logits, fake_logits):
    """An argument is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    logits = real_logits.clone()
    with torch.no_grad():
        real_logits.sigmoid_()
    return discriminator_loss(logits, fake_logits)
