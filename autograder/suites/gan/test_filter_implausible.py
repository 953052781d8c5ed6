"""Hidden suite of `filter_implausible`: what the discriminator does not believe is left out, and may be everything.

Generator and discriminator are made beside the student's code; twins of them are asked here. Thresholds lie half-way
between two logits, where rounding decides nothing, or on numbers that are exact.
"""

import math

import pytest
import torch
from torch import nn

from autograder.testing import (
    FLOATS,
    assert_close,
    assert_that,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
    value,
)

SIZES = [(7, 3, 2), (9, 2, 4), (6, 4, 3), (8, 1, 3), (7, 3, 1), (1, 2, 3)]
"""Samples, numbers of noise, numbers of data: all different, and each of them once 1."""


def players(library, noise=3, data=2):
    """A linear generator and a discriminator with a hidden layer, made of `torch.nn` or of its like over there."""
    hidden, score = library.Linear(data, 5), library.Linear(5, 1)
    return library.Linear(noise, data), library.Sequential(hidden, library.Tanh(), score, library.Flatten(0))


def twins(remote, rng, noise=3, data=2, dtype=torch.float64):
    """Generator and discriminator beside the student's code, and the same two here, with random parameters."""
    theirs, ours = players(remote.nn, noise, data), players(nn, noise, data)
    remote.manual_seed(1)  # whoever draws random numbers, draws the same ones in every run
    for their, our in zip(theirs, ours, strict=True):
        state = {name: rng.normal(*tensor.shape, dtype=dtype) for name, tensor in our.state_dict().items()}
        their.to(dtype)
        load_parameters(their, state)
        our.to(dtype).load_state_dict(state)
    return theirs, ours


def constant(remote, logit, slope=0.0):
    """A generator that hands its noise on, and a discriminator that gives this logit to whatever comes, unless there is
    a slope along the first number."""
    generator, score = remote.nn.Linear(2, 3), remote.nn.Linear(3, 1)
    load_parameters(generator, {"weight": torch.eye(3, 2), "bias": torch.arange(3.0)})
    load_parameters(score, {"weight": torch.tensor([[slope, 0.0, 0.0]]), "bias": torch.tensor([logit])})
    return generator, remote.nn.Sequential(score, remote.nn.Flatten(0))


def threshold(ours, noise, share=None):
    """A number half-way between two neighbouring logits: such that about that share passes, or else the most distant
    ones that leave two samples or more on either side."""
    logits = ours[1](ours[0](noise)).detach().sort(descending=True).values
    if len(logits) == 1:
        return logits.item() - 1
    widest = 2 + int((logits[1:-2] - logits[2:-1]).argmax()) if share is None else 0
    place = widest or min(max(1, round(share * len(logits))), len(logits) - 1)
    return logits[place - 1 : place + 1].mean().item()


def both_filter(student, reference, theirs, ours, noise, share=None):
    """What the student's filter gives and what the reference's does, on the same networks."""
    least = threshold(ours, noise, share)
    got = student.filter_implausible(*theirs, noise, least)
    return got, reference.filter_implausible(*ours, noise, least)


def close(one, other):
    """Where two tensors are the same, for either float width."""
    return torch.isclose(one, other, rtol=1e-4, atol=1e-5)


def assert_same(got, want, *, dtype=False):
    """Kept samples and mask are the right ones."""
    assert_that(type(got) in (tuple, list) and len(got) == 2, "type", perhaps="two results are asked for")
    assert_close(got[0], want[0], axes="kept data", dtype=dtype)
    assert_close(got[1], want[1], axes="sample")


