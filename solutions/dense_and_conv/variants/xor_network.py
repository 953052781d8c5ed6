"""Other ways to write `xor_network`: right ones, and the mistakes students make."""

import torch

from autograder.testing import alternative, misconception


def _layers(*layers, dtype=torch.float32):
    """Layers from lists of numbers."""
    return [(torch.tensor(weight, dtype=dtype), torch.tensor(bias, dtype=dtype)) for weight, bias in layers]


@alternative
def either_difference():
    return _layers(([[1, -1], [-1, 1]], [0, 0]), ([[1, 1]], [0]))


@alternative
def one_minus_distance():
    return _layers(([[-1, -1], [1, 1]], [1, -1]), ([[-1, -1]], [1]))


@alternative
def tent_of_three_with_far_answers():
    return _layers(([[5, 5], [5, 5], [5, 5]], [0, -5, -10]), ([[2, -4, 2]], [-3]))


@alternative
def trained():
    inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = (inputs[:, :1] != inputs[:, 1:]).float()
    generator = torch.Generator().manual_seed(3)
    shapes = [(4, 2), (4,), (1, 4), (1,)]
    weights = [torch.randn(shape, generator=generator).requires_grad_() for shape in shapes]
    for _ in range(400):
        hidden = (inputs @ weights[0].T + weights[1]).relu()
        loss = (hidden @ weights[2].T + weights[3] - targets).square().mean()
        slopes = torch.autograd.grad(loss, weights)
        weights = [
            (weight - 0.1 * slope).detach().requires_grad_() for weight, slope in zip(weights, slopes, strict=True)
        ]
    return [(weights[0], weights[1]), (weights[2], weights[3])]


@misconception
def linear_only():
    """There is only one layer. One regression is a plane over the square of inputs, and a plane that is high in two
    opposite corners is as high, on average, in the two others: it gets at most three of the four right."""
    return _layers(([[1, 1]], [0.25]))


@misconception
def never_bends():
    """There is a hidden layer, but over the four corners the network is still a plane: its ReLUs never bend there, or
    cancel out, or are always 0. At least one unit must be cut off in some corners and not in others. Look at the signs
    of its sums: what does the bias do?"""
    return _layers(([[1, 0], [0, 1]], [5, 5]), ([[0.5, 0.5]], [-5]))


@misconception
def or_instead():
    """This tells whether *any* of the inputs is 1: at (1, 1) it also says yes. There the answer must come down again:
    use a unit that wakes up only when both inputs are 1."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[1, -1]], [0]))


@misconception
def and_instead():
    """This tells whether *both* inputs are 1. Asked for is whether they differ."""
    return _layers(([[1, 1]], [-1]), ([[1]], [0]))


@misconception
def xnor_inverted():
    """This tells whether the inputs are *equal*: all four answers are the wrong way round."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[-1, 2]], [1]))


@misconception
def too_close_to_call():
    """All four answers are on the right side of 0.5, but too near to it: at least 0.6 is asked for, or at most 0.4. The
    output layer can stretch and shift them."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[0.1, -0.2]], [0.45]))


@misconception
def only_the_corners():
    """The four corners are right, but it takes very little noise to throw the network: between the corners it jumps up
    and down. Smaller weights make gentler slopes."""
    return _layers(([[1, 1], [1, 1], [1, 1]], [-0.94, -1, -1.06]), ([[16, -32, 16]], [0]))


@misconception
def shape_out2():
    """There are two outputs, one for each answer. Asked for is a single number, high when the inputs differ."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[-1, 2], [1, -2]], [1, 0]))


@misconception
def weights_turned_round():
    """The weights are stored as (in, out). A layer's weights have one row for each of its units: (out, in), as in
    `affine`."""
    return _layers(([[1, 1, 0], [1, 1, 0]], [0, -1, 0]), ([[1], [-2], [0]], [0]))


@misconception
def too_many_units():
    """This works, but with more than 4 hidden units. Fewer will do: one that grows with the sum of the inputs, and one
    that takes it back when both are 1."""
    return _layers(([[1, 1], [1, 1], [1, 0], [0, 1], [1, -1]], [0, -1, 0, 0, 0]), ([[1, -2, 0, 0, 0]], [0]))


@misconception
def whole_numbers():
    """The weights are whole numbers (torch.int64), which can't be multiplied with inputs that are float32. Write 1.0
    for 1."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0]), dtype=torch.int64)


@misconception
def doubles():
    """The weights are float64. Inputs are float32 here, and so the weights are to be float32 too."""
    return _layers(([[1, 1], [1, 1]], [0, -1]), ([[1, -2]], [0]), dtype=torch.float64)
