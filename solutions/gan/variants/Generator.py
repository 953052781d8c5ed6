"""Other ways to write `Generator`: right ones, and the mistakes students make."""

import itertools

import torch
import torch.nn.functional as F
from reference import Generator as Right
from torch import nn

from autograder.testing import alternative, misconception


@alternative
class loop_over_layers(nn.Module):
    """Four hidden layers in a ModuleList."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        widths = [noise_dim, *[hidden_dim] * 4, out_dim]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(widths[:-1]))
        self.last = nn.Linear(hidden_dim, out_dim)

    def forward(self, z):
        for layer in self.hidden:
            z = F.gelu(layer(z))
        return self.last(z)


@alternative
class parameters_by_hand(nn.Module):
    """One hidden layer, no bias anywhere: two tensors of parameters."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.w_in = nn.Parameter(torch.randn(noise_dim, hidden_dim) * noise_dim**-0.5)
        self.w_out = nn.Parameter(torch.randn(hidden_dim, out_dim) * hidden_dim**-0.5)

    def forward(self, z):
        return torch.tanh(z @ self.w_in) @ self.w_out


@alternative
class residual_and_normed(nn.Module):
    """A layer norm (within each sample) and a way around the second layer."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.first, self.second = nn.Linear(noise_dim, hidden_dim), nn.Linear(hidden_dim, hidden_dim)
        self.norm, self.slope, self.last = nn.LayerNorm(hidden_dim), nn.PReLU(), nn.Linear(hidden_dim, out_dim)

    def forward(self, z):
        hidden = self.norm(self.slope(self.first(z)))
        return self.last(hidden + F.silu(self.second(hidden)))


@alternative
class sigmoids(nn.Sequential):
    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__(
            nn.Linear(noise_dim, hidden_dim), nn.Sigmoid(), nn.Linear(hidden_dim, hidden_dim), nn.Sigmoid(),
            nn.Linear(hidden_dim, out_dim),
        )  # fmt: skip


@misconception
class noise_inside(Right):
    """The samples come from random numbers drawn in `forward`, and the noise that was handed in is ignored. Then nobody
    can ask for the same sample again: use `z`, and nothing else that is random."""

    def forward(self, z):
        return super().forward(torch.randn_like(z))


@misconception
class dropout(Right):
    """While training, the same noise gives another sample each time: there is a dropout in it, or random numbers are
    added. All that is random about a sample is to stand in its noise."""

    def forward(self, z):
        return F.dropout(super().forward(z), 0.3, self.training)


@misconception
class tanh_output(Right):
    """The samples cannot leave [-1, 1]: there is a tanh at the end. End in a linear layer, since a sample may be any
    numbers."""

    def forward(self, z):
        return super().forward(z).tanh()


@misconception
class sigmoid_output(Right):
    """The samples stay between 0 and 1: there is a sigmoid at the end. They are no probabilities; end in a linear
    layer."""

    def forward(self, z):
        return super().forward(z).sigmoid()


@misconception
class relu_output(Right):
    """The samples are never below 0: there is a ReLU at the end. Activations stand between the layers, none stands
    after the last."""

    def forward(self, z):
        return super().forward(z).relu()


@misconception
class layers_in_forward(nn.Module):
    """The layers are made in `forward`, so they are new and random in each call, and nothing that is learned lasts.
    Make them once, in `__init__`."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.widths = noise_dim, hidden_dim, out_dim

    def forward(self, z):
        return Right(*self.widths).to(z.dtype)(z)


@misconception
class list_not_modulelist(nn.Module):
    """The layers stand in a plain Python list, where PyTorch does not find them: `parameters()` is empty, and no
    optimizer can learn them. There are containers made for layers."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.layers = list(Right(noise_dim, hidden_dim, out_dim).layers)

    def forward(self, z):
        for layer in self.layers:
            z = layer(z)
        return z


@misconception
class batchnorm(nn.Module):
    """The samples of a batch influence one another: there is a batch norm in it. Each sample is to come from its own
    row of noise only, and a batch of one is to work too."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(noise_dim, hidden_dim), nn.BatchNorm1d(hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, out_dim)
        )

    def forward(self, z):
        return self.layers(z)


@misconception
class no_activation(nn.Module):
    """There is no activation between the layers, and linear layers in a row are one linear layer: it can stretch and
    turn the noise, but never bend it."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(noise_dim, hidden_dim), nn.Linear(hidden_dim, out_dim))

    def forward(self, z):
        return self.layers(z)


@misconception
class hidden_dim_ignored(Right):
    """No layer is `hidden_dim` wide: its width is fixed, or another argument was taken for it."""

    def __init__(self, noise_dim, hidden_dim, out_dim):
        super().__init__(noise_dim, 48, out_dim)


@misconception
class graph_cut(Right):
    """The gradient does not reach all layers: a detach(), .data, .item() or .numpy() is on the way, and what lies
    before it cannot learn."""

    def forward(self, z):
        first, *others = self.layers
        z = first(z).detach()
        for layer in others:
            z = layer(z)
        return z


@misconception
class dtype_hardcoded(Right):
    """The generator works in float32 only: after `.double()` something on the way is still fixed to it."""

    def forward(self, z):
        return super().forward(z).float()


@misconception
class input_mutated(Right):
    """The noise itself is changed in place (`*=`, an operation with a trailing underscore, or `z[...] =`). Work on a
    new tensor."""

    def forward(self, z):
        return super().forward(z.mul_(2))
