"""Other ways to write `ImageGenerator`: right ones, and the mistakes students make."""

import torch
import torch.nn.functional as F
from reference import ImageGenerator as Right
from torch import nn

from autograder.testing import alternative, misconception


@alternative
class upsample_and_convolve(nn.Module):
    """From 4 by 4 to 8 by 8 by repeating pixels, then an ordinary convolution."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.project = nn.Linear(noise_dim, 8 * 4 * 4)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.convolve = nn.Conv2d(8, channels, kernel_size=3, padding=1)

    def forward(self, z):
        return torch.tanh(self.convolve(self.up(F.relu(self.project(z)).view(-1, 8, 4, 4))))


@alternative
class one_large_kernel(nn.Module):
    """The noise as a map of one pixel, enlarged to all 64 at once."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.project = nn.Linear(noise_dim, 24)
        self.enlarge = nn.ConvTranspose2d(24, channels, kernel_size=8)

    def forward(self, z):
        return self.enlarge(F.gelu(self.project(z))[:, :, None, None]).tanh()


@alternative
class parameters_by_hand(nn.Module):
    """Kernels of 2 by 2 that do not overlap, and a sigmoid stretched to [-1, 1]."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.project = nn.Parameter(torch.randn(noise_dim, 6, 2, 2) * noise_dim**-0.5)
        self.first = nn.Parameter(torch.randn(6, 5, 2, 2) * 0.4)
        self.second = nn.Parameter(torch.randn(5, channels, 2, 2) * 0.4)

    def forward(self, z):
        small = F.elu(torch.einsum("nd,dchw->nchw", z, self.project))
        middle = F.elu(F.conv_transpose2d(small, self.first, stride=2))
        return 2 * F.conv_transpose2d(middle, self.second, stride=2).sigmoid() - 1


class _Parts(nn.Module):
    """The right answer in parts; each mistake replaces one of them."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.channels = channels
        self.project = nn.Linear(noise_dim, 8 * 2 * 2)
        self.first = nn.ConvTranspose2d(8, 8, kernel_size=4, stride=2, padding=1)
        self.second = nn.ConvTranspose2d(8, channels, kernel_size=4, stride=2, padding=1)

    def small(self, z):
        return self.project(z).unflatten(1, (8, 2, 2))

    def pixels(self, z):
        return self.second(F.leaky_relu(self.first(F.leaky_relu(self.small(z), 0.2)), 0.2))

    def forward(self, z):
        return self.pixels(z).tanh()


@misconception
class too_small(_Parts):
    """The images are smaller than 8 by 8. A transposed convolution makes (n - 1)·stride + kernel - 2·padding pixels out
    of n, plus `output_padding`; with kernel 3, stride 2 and padding 1 it does not double them."""

    def __init__(self, noise_dim, channels=1):
        super().__init__(noise_dim, channels)
        self.first = nn.ConvTranspose2d(8, 8, kernel_size=3, stride=2, padding=1)


@misconception
class too_large(_Parts):
    """The images are larger than 8 by 8. A transposed convolution makes (n - 1)·stride + kernel - 2·padding pixels out
    of n, plus `output_padding`: a kernel that reaches over the edge adds pixels unless padding takes them away."""

    def __init__(self, noise_dim, channels=1):
        super().__init__(noise_dim, channels)
        self.second = nn.ConvTranspose2d(8, channels, kernel_size=3, stride=2)


@misconception
class view_before_linear(_Parts):
    """The noise itself is cut into a small map, without a linear layer before it: that works only for some `noise_dim`,
    and each corner of the image then depends on a few of the noise's numbers only."""

    def __init__(self, noise_dim, channels=1):
        super().__init__(noise_dim, channels)
        del self.project
        self.first = nn.ConvTranspose2d(noise_dim // 4, 8, kernel_size=4, stride=2, padding=1)

    def small(self, z):
        return z.reshape(len(z), -1, 2, 2)


@misconception
class no_tanh(_Parts):
    """The pixels leave [-1, 1]: the tanh at the end is missing."""

    def forward(self, z):
        return self.pixels(z)


@misconception
class sigmoid_output(_Parts):
    """The pixels are never below 0: there is a sigmoid at the end, or a ReLU. They are to use all of [-1, 1]."""

    def forward(self, z):
        return self.pixels(z).sigmoid()


@misconception
class channels_last(_Parts):
    """The channels are the last axis. PyTorch's images are (sample, channel, row, column)."""

    def forward(self, z):
        return super().forward(z).movedim(1, -1)


@misconception
class channels_ignored(_Parts):
    """The images have one channel, or a fixed number of them, whatever `channels` says."""

    def __init__(self, noise_dim, channels=1):
        super().__init__(noise_dim, 1)


@misconception
class channel_axis_missing(_Parts):
    """The images have no channel axis: (sample, 8, 8). Keep it for grey images too, it is 1 long then."""

    def forward(self, z):
        return super().forward(z).mean(dim=1)


@misconception
class flattened(_Parts):
    """The images are flat, all of their pixels in one row: (sample, 64). Keep rows and columns as axes."""

    def forward(self, z):
        return super().forward(z).flatten(start_dim=1)


@misconception
class no_convolution(nn.Module):
    """A linear layer makes all pixels at once. Make a small map with it and enlarge that with a transposed convolution:
    pixels that are neighbours then have something in common from the start, and far fewer weights do."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.channels = channels
        self.layers = nn.Sequential(nn.Linear(noise_dim, 32), nn.ReLU(), nn.Linear(32, channels * 64), nn.Tanh())

    def forward(self, z):
        return self.layers(z).view(len(z), self.channels, 8, 8)


@misconception
class batchnorm(_Parts):
    """While training, the images of a batch influence one another: there is a batch norm in it. Each image is to come
    from its own row of noise only."""

    def __init__(self, noise_dim, channels=1):
        super().__init__(noise_dim, channels)
        self.norm = nn.BatchNorm2d(8)

    def small(self, z):
        return self.norm(super().small(z))


@misconception
class noise_inside(_Parts):
    """The images come from random numbers drawn in `forward`, and the noise that was handed in is ignored: use `z`, and
    nothing else that is random."""

    def forward(self, z):
        return super().forward(torch.randn_like(z))


@misconception
class layers_in_forward(nn.Module):
    """The layers are made in `forward`, so they are new and random in each call, and nothing that is learned lasts.
    Make them once, in `__init__`."""

    def __init__(self, noise_dim, channels=1):
        super().__init__()
        self.sizes = noise_dim, channels

    def forward(self, z):
        return Right(*self.sizes).to(z.dtype)(z)


@misconception
class graph_cut(_Parts):
    """The gradient does not reach all layers: a detach(), .data, .item() or .numpy() is on the way, and what lies
    before it cannot learn."""

    def small(self, z):
        return super().small(z).detach()


@misconception
class dtype_hardcoded(_Parts):
    """The generator works in float32 only: after `.double()` something on the way is still fixed to it."""

    def forward(self, z):
        return super().forward(z).float()


@misconception
class input_mutated(_Parts):
    """The noise itself is changed in place (`*=`, an operation with a trailing underscore, or `z[...] =`). Work on a
    new tensor."""

    def forward(self, z):
        return super().forward(z.mul_(2))
