"""Other ways to write `Discriminator`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import Discriminator as Right
from torch import nn

from autograder.testing import alternative, misconception


@alternative
class first_column(nn.Module):
    """Dropout while training, as many do."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.hidden, self.score = nn.Linear(in_dim, hidden_dim), nn.Linear(hidden_dim, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        return self.score(self.dropout(F.relu(self.hidden(x))))[:, 0]


@alternative
class flattened(nn.Sequential):
    def __init__(self, in_dim, hidden_dim):
        layers = [nn.Linear(in_dim, hidden_dim), nn.Tanh()]
        for _ in range(3):
            layers += [nn.Linear(hidden_dim, hidden_dim), nn.SiLU()]
        super().__init__(*layers, nn.Linear(hidden_dim, 1), nn.Flatten(start_dim=0))


@alternative
class parameters_by_hand(nn.Module):
    """The last layer is a dot product with a vector, so that no axis needs to go."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.w = nn.Parameter(torch.randn(in_dim, hidden_dim) * in_dim**-0.5)
        self.b = nn.Parameter(torch.zeros(hidden_dim))
        self.direction = nn.Parameter(torch.randn(hidden_dim) * hidden_dim**-0.5)

    def forward(self, x):
        return F.gelu(x @ self.w + self.b) @ self.direction


@alternative
class spectrally_normed(nn.Module):
    """Weights that are kept small, which steadies the training."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.hidden = nn.utils.parametrizations.spectral_norm(nn.Linear(in_dim, hidden_dim))
        self.score = nn.utils.parametrizations.spectral_norm(nn.Linear(hidden_dim, 1))

    def forward(self, x):
        return self.score(F.leaky_relu(self.hidden(x), 0.1)).view(-1)


@misconception
class sigmoid_output(Right):
    """The result stays between 0 and 1: there is a sigmoid at the end. Return the logit itself; the loss has a sigmoid
    of its own, and two of them hardly let a gradient through."""

    def forward(self, x):
        return super().forward(x).sigmoid()


@misconception
class tanh_output(Right):
    """The result stays between -1 and 1: there is a tanh at the end. A logit may be any number; end in a linear
    layer."""

    def forward(self, x):
        return super().forward(x).tanh()


@misconception
class trailing_axis(Right):
    """The result is (sample, 1). With one axis too many, a later `logits - targets` makes a whole table out of two
    columns, without an error. Take the last axis away."""

    def forward(self, x):
        return self.layers(x)


@misconception
class squeeze_all(Right):
    """For a batch of one sample the result has no axis at all: `squeeze()` takes away every axis of size 1, the batch
    too. Say which axis you mean."""

    def forward(self, x):
        return self.layers(x).squeeze()


@misconception
class two_logits(nn.Module):
    """There are two numbers for each sample, one for "real" and one for "made up". One is enough: a logit above 0 is
    for "real", one below 0 for "made up"."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(in_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, 2))

    def forward(self, x):
        return self.layers(x)


@misconception
class averaged(Right):
    """There is one number for the whole batch. Each sample is judged by itself and gets a logit of its own."""

    def forward(self, x):
        return super().forward(x).mean()


@misconception
class detached_input(Right):
    """The gradient does not reach the samples: they are detached. The discriminator itself can learn that way, but the
    generator learns only through the gradient at its samples."""

    def forward(self, x):
        return super().forward(x.detach())


@misconception
class graph_cut(Right):
    """The gradient does not reach all layers: a detach(), .data, .item() or .numpy() is on the way, and what lies
    before it cannot learn."""

    def forward(self, x):
        *others, last = self.layers
        for layer in others:
            x = layer(x)
        return last(x.detach()).squeeze(-1)


@misconception
class batchnorm(nn.Module):
    """While training, the samples of a batch influence one another: there is a batch norm in it. Each sample is to be
    judged by itself, and a batch of one is to work too."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(in_dim, hidden_dim), nn.BatchNorm1d(hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, 1)
        )

    def forward(self, x):
        return self.layers(x).squeeze(-1)


@misconception
class dropout_always(Right):
    """After `.eval()` the same sample gets another logit each time: a dropout does not know that the training is over.
    `F.dropout` must be told `self.training`; `nn.Dropout` knows by itself."""

    def forward(self, x):
        return F.dropout(super().forward(x), 0.3)


@misconception
class no_activation(nn.Module):
    """There is no activation between the layers, so all of it is one linear layer: it can only draw a straight line
    between real and made up, and no ring lies on one side of a line."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(in_dim, hidden_dim), nn.Linear(hidden_dim, 1))

    def forward(self, x):
        return self.layers(x).squeeze(-1)


@misconception
class hidden_dim_ignored(Right):
    """No layer is `hidden_dim` wide: its width is fixed, or another argument was taken for it."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__(in_dim, 48)


@misconception
class list_not_modulelist(nn.Module):
    """The layers stand in a plain Python list, where PyTorch does not find them: `parameters()` is empty, and no
    optimizer can learn them. There are containers made for layers."""

    def __init__(self, in_dim, hidden_dim):
        super().__init__()
        self.layers = list(Right(in_dim, hidden_dim).layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x.squeeze(-1)


@misconception
class dtype_hardcoded(Right):
    """The discriminator works in float32 only: after `.double()` something on the way is still fixed to it."""

    def forward(self, x):
        return super().forward(x).float()


@misconception
class input_mutated(Right):
    """The samples themselves are changed in place (`*=`, an operation with a trailing underscore, or `x[...] =`). Work
    on a new tensor."""

    def forward(self, x):
        return super().forward(x.mul_(2))
