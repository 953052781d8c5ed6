"""Other ways to write `balderdash_round`: right ones, and the mistakes students make."""

import torch
from reference import balderdash_round

from autograder.testing import alternative, misconception


@alternative
def signs(real_plausibility, fake_plausibility, fake_is_true):
    won = torch.sign(fake_plausibility - real_plausibility)
    return (1 + won) / 2, (1 - won) / 2


@alternative
def steps(real_plausibility, fake_plausibility, fake_is_true):
    half = torch.tensor(0.5, dtype=real_plausibility.dtype)
    lead = fake_plausibility - real_plausibility
    return torch.heaviside(lead, half), torch.heaviside(-lead, half)


@alternative
def votes_counted(real_plausibility, fake_plausibility, fake_is_true):
    at_least = (fake_plausibility >= real_plausibility).to(real_plausibility.dtype)
    more = (fake_plausibility > real_plausibility).to(real_plausibility.dtype)
    generator = 0.5 * (at_least + more)
    return generator, torch.ones_like(generator) - generator


@alternative
def round_by_round(real_plausibility, fake_plausibility, fake_is_true):
    generator = []
    for real, fake in zip(real_plausibility.tolist(), fake_plausibility.tolist(), strict=True):
        generator.append(1.0 if fake > real else 0.0 if fake < real else 0.5)
    points = torch.tensor(generator, dtype=real_plausibility.dtype)
    return points, 1.0 - points


@misconception
def truth_rewarded(real_plausibility, fake_plausibility, fake_is_true):
    """The generator gets a point for being right. Nobody at the table can check that, and nothing in the loss pays for
    it: only being believed counts."""
    generator, discriminator = balderdash_round(real_plausibility, fake_plausibility, fake_is_true)
    return generator + fake_is_true, discriminator


@misconception
def truth_blocks(real_plausibility, fake_plausibility, fake_is_true):
    """The generator gets points only where its answer is true. A made-up answer that is believed earns its point
    whether true or not: that is the whole trouble with it."""
    generator, _ = balderdash_round(real_plausibility, fake_plausibility, fake_is_true)
    earned = generator * fake_is_true
    return earned, 1 - earned


@misconception
def falsehood_needed(real_plausibility, fake_plausibility, fake_is_true):
    """The generator gets points only where its answer is false. Fooling somebody means being taken for the real answer;
    whether what was said happens to be true does not matter."""
    generator, _ = balderdash_round(real_plausibility, fake_plausibility, fake_is_true)
    earned = generator * ~fake_is_true
    return earned, 1 - earned


@misconception
def inverted(real_plausibility, fake_plausibility, fake_is_true):
    """The points are the wrong way round: either the two results are swapped (the generator's come first), or the vote
    goes to the less plausible answer."""
    return balderdash_round(real_plausibility, fake_plausibility, fake_is_true)[::-1]


@misconception
def tie_to_generator(real_plausibility, fake_plausibility, fake_is_true):
    """A tie goes to the generator. When both answers are equally plausible the vote is a toss-up: half a point each."""
    generator = (fake_plausibility >= real_plausibility).to(real_plausibility.dtype)
    return generator, 1 - generator


@misconception
def tie_to_discriminator(real_plausibility, fake_plausibility, fake_is_true):
    """A tie goes to the discriminator. When both answers are equally plausible the vote is a toss-up: half a point
    each."""
    generator = (fake_plausibility > real_plausibility).to(real_plausibility.dtype)
    return generator, 1 - generator


@misconception
def tie_to_nobody(real_plausibility, fake_plausibility, fake_is_true):
    """In a tie nobody gets anything. Every round is worth one point in all: half each when it is a toss-up."""
    more = (fake_plausibility > real_plausibility).to(real_plausibility.dtype)
    less = (fake_plausibility < real_plausibility).to(real_plausibility.dtype)
    return more, less


@misconception
def margin_as_points(real_plausibility, fake_plausibility, fake_is_true):
    """The points are how far the plausibilities are apart. A vote is won or lost: 1, 0, or 0.5 in a tie, however narrow
    it was."""
    lead = fake_plausibility - real_plausibility
    return lead, -lead


@misconception
def share_as_points(real_plausibility, fake_plausibility, fake_is_true):
    """The point is shared out in proportion to the plausibilities. A vote goes to one of the two: 1, 0, or 0.5 in a
    tie, however narrow it was."""
    generator = fake_plausibility / (fake_plausibility + real_plausibility)
    return generator, 1 - generator


@misconception
def absolute_threshold(real_plausibility, fake_plausibility, fake_is_true):
    """The made-up answer is compared with a fixed number instead of with the real answer of its round. Plausibility has
    no fixed scale here: the vote goes to the more plausible of the two."""
    generator = (fake_plausibility > 0.5).to(real_plausibility.dtype)
    return generator, 1 - generator


@misconception
def bool_out(real_plausibility, fake_plausibility, fake_is_true):
    """The results are True and False. Points are numbers, with 0.5 for a tie, in the dtype of the plausibilities."""
    return fake_plausibility > real_plausibility, real_plausibility > fake_plausibility


@misconception
def dtype_hardcoded(real_plausibility, fake_plausibility, fake_is_true):
    """The points do not have the dtype of the plausibilities: something on the way is fixed to float32."""
    generator = torch.sign(fake_plausibility - real_plausibility).float() / 2 + 0.5
    return generator, 1 - generator


@misconception
def input_mutated(real_plausibility, fake_plausibility, fake_is_true):
    """An argument is changed in place (an operation with a trailing underscore, `-=` or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        fake_plausibility -= real_plausibility
    generator = (1 + fake_plausibility.sign()) / 2
    return generator, 1 - generator
