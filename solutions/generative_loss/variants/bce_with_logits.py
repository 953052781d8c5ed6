"""Other ways to write `bce_with_logits`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import bce_with_logits

from autograder.testing import alternative, misconception


def _check(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError("the shapes differ")


@alternative
def softplus_minus_product(logits, targets):
    _check(logits, targets)
    return (F.softplus(logits) - targets * logits).mean()


@alternative
def clamp_form(logits, targets):
    _check(logits, targets)
    return (logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))).mean()


@alternative
def two_classes(logits, targets):
    assert logits.shape == targets.shape
    scores = torch.stack([torch.zeros_like(logits), logits]).reshape(2, -1).T
    shares = torch.stack([1 - targets, targets]).reshape(2, -1).T
    return F.cross_entropy(scores, shares)


@alternative
def logaddexp(logits, targets):
    _check(logits, targets)
    zero = logits.new_zeros(())
    return torch.sum(torch.logaddexp(zero, logits) - targets * logits) / logits.numel()


def _by_probability(logits, targets, floor=0.0):
    _check(logits, targets)
    p = logits.sigmoid()
    return -(targets * (p + floor).log() + (1 - targets) * (1 - p + floor).log()).mean()


@misconception
def naive_log(logits, targets):
    """The probability is computed first and its logarithm afterwards. For a sure prediction p is exactly 0 or 1, and
    log 0 is infinite: rewrite log(sigmoid(x)) so that only the logit goes in."""
    return _by_probability(logits, targets)


@misconception
def eps_hack(logits, targets):
    """A small number is added inside the logarithm. That hides the infinity but caps the loss near 16, however wrong
    the prediction, and there the gradient is gone. Work on the logit, without the detour through the probability."""
    return _by_probability(logits, targets, floor=1e-7)


@misconception
def eps_tiny(logits, targets):
    """A tiny number is added inside the logarithm. That hides the infinity but caps the loss near 18, however wrong
    the prediction, and there the gradient is gone. Work on the logit, without the detour through the probability."""
    return _by_probability(logits, targets, floor=1e-8)


@misconception
def sum_not_mean(logits, targets):
    """The entries' losses are added up instead of averaged, so that the loss grows with the size of the batch."""
    return bce_with_logits(logits, targets) * logits.numel()


@misconception
def not_averaged(logits, targets):
    """Every entry has its loss, but one number is asked for: their mean."""
    _check(logits, targets)
    return F.softplus(logits) - targets * logits


@misconception
def one_term(logits, targets):
    """Only the entries whose target is "yes" cost anything. A wrong "yes" must cost as much as a wrong "no": where is
    the term with 1 - t?"""
    _check(logits, targets)
    return -(targets * F.logsigmoid(logits)).mean()


@misconception
def sign_flipped(logits, targets):
    """The sign is turned round: the logarithm of a probability is negative, and a loss must be small for good
    predictions."""
    return -bce_with_logits(logits, targets)


@misconception
def targets_swapped(logits, targets):
    """Target 1 is treated as "no" and target 0 as "yes"."""
    _check(logits, targets)
    return bce_with_logits(logits, 1 - targets)


@misconception
def double_sigmoid(logits, targets):
    """The sigmoid is applied twice: once to the logits and once more inside the loss, which takes logits. The
    probability then never leaves the range from 0.5 to 0.73."""
    _check(logits, targets)
    return bce_with_logits(logits.sigmoid(), targets)


@misconception
def hard_targets(logits, targets):
    """Targets between 0 and 1 are treated as if they were 0 or 1. A target of 0.9 asks for the probability 0.9: both
    terms count, weighted with t and 1 - t."""
    _check(logits, targets)
    return bce_with_logits(logits, (targets >= 0.5).to(logits.dtype))


@misconception
def broadcast_bug(logits, targets):
    """Logits and targets of different shapes are accepted: (N, 1) and (N,) silently broadcast to all N² pairs, a loss
    that compares everything with everything. Refuse such input with a ValueError."""
    return (F.softplus(logits) - targets * logits).mean()


@misconception
def graph_cut(logits, targets):
    """The loss is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could be learned from it."""
    return bce_with_logits(logits.detach(), targets.detach())


@misconception
def dtype_hardcoded(logits, targets):
    """The loss does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return bce_with_logits(logits.float(), targets.float())


@misconception
def input_mutated(logits, targets):
    """An argument is changed in place (an operation with a trailing underscore, `*=` or `x[...] =`). Work on a new
    tensor."""
    _check(logits, targets)
    with torch.no_grad():
        signs = targets.mul_(2).sub_(1)
    return bce_with_logits(logits, (signs + 1) / 2)
