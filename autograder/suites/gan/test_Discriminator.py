"""Hidden suite of `Discriminator`: any architecture that gives each sample one logit and lets a gradient through.

As with the generator, these tests ask what is true of all right ones, and note what they saw.
"""

import pytest
import torch

from autograder.testing import (
    affine,
    assert_that,
    differ,
    left_unchanged,
    network,
    parameter_gradients,
    parameters,
    randomise,
    rows_of,
)

IN, HIDDEN = 3, 17


def discriminator(student):
    """A discriminator of the student's, and what notes facts about it."""
    samples = torch.linspace(-90, 90, 64 * IN).reshape(64, IN).sin()
    return network(student, lambda: student.Discriminator(IN, HIDDEN), samples, repeats=False)


def span(values):
    """In which range all of the numbers lie."""
    low, high = values.min().item(), values.max().item()
    if low >= 0:
        return "0 to 1" if high <= 1 else "never below 0"
    return "-1 to 1" if low >= -1 and high <= 1 else "any" if low < -4 and high > 4 else "narrow"


@pytest.mark.points(0.5)
def test_gives_one_logit_for_each_sample(student, rng):
    """The logits have one axis, (sample,), also when there is only one sample."""
    module, note = discriminator(student)
    several, one = module(rng.normal(5, IN, dtype=torch.float32)), module(rng.normal(1, IN, dtype=torch.float32))
    note("shapes", [list(several.shape), list(one.shape)])
    assert_that(several.shape == (5,) and one.shape == (1,), "shape")
    assert_that(several.requires_grad, "graph")


@pytest.mark.points(0.5)
def test_reaches_any_numbers(student, rng):
    """A logit may be any number: nothing after the last layer keeps it in bounds."""
    module, note = discriminator(student)
    module.eval()
    seen = []
    for _ in range(16):
        randomise(module, rng, scale=8)
        seen.append(rows_of(module, rng.normal(256, IN, dtype=torch.float32)))
    reached = span(torch.stack(seen)) if parameters(module) else "cannot be learned"
    note("range", reached)
    assert_that(reached == "any")


@pytest.mark.points(0.25)
def test_draws_more_than_a_straight_line(student, rng):
    """The discriminator is no linear map: there is a hidden layer of `hidden_dim` numbers with an activation."""
    module, note = discriminator(student)
    randomise(module, rng)
    module.eval()
    straight = affine(module, rng.normal(8, IN, dtype=torch.float32), rng.normal(8, IN, dtype=torch.float32))
    wide = any(HIDDEN in tensor.shape for tensor in parameters(module).values())
    note("straight", straight)
    note("hidden_dim is used", wide)
    assert_that(rows_of(module, rng.normal(2, IN, dtype=torch.float32)).requires_grad, "graph")
    assert_that(not straight)
    assert_that(wide, "shape")


@pytest.mark.points(0.25)
def test_gives_the_same_logit_again(student, rng):
    """After `.eval()` the same sample gets the same logit again, and another sample another one."""
    module, note = discriminator(student)
    randomise(module, rng)
    module.eval()
    x, other = rng.normal(64, IN, dtype=torch.float32), rng.normal(64, IN, dtype=torch.float32)
    logits = rows_of(module, x)
    same, new = not differ(logits, rows_of(module, x)), differ(logits, rows_of(module, other))
    note("the same again", same)
    note("other sample, other logit", new)
    assert_that(same and new)


@pytest.mark.points(0.25)
def test_judges_each_sample_by_itself(student, rng):
    """A logit does not depend on the other samples of its batch, also in training."""
    module, note = discriminator(student)
    randomise(module, rng)
    x = rng.normal(6, IN, dtype=torch.float32).requires_grad_()
    logits = rows_of(module, x)
    if logits.requires_grad:
        logits[0].sum().backward()
    alone = x.grad is None or not x.grad[1:].any()
    note("each by itself", bool(alone))
    assert_that(logits.requires_grad, "graph")
    assert_that(alone)


@pytest.mark.points(0.25)
def test_learns_all_of_its_parameters(student, rng):
    """There are parameters for two layers at least, and the gradient of the logits reaches every one of them."""
    module, note = discriminator(student)
    logits = rows_of(module, rng.normal(64, IN, dtype=torch.float32))
    if logits.requires_grad:
        (logits**2).sum().backward()
    reached = [gradient is not None and bool(gradient.any()) for gradient in parameter_gradients(module).values()]
    note("parameters", "none" if not reached else "all learn" if all(reached) else "some do not learn")
    assert_that(len(reached) >= 2 and all(reached), "graph")


@pytest.mark.points(0.5)
def test_lets_the_gradient_through_to_the_samples(student, rng):
    """The gradient of each logit reaches its sample, and this is how a generator learns."""
    module, note = discriminator(student)
    x = rng.normal(64, IN, dtype=torch.float32).requires_grad_()
    logits = rows_of(module, x)
    if logits.requires_grad:
        logits.sum().backward()
    reached = x.grad is not None and bool(x.grad.any(dim=1).sum() >= 32)
    note("reaches the samples", reached)
    assert_that(reached, "graph")


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, rng):
    """float32 samples give float32 logits, and after `.double()` float64 samples float64 logits."""
    module, note = discriminator(student)
    single = rows_of(module, rng.normal(5, IN, dtype=torch.float32))
    module.double()
    double = rows_of(module, rng.normal(5, IN))
    note("dtypes", [str(single.dtype), str(double.dtype)])
    assert_that(double.requires_grad, "graph")
    assert_that(single.dtype == torch.float32 and double.dtype == torch.float64, "dtype")


@pytest.mark.points(0.25)
def test_leaves_the_samples_alone(student, rng):
    """The samples are the same after the call as before."""
    module, _ = discriminator(student)
    with left_unchanged(student):
        logits = rows_of(module, rng.normal(5, IN, dtype=torch.float32))
    assert_that(logits.requires_grad, "graph")