@pytest.mark.points(0.4)
def test_refuses_two_of_four_as_in_the_example(student, remote):
    """Of four samples, the two with the larger logits are kept, and the mask says that they were the first and the
    third."""
    generator, score = remote.nn.Linear(1, 2), remote.nn.Linear(2, 1)
    load_parameters(generator, {"weight": torch.tensor([[1.0], [-2.0]]), "bias": torch.tensor([0.0, 1.0])})
    load_parameters(score, {"weight": torch.tensor([[1.0, 1.0]]), "bias": torch.tensor([-2.0])})
    discriminator = remote.nn.Sequential(score, remote.nn.Flatten(0))
    noise = torch.tensor([[-3.0], [1.0], [-2.0], [2.0]])  # logits 2, -2, 1, -3
    got = student.filter_implausible(generator, discriminator, noise, -0.5)
    want = torch.tensor([[-3.0, 7.0], [-2.0, 5.0]]), torch.tensor([True, False, True, False])
    assert_same(got, want)


@pytest.mark.points(0.4)
def test_keeps_what_is_believed(student, reference, remote, rng):
    """The kept samples are those with a large enough logit, in the order of their noise, for any number of samples, of
    noise and of data; one that is kept alone is still a batch."""
    for samples, width, data in SIZES:
        theirs, ours = twins(remote, rng, width, data)
        for share in (0.5, 0.01, 0.8):
            noise = rng.normal(samples, width)
            assert_same(*both_filter(student, reference, theirs, ours, noise, share))


@pytest.mark.points(0.2)
def test_exactly_the_threshold_is_enough(student, remote):
    """A logit that is exactly `min_logit` is accepted, be it a whole number, a half or negative; one a little smaller
    is not."""
    generator, discriminator = constant(remote, 0.0, slope=0.5)
    noise = torch.tensor([[1.0, -2.0], [16.0, 1.0], [-2.5, 4.0], [6.0, 0.5], [9.0, 3.0]])
    samples, logits = torch.cat([noise, torch.zeros(5, 1)], dim=1) + torch.arange(3.0), noise[:, 0] / 2
    for logit in (0.5, -1.25, 3):
        for least in (logit, logit + 2**-10, logit - 2**-10):
            accepted = logits >= least  # halves and the like are exact
            got = student.filter_implausible(generator, discriminator, noise, least)
            assert_same(got, (samples[accepted], accepted))


@pytest.mark.points(0.2)
def test_a_judge_of_one_mind_keeps_all_or_none(student, remote, rng):
    """If all samples have the same logit, all of them come back in their order, or none."""
    generator, discriminator = constant(remote, 0.75)
    noise = rng.normal(5, 2, dtype=torch.float32)
    samples = torch.cat([noise, torch.zeros(5, 1)], dim=1) + torch.arange(3.0)
    for least, many in ((-4.0, 5), (0, 5), (1, 0), (-math.inf, 5), (math.inf, 0)):
        got = student.filter_implausible(generator, discriminator, noise, least)
        assert_same(got, (samples[:many], torch.full((5,), many == 5)))


@pytest.mark.points(0.2)
def test_may_answer_nothing(student, reference, remote, rng):
    """If no sample is believed, none is given back: the shape is (0, data), and the mask is False all over. Asked for
    less, it answers again."""
    for samples, data in ((6, 4), (1, 3), (5, 1)):
        theirs, ours = twins(remote, rng, 2, data)
        noise = rng.normal(samples, 2)
        highest = ours[1](ours[0](noise)).max().item()
        for least in (highest + 0.5, highest - 0.5):
            got = student.filter_implausible(*theirs, noise, least)
            assert_same(got, reference.filter_implausible(*ours, noise, least))


@pytest.mark.points(0.1)
def test_each_sample_is_judged_by_itself(student, reference, remote, rng):
    """When the noise comes in another order, samples and mask come in that order; in another company, a sample fares
    as before."""
    theirs, ours = twins(remote, rng)
    noise, order = rng.normal(11, 3), rng.permutation(11)
    least = threshold(ours, noise)
    samples, accepted = ours[0](noise).detach(), reference.filter_implausible(*ours, noise, least)[1]
    for rows in (order, torch.arange(11), torch.arange(4)):
        got = student.filter_implausible(*theirs, noise[rows], least)
        assert_same(got, (samples[rows][accepted[rows]], accepted[rows]))


