"""Other ways to write `nearest_real_distance`: right ones, and the mistakes students make."""

import math

import torch
from reference import nearest_real_distance

from autograder.testing import alternative, misconception


@alternative
def broadcast_norm(samples, real):
    return (samples.unsqueeze(1) - real.unsqueeze(0)).norm(dim=-1).min(dim=1).values


@alternative
def chunks(samples, real):
    if not real.numel():
        raise ValueError("no real samples")
    parts = [torch.cdist(part, real, compute_mode="donot_use_mm_for_euclid_dist") for part in samples.split(2)]
    return torch.cat([part.min(1)[0] for part in parts])


@alternative
def expanded_square(samples, real):
    squares = (samples**2).sum(1, keepdim=True) + (real**2).sum(1) - 2 * samples @ real.T
    return squares.min(dim=1).values.clamp(min=0).sqrt()


@alternative
def one_real_at_a_time(samples, real):
    assert real.shape[0] > 0
    nearest = torch.full((samples.shape[0],), math.inf, dtype=samples.dtype)
    for point in real:
        nearest = torch.minimum(nearest, torch.linalg.vector_norm(samples - point, dim=1))
    return nearest


@alternative(loses=("test_is_vectorised",))
def loop_over_pairs(samples, real):
    return torch.stack([min((sample - point).norm() for point in real) for sample in samples])


def _distances(samples, real):
    """All distances; refuses an empty `real` as the reference does."""
    if len(real) == 0:
        raise ValueError("no real samples")
    return torch.cdist(samples, real)


@misconception
def nearest_sample_instead(samples, real):
    """The minimum runs over the samples, so there is one number per real sample: how well is each real sample covered?
    Asked for is one number per made-up sample: how near is it to anything real?"""
    return _distances(samples, real).amin(dim=0)


@misconception
def mean_not_min(samples, real):
    """The distances to all real samples are averaged. A good fake need not be near to all of them, which nothing could
    be: only the nearest one counts."""
    return _distances(samples, real).mean(dim=1)


@misconception
def farthest(samples, real):
    """This is the distance to the farthest real sample. It is the nearest one that says how plausible a sample is."""
    return _distances(samples, real).amax(dim=1)


@misconception
def index_returned(samples, real):
    """This says which real sample is the nearest, not how far it is."""
    return _distances(samples, real).argmin(dim=1)


@misconception
def squared(samples, real):
    """These are squared distances. The nearest sample is the same, but the length of the way to it is the square
    root."""
    return _distances(samples, real).amin(dim=1) ** 2


@misconception
def l1(samples, real):
    """The coordinates' differences are added up as they are (the L1 or city-block distance). The Euclidean distance is
    the straight line: Pythagoras."""
    _distances(samples, real)
    return torch.cdist(samples, real, p=1).amin(dim=1)


@misconception
def nearest_to_mean(samples, real):
    """This is the distance to the average of the real samples. The average itself can be quite implausible, as the
    exercise before this one shows: compare with each real sample."""
    _distances(samples, real)
    return (samples - real.mean(dim=0)).norm(dim=1)


@misconception
def paired(samples, real):
    """Sample i is compared with real sample i only. They are no pairs: compare every sample with every real one."""
    _distances(samples, real)
    return (samples - real).norm(dim=1)


@misconception
def negative_sqrt_nan(samples, real):
    """The square |a|² + |b|² - 2a·b comes out a hair below 0 for a copy, by rounding, and the root of a negative number
    is NaN. See to it that it cannot be negative, or subtract the points before you square."""
    _distances(samples, real)
    squares = (samples**2).sum(1, keepdim=True) + (real**2).sum(1) - 2 * samples @ real.T
    return squares.sqrt().amin(dim=1)


@misconception
def empty_real_accepted(samples, real):
    """Without any real sample the answer is infinity or NaN instead of a ValueError. There is nothing to be near to:
    say so to whoever called the function."""
    if len(real) == 0:
        return torch.full((len(samples),), math.inf, dtype=samples.dtype)
    return nearest_real_distance(samples, real)


@misconception
def graph_cut(samples, real):
    """The distances are right, but cut off from the gradient: a detach(), .data, .item() or .numpy() is on the way, and
    nothing could learn to come closer."""
    return nearest_real_distance(samples.detach(), real.detach())


@misconception
def dtype_hardcoded(samples, real):
    """The result does not keep the dtype of the inputs: something on the way is fixed to float32."""
    return nearest_real_distance(samples.float(), real.float())


@misconception
def input_mutated(samples, real):
    """An argument is changed in place (an operation with a trailing underscore, `-=` or `x[...] =`). Work on a new
    tensor."""
    with torch.no_grad():
        samples -= real[:1]
        real -= real[:1].clone()
    return nearest_real_distance(samples, real)
