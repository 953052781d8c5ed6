"""Other ways to write `optimal_discriminator`: right ones, and the mistakes students make."""

import torch
from reference import optimal_discriminator

from autograder.testing import alternative, misconception


@alternative
def sigmoid_of_log_ratio(p_real, p_fake):
    nothing = (p_real == 0) & (p_fake == 0)
    p, q = p_real.masked_fill(nothing, 1), p_fake.masked_fill(nothing, 1)
    return torch.sigmoid(p.log() - q.log())


@alternative
def equal_where_nothing(p_real, p_fake):
    filler = ((p_real + p_fake) == 0).to(p_real.dtype)
    return (p_real + filler) / (p_real + p_fake + 2 * filler)


@alternative
def entry_by_entry(p_real, p_fake):
    answer = torch.full_like(p_real, 0.5)
    seen = (p_real != 0).logical_or(p_fake != 0)
    answer[seen] = p_real[seen] / (p_real[seen] + p_fake[seen])
    return answer


@alternative
def one_minus_the_other(p_real, p_fake):
    total = p_real + p_fake
    return 1 - torch.where(total == 0, 0.5, p_fake / total.masked_fill(total == 0, 2))


@misconception
def threshold(p_real, p_fake):
    """The answer is a verdict, 0 or 1. A probability is asked for: where real samples are three times as common as
    made-up ones, "real" is right in three cases of four."""
    return (p_real > p_fake).to(p_real.dtype)


@misconception
def swapped(p_real, p_fake):
    """This is the probability that the sample is made up. The discriminator answers with the probability of "real"."""
    return optimal_discriminator(p_fake, p_real)


@misconception
def normalise_each_first(p_real, p_fake):
    """Each set of densities is first made to add up to 1 over the given points. They are densities already, and the
    points are only some of all: compare them as they are, point by point."""
    return optimal_discriminator(p_real / p_real.sum(), p_fake / p_fake.sum())


@misconception
def normalised_over_points(p_real, p_fake):
    """The real density is divided by its sum over all points. The comparison is between the two densities at the same
    point: how much of what is seen there is real?"""
    return p_real / p_real.sum()


@misconception
def density_ratio(p_real, p_fake):
    """This is how many times as common real samples are, which may be any number. A probability is at most 1: compare
    with all that is seen at the point, real and made up together."""
    return p_real / p_fake


@misconception
def eps_bias(p_real, p_fake):
    """A small number is added to the denominator. Where densities are as small as that number, the answer is drawn
    towards 0, and where both are 0 it is 0 instead of 0.5: treat that case on its own."""
    return p_real / (p_real + p_fake + 1e-3)


@misconception
def eps_tiny(p_real, p_fake):
    """A tiny number is added to the denominator. Densities can be tinier still, and where both are 0 the answer is 0
    instead of 0.5: treat that case on its own."""
    return p_real / (p_real + p_fake + 1e-8)


@misconception
def zero_at_zero(p_real, p_fake):
    """Where nothing is ever seen the answer is 0, that is "surely made up". Nothing is known there: answer 0.5."""
    total = p_real + p_fake
    return torch.where(total > 0, p_real / torch.where(total > 0, total, 1), 0)


@misconception
def nan_at_zero(p_real, p_fake):
    """Where both densities are 0 the answer is 0/0, which is NaN. Answer 0.5 there."""
    return p_real / (p_real + p_fake)


@misconception
def nan_in_gradient(p_real, p_fake):
    """The values are right, but the gradient is NaN where both densities are 0: the division 0/0 is still computed, and
    0 times NaN is NaN on the way back. See to it that the denominator is never 0; dropping the result is not enough."""
    return torch.where(p_real + p_fake > 0, p_real / (p_real + p_fake), 0.5)


@misconception
def log_ratio(p_real, p_fake):
    """This is the logit, the logarithm of how many times as common real samples are. A probability between 0 and 1 is
    asked for."""
    return p_real.log() - p_fake.log()


@misconception
def graph_cut(p_real, p_fake):
    """The answer is right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way."""
    return optimal_discriminator(p_real.detach(), p_fake.detach())


@misconception
def dtype_hardcoded(p_real, p_fake):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return optimal_discriminator(p_real.float(), p_fake.float())


@misconception
def input_mutated(p_real, p_fake):
    """An argument is changed in place (an operation with a trailing underscore, `+=` or `x[...] =`). Work on a new
    tensor."""
    real, fake = p_real.clone(), p_fake.clone()
    with torch.no_grad():
        p_fake += p_real
    return optimal_discriminator(real, fake)
