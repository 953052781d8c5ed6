"""Hidden suite of `Generator`: any architecture, as long as noise alone decides and everything can be learned.

Two right generators never give the same numbers. So these tests ask what is true of all right ones, mostly with random
parameters put in place of the student's, and note what they saw.
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

NOISE, HIDDEN, OUT = 4, 17, 3


def generator(student):
    """A generator of the student's, and what notes facts about it."""
    noise = torch.linspace(-90, 90, 64 * NOISE).reshape(64, NOISE).sin()
    return network(student, lambda: student.Generator(NOISE, HIDDEN, OUT), noise)


def span(values):
    """In which range all of the numbers lie."""
    low, high = values.min().item(), values.max().item()
    if low >= 0:
        return "0 to 1" if high <= 1 else "never below 0"
    return "-1 to 1" if low >= -1 and high <= 1 else "any"


@pytest.mark.points(0.5)
def test_makes_one_sample_for_each_row_of_noise(student, rng):
    """Each row of noise becomes one sample with `out_dim` numbers, also when there is only one row."""
    module, note = generator(student)
    several, one = module(rng.normal(5, NOISE, dtype=torch.float32)), module(rng.normal(1, NOISE, dtype=torch.float32))
    note("shapes", [list(several.shape), list(one.shape)])
    assert_that(several.shape == (5, OUT) and one.shape == (1, OUT), "shape")


@pytest.mark.points(0.5)
def test_gives_the_same_sample_for_the_same_noise(student, rng):
    """The noise decides alone: the same noise gives the same sample again, also in training."""
    module, note = generator(student)
    randomise(module, rng)
    z = rng.normal(64, NOISE, dtype=torch.float32)
    same = not differ(rows_of(module, z), rows_of(module, z))
    note("the same in training", same)
    assert_that(same)


@pytest.mark.points(0.75)
def test_makes_each_sample_by_itself(student, rng):
    """A sample does not depend on the other samples of its batch, also in training."""
    module, note = generator(student)
    randomise(module, rng)
    z = rng.normal(6, NOISE, dtype=torch.float32).requires_grad_()
    samples = rows_of(module, z)
    if samples.requires_grad:
        samples[0].sum().backward()
    alone = z.grad is None or not z.grad[1:].any()
    note("each by itself", bool(alone))
    assert_that(alone)


@pytest.mark.points(0.75)
def test_reaches_any_numbers(student, rng):
    """A sample may be any numbers, negative ones too: nothing after the last layer keeps them in bounds."""
    module, note = generator(student)
    seen = []
    for _ in range(5):
        randomise(module, rng)
        seen.append(rows_of(module, rng.normal(256, NOISE, dtype=torch.float32)))
    reached = span(torch.stack(seen)) if parameters(module) else "cannot be learned"
    note("range", reached)
    assert_that(reached == "any")


@pytest.mark.points(0.5)
def test_bends_the_noise(student, rng):
    """The generator is no linear map: there is a hidden layer of `hidden_dim` numbers with an activation."""
    module, note = generator(student)
    randomise(module, rng)
    module.eval()
    straight = affine(module, rng.normal(8, NOISE, dtype=torch.float32), rng.normal(8, NOISE, dtype=torch.float32))
    wide = any(HIDDEN in tensor.shape for tensor in parameters(module).values())
    note("straight", straight)
    note("hidden_dim is used", wide)
    assert_that(not straight)
    assert_that(wide, "shape")


@pytest.mark.points(0.5)
def test_learns_all_of_its_parameters(student, rng):
    """There are parameters for two layers at least, and the gradient of the samples reaches every one of them."""
    module, note = generator(student)
    samples = rows_of(module, rng.normal(64, NOISE, dtype=torch.float32))
    if samples.requires_grad:
        (samples**2).sum().backward()
    reached = [gradient is not None and bool(gradient.any()) for gradient in parameter_gradients(module).values()]
    note("parameters", "none" if not reached else "all learn" if all(reached) else "some do not learn")
    assert_that(len(reached) >= 2 and all(reached), "graph")


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, rng):
    """float32 noise gives float32 samples, and after `.double()` float64 noise float64 samples."""
    module, note = generator(student)
    single = rows_of(module, rng.normal(5, NOISE, dtype=torch.float32))
    module.double()
    double = rows_of(module, rng.normal(5, NOISE))
    note("dtypes", [str(single.dtype), str(double.dtype)])
    assert_that(single.dtype == torch.float32 and double.dtype == torch.float64, "dtype")


@pytest.mark.points(0.25)
def test_leaves_the_noise_alone(student, rng):
    """The noise is the same after the call as before."""
    module, _ = generator(student)
    with left_unchanged(student):
        rows_of(module, rng.normal(5, NOISE, dtype=torch.float32))