@pytest.mark.points(0.1)
def test_gives_back_the_samples_that_were_judged(student, reference, remote, rng):
    """With dropout in the generator, too, what is given back is what was judged: each kept sample is believed."""
    theirs, ours = twins(remote, rng, data=4)
    noise = rng.normal(200, 3)
    least = threshold(ours, noise, 0.5)
    chancy = remote.nn.Sequential(theirs[0], remote.nn.Dropout(0.5))
    got = student.filter_implausible(chancy, theirs[1], noise, least)
    assert_that(type(got) in (tuple, list) and len(got) == 2, "type")
    kept, accepted = got
    assert_that(type(kept) is torch.Tensor and type(accepted) is torch.Tensor, "type")
    assert_that(accepted.dtype == torch.bool and accepted.shape == (200,) and accepted.any(), "shape")
    assert_that(kept.shape == (int(accepted.sum()), 4), "shape")
    kept, rows = kept.double(), ours[0](noise).detach()[accepted]
    drawn = close(kept, 2 * rows) | (kept == 0)  # who switches the dropout off meanwhile has the rows themselves
    assert_that(drawn.all() or close(kept, rows).all())
    assert_that((ours[1](kept) >= least - 1e-4).all(), perhaps="what is given back was not judged")


@pytest.mark.points(0.1)
def test_keeps_no_graph(student, reference, remote, rng):
    """Neither of the two results hangs on the networks' gradients, and both are right."""
    theirs, ours = twins(remote, rng)
    got, want = both_filter(student, reference, theirs, ours, rng.normal(7, 3))
    assert_same(got, want)
    assert_that(not got[0].requires_grad and not got[1].requires_grad, "attached")


@pytest.mark.points(0.1)
def test_keeps_the_dtype(student, reference, remote, rng):
    """Networks in float32 give float32 samples, networks in float64 float64; the mask is one of True and False."""
    for dtype in FLOATS:
        theirs, ours = twins(remote, rng, dtype=dtype)
        got, want = both_filter(student, reference, theirs, ours, rng.normal(9, 3, dtype=dtype))
        assert_same(got, want, dtype=True)


@pytest.mark.points(0.1)
def test_leaves_the_networks_alone(student, reference, remote, rng):
    """Both networks have the parameters, the gradients and the mode that they had, training or not; and the result is
    right."""
    for training in (True, False):
        theirs, ours = twins(remote, rng)
        theirs[1](theirs[0](rng.normal(4, 3))).sum().backward()
        theirs[0].train(training)
        theirs[1].train(not training)
        before = [(parameters(each), parameter_gradients(each)) for each in theirs]
        assert_same(*both_filter(student, reference, theirs, ours, rng.normal(7, 3)))
        assert_that(value(theirs[0].training) is training and value(theirs[1].training) is not training)
        learning = [theirs[0].weight, theirs[0].bias, getattr(theirs[1], "0").weight, getattr(theirs[1], "2").bias]
        assert_that(all(value(each.requires_grad) is True for each in learning))
        for each, (had, learned) in zip(theirs, before, strict=True):
            assert_that(all(torch.equal(now, had[name]) for name, now in parameters(each).items()))
            for name, now in parameter_gradients(each).items():
                assert_that(now is not None and torch.equal(now, learned[name]))


@pytest.mark.points(0.1)
def test_leaves_noise_and_chance_alone(student, reference, remote, rng):
    """The noise is the same after the call as before, the next random number is the one it would have been, and the
    result is right."""
    theirs, ours = twins(remote, rng)
    noise = rng.normal(8, 3)
    remote.manual_seed(5)
    drawn = remote.rand(3)
    remote.manual_seed(5)
    with left_unchanged(student):
        got, want = both_filter(student, reference, theirs, ours, noise)
    assert_same(got, want)
    assert_that(torch.equal(remote.rand(3), drawn), perhaps="random numbers are drawn, or seeded, in the call")
