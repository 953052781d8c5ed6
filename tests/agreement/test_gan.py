"""The references of `gan`, and the given parts, against PyTorch's own distributions, losses and optimisers."""

import copy
from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.distributions import Categorical
from torch.testing import assert_close

ASSIGNMENT = "gan"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def players(load: Load) -> tuple[nn.Module, nn.Module]:
    """A generator and a discriminator, with the same weights every time."""
    torch.manual_seed(3)
    generator = load("Generator").Generator(3, 8, 2).double()
    return generator, load("Discriminator").Discriminator(2, 8).double()


def test_bayes_rule_is_that_of_a_categorical(load: Load, normal: Normal, agree: Agree) -> None:
    """Unnormalised log-probabilities make the same probabilities there; in the probabilities themselves, too."""
    likelihood, prior = 3 * normal(5, 4), normal(4).log_softmax(0)
    posterior = load("posterior_from_generative").posterior_from_generative
    agree(posterior, lambda likelihood, prior: Categorical(logits=likelihood + prior).probs, likelihood, prior)
    joint = likelihood.exp() * prior.exp()
    assert_close(posterior(likelihood, prior), joint / joint.sum(dim=1, keepdim=True))


@pytest.mark.parametrize("module", ["discriminator_step", "given.gan"])
def test_a_turn_of_the_discriminator_is_a_step_down_its_loss(load: Load, normal: Normal, module: str) -> None:
    """With plain gradient descent: the weights minus the gradient of PyTorch's own loss; nothing else moves."""
    generator, discriminator = players(load)
    real, noise, before = normal(6, 2), normal(4, 3), copy.deepcopy(generator.state_dict())
    logits, targets = discriminator(torch.cat([real, generator(noise).detach()])), torch.tensor([1.0] * 6 + [0.0] * 4)
    weight = torch.tensor([1 / 12] * 6 + [1 / 8] * 4, dtype=torch.float64)
    want = F.binary_cross_entropy_with_logits(logits, targets.double(), weight, reduction="sum")
    slopes = torch.autograd.grad(want, list(discriminator.parameters()))
    moved = [p.detach() - 0.1 * slope for p, slope in zip(discriminator.parameters(), slopes, strict=True)]
    optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.1)
    got = load(module).discriminator_step(generator, discriminator, optimizer, real, noise)
    assert got == pytest.approx(want.item())
    assert_close([p.detach() for p in discriminator.parameters()], moved)
    assert_close(dict(generator.state_dict()), dict(before))


@pytest.mark.parametrize("module", ["generator_step", "given.gan"])
def test_a_turn_of_the_generator_is_a_step_down_its_loss(load: Load, normal: Normal, module: str) -> None:
    """With plain gradient descent: the weights minus the gradient of PyTorch's own loss; nothing else moves."""
    generator, discriminator = players(load)
    noise, before = normal(5, 3), copy.deepcopy(discriminator.state_dict())
    want = F.softplus(-discriminator(generator(noise))).mean()
    slopes = torch.autograd.grad(want, list(generator.parameters()))
    moved = [p.detach() - 0.1 * slope for p, slope in zip(generator.parameters(), slopes, strict=True)]
    optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
    got = load(module).generator_step(generator, discriminator, optimizer, noise)
    assert got == pytest.approx(want.item())
    assert_close([p.detach() for p in generator.parameters()], moved)
    assert_close(dict(discriminator.state_dict()), dict(before))


def test_ring_scores_are_those_of_a_histogram(load: Load, normal: Normal) -> None:
    """`torch.histc` of the angles of those near the ring counts the same, part by part."""
    samples = 0.7 * normal(400, 2)
    near = samples[(torch.linalg.vector_norm(samples, dim=1) - 1).abs() < 0.2]
    counts = torch.histc(torch.atan2(near[:, 1], near[:, 0]), bins=16, min=-torch.pi, max=torch.pi)
    for share in (0.01, 0.02):
        want = len(near) / 400, int((counts >= share * 400).sum())
        assert load("train_ring_gan").ring_scores(samples, min_share=share) == pytest.approx(want)


def test_what_is_kept_is_a_masked_selection(load: Load, normal: Normal) -> None:
    """`torch.masked_select`, number by number, finds the same samples at every threshold, and none above all."""
    generator, discriminator = players(load)
    noise = normal(40, 3)
    samples = generator(noise).detach()
    logits = discriminator(samples).detach()
    between = logits.quantile(torch.tensor([0.0, 0.3, 0.9, 1.0]).double()).tolist()
    for least in (-torch.inf, *between, torch.inf):
        kept, accepted = load("filter_implausible").filter_implausible(generator, discriminator, noise, least)
        believed = torch.ge(logits, torch.full_like(logits, least))
        assert_close(accepted, believed)
        assert_close(kept, samples.masked_select(believed.unsqueeze(1)).view(-1, 2), rtol=0, atol=0)
