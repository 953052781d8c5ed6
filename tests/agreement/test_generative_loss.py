"""The references of `generative_loss`, and the given losses, against PyTorch's own."""

from collections.abc import Callable
from types import ModuleType

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.testing import assert_close

ASSIGNMENT = "generative_loss"

Load = Callable[[str], ModuleType]
Normal = Callable[..., Tensor]
Agree = Callable[..., None]


def test_the_best_answer_is_that_of_least_squares(load: Load, normal: Normal) -> None:
    """`torch.linalg.lstsq` with a column of ones finds the same one."""
    answers = normal(7, 3)
    want = torch.linalg.lstsq(torch.ones(7, 1, dtype=torch.float64), answers).solution[0]
    assert_close(load("squared_error_optimum").squared_error_optimum(answers), want)


@pytest.mark.parametrize(("samples", "real", "width"), [(5, 3, 2), (3, 3, 3), (1, 6, 1)])
def test_the_nearest_distance_is_that_of_norms(
    load: Load, normal: Normal, agree: Agree, samples: int, real: int, width: int
) -> None:
    """The reference asks `torch.cdist`; the lengths of all differences say the same, gradients too."""
    agree(
        load("nearest_real_distance").nearest_real_distance,
        lambda samples, real: torch.linalg.vector_norm(samples[:, None] - real, dim=-1).amin(dim=1),
        normal(samples, width), normal(real, width),
    )  # fmt: skip


@pytest.mark.parametrize("module", ["bce_with_logits", "given.cross_entropy"])
@pytest.mark.parametrize("scale", [1.0, 50.0])
def test_the_loss_of_a_prediction_is_that_of_pytorch(
    load: Load, normal: Normal, agree: Agree, module: str, scale: float
) -> None:
    """The same loss and gradients as `F.binary_cross_entropy_with_logits`, with targets in between as well."""
    logits, targets = scale * normal(4, 3), normal(4, 3).sigmoid()
    agree(load(module).bce_with_logits, F.binary_cross_entropy_with_logits, logits, targets)


@pytest.mark.parametrize("module", ["discriminator_loss", "given.gan_losses"])
@pytest.mark.parametrize(("real", "fake"), [(4, 4), (2, 5), (1, 1)])
def test_the_loss_of_the_discriminator_is_weighted_cross_entropy(
    load: Load, normal: Normal, agree: Agree, module: str, real: int, fake: int
) -> None:
    """Each class counts one half, however many samples it has: `weight` of PyTorch's loss."""
    targets = torch.tensor([1.0] * real + [0.0] * fake, dtype=torch.float64)
    weight = torch.tensor([0.5 / real] * real + [0.5 / fake] * fake, dtype=torch.float64)

    def theirs(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        logits = torch.cat([real_logits, fake_logits])
        return F.binary_cross_entropy_with_logits(logits, targets, weight, reduction="sum")

    agree(load(module).discriminator_loss, theirs, 3 * normal(real), 3 * normal(fake))


@pytest.mark.parametrize("module", ["generator_loss", "given.gan_losses"])
def test_the_loss_of_the_generator_is_softplus(load: Load, normal: Normal, agree: Agree, module: str) -> None:
    """Minus the log of a sigmoid is `F.softplus` of the negative; and cross-entropy with targets of 1."""
    logits = 4 * normal(6)
    agree(load(module).generator_loss, lambda logits: F.softplus(-logits).mean(), logits)
    want = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    assert_close(load(module).generator_loss(logits), want)


def test_the_best_judge_is_the_one_that_learning_finds(load: Load, normal: Normal) -> None:
    """Where both densities are, a logit that minimises the discriminator's loss says the same."""
    p_real, p_fake = normal(5).exp(), normal(5).exp()
    logits = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([logits], max_iter=200, tolerance_grad=1e-12, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        surprise = p_real * F.softplus(-logits) + p_fake * F.softplus(logits)
        surprise.sum().backward()
        return surprise.sum()

    optimizer.step(loss)
    got = load("optimal_discriminator").optimal_discriminator(p_real, p_fake)
    assert_close(got, logits.detach().sigmoid(), rtol=1e-5, atol=1e-6)
    assert_close(got, (p_real.log() - p_fake.log()).sigmoid())


def test_points_are_steps_of_the_lead(load: Load) -> None:
    """`torch.heaviside` of how far the made-up answer is ahead, with one half for a tie."""
    real, fake = torch.tensor([0.1, 0.5, 0.9, 0.3]), torch.tensor([0.2, 0.5, 0.1, 0.3])
    half = torch.tensor(0.5)
    got = load("balderdash_round").balderdash_round(real, fake, torch.tensor([True, False, True, False]))
    assert_close(got, (torch.heaviside(fake - real, half), torch.heaviside(real - fake, half)))
