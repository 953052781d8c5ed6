"""The parts of a GAN, ready to use: what later exercises build on, whatever became of your own.

The two networks are made of PyTorch's recurrent cells, without any past: such a cell is a dense layer with a ReLU. The
two steps are made of `torch.func`. The exercises about them do not allow these, nor this file.
"""

from collections.abc import Callable

import torch
from given.gan_losses import discriminator_loss, generator_loss
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value

Parameters = dict[str, Tensor]


class Generator(nn.Module):
    """Noise to samples, through two hidden layers."""

    def __init__(self, noise_dim: int, hidden_dim: int, out_dim: int) -> None:
        super().__init__()
        self.first = nn.RNNCell(noise_dim, hidden_dim, nonlinearity="relu")
        self.second = nn.RNNCell(hidden_dim, hidden_dim, nonlinearity="relu")
        self.last = nn.Linear(hidden_dim, out_dim)

    def forward(self, z: Float[Tensor, "sample noise"]) -> Float[Tensor, "sample out"]:
        """One sample for each row of noise."""
        return self.last(self.second(self.first(z)))


class Discriminator(nn.Module):
    """Samples to logits: how sure it is that each is real."""

    def __init__(self, in_dim: int, hidden_dim: int) -> None:
        super().__init__()
        self.score = Generator(in_dim, hidden_dim, 1)

    def forward(self, x: Float[Tensor, "sample in"]) -> Float[Tensor, " sample"]:
        """One logit for each sample."""
        return self.score(x).sum(dim=1)


def discriminator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    real: Float[Tensor, "real data"],
    noise: Float[Tensor, "fake noise"],
) -> float:
    """One update of the discriminator alone; gives the loss before it."""
    with torch.no_grad():
        fake = generator(noise)

    def loss(parameters: Parameters) -> Tensor:
        logits = [functional_call(discriminator, parameters, (samples,)) for samples in (real, fake)]
        return discriminator_loss(*logits)

    return _descend(loss, discriminator, optimizer)


def generator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    noise: Float[Tensor, "fake noise"],
) -> float:
    """One update of the generator alone; gives the loss before it."""

    def loss(parameters: Parameters) -> Tensor:
        return generator_loss(discriminator(functional_call(generator, parameters, (noise,))))

    return _descend(loss, generator, optimizer)


def _descend(loss: Callable[[Parameters], Tensor], module: nn.Module, optimizer: torch.optim.Optimizer) -> float:
    slopes, height = grad_and_value(loss)({name: tensor.detach() for name, tensor in module.named_parameters()})
    for name, parameter in module.named_parameters():
        parameter.grad = slopes[name]
    optimizer.step()
    return height.item()
