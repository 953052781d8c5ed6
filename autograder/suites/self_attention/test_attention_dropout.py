"""Hidden suite of `attention_dropout`: each weight dropped by chance in training, the others scaled up.

Which weights are dropped is up to the student's way of drawing; what must hold whatever is drawn is tested.
"""

import math

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_rejects, assert_that, left_unchanged

AXES = "batch query key"


def _weights(rng, *shape, dtype=torch.float64):
    """Attention weights, none of them 0, so that a 0 in the result was dropped."""
    return rng.uniform(*shape, low=0.1, dtype=dtype).softmax(dim=-1)


def _generator(remote, seed):
    """A fresh generator beside the student's code; the global one is seeded too, so that a regrade draws the same."""
    remote.manual_seed(seed)
    return remote.Generator().manual_seed(seed + 1)


def _assert_dropout(got, weights, p, **options):
    """Each entry is dropped, or kept and divided by 1 - p; there are some of both."""
    assert_close(got, torch.where(got == 0, 0, weights / (1 - p)).to(weights.dtype), **options)
    assert_that((got == 0).any() and (got != 0).any())


@pytest.mark.points(0.5)
def test_changes_nothing_outside_training(student, remote, rng):
    """Without `training`, or with p = 0, the weights come back as they are; in training some of them are dropped."""
    weights, generator = _weights(rng, 3, 5, 8), _generator(remote, rng.number())
    assert_close(student.attention_dropout(weights, 0.5, False), weights, axes=AXES)
    assert_close(student.attention_dropout(weights, 0.0, True), weights, axes=AXES)
    got = student.attention_dropout(weights, 0.5, True, generator)
    assert_that((got == 0).any() and (got != 0).any())


@pytest.mark.points(0.75)
def test_scales_up_what_is_left(student, remote, rng):
    """Each weight is either dropped, or kept and divided by 1 - p."""
    generator = _generator(remote, rng.number())
    for shape, p in [((3, 20, 8), 0.1), ((2, 3, 9, 7), 0.5), ((30, 11), 0.8)]:
        weights = _weights(rng, *shape)
        _assert_dropout(student.attention_dropout(weights, p, True, generator), weights, p)


@pytest.mark.points(0.5)
def test_drops_the_right_share(student, remote, rng):
    """Of 40 000 weights a share of about p is dropped, and their sum stays about the same."""
    generator, weights = _generator(remote, rng.number()), torch.full((4, 100, 100), 0.01, dtype=torch.float64)
    for p in (0.2, 0.7):
        got = student.attention_dropout(weights, p, True, generator)
        sigma = math.sqrt(p * (1 - p) / 40_000)
        assert_that(abs((got == 0).double().mean() - p) < 5 * sigma, perhaps="too many or too few are dropped")
        assert_that(abs(got.mean() / 0.01 - 1) < 5 * sigma / (1 - p), perhaps="the average is not kept")


@pytest.mark.points(0.5)
def test_draws_for_every_single_weight(student, remote, rng):
    """No whole row, column or item is dropped or kept together: each weight has its own chance."""
    weights = _weights(rng, 2, 60, 50)
    got = student.attention_dropout(weights, 0.5, True, _generator(remote, rng.number()))
    _assert_dropout(got, weights, 0.5, axes=AXES)
    dropped = (got == 0).double()
    for axis in (1, 2):
        shares = dropped.mean(dim=axis)
        assert_that(((shares > 0.1) & (shares < 0.9)).all(), perhaps="whole rows or columns share their fate")
    assert_that((dropped[0] != dropped[1]).double().mean() > 0.3, perhaps="all items of the batch share their fate")


@pytest.mark.points(0.5)
def test_draws_from_the_generator(student, remote, rng):
    """The same seed drops the same weights, another one drops others; without a generator two calls differ."""
    weights, seed = _weights(rng, 3, 20, 8), rng.number()
    first, again, other = (
        student.attention_dropout(weights, 0.5, True, generator=remote.Generator().manual_seed(number))
        for number in (seed, seed, seed + 1)
    )
    _assert_dropout(first, weights, 0.5, axes=AXES)
    assert_close(again, first, axes=AXES)
    assert_that((other != first).any(), perhaps="another seed drops the same weights")
    remote.manual_seed(seed)
    one, two = (student.attention_dropout(weights, 0.5, True) for _ in range(2))
    _assert_dropout(one, weights, 0.5, axes=AXES)
    assert_that((one != two).any(), perhaps="two calls drop the same weights")


@pytest.mark.points(0.25)
def test_drops_everything_with_p_one(student, remote, rng):
    """With p = 1 all weights are dropped: zeros, not NaN. With a little less some are left."""
    weights, generator = _weights(rng, 3, 20, 8), _generator(remote, rng.number())
    assert_close(student.attention_dropout(weights, 1.0, True, generator), torch.zeros_like(weights), axes=AXES)
    _assert_dropout(student.attention_dropout(weights, 0.75, True, generator), weights, 0.75, axes=AXES)


@pytest.mark.points(0.25)
def test_refuses_what_is_no_probability(student, remote, rng):
    """A `p` below 0 or above 1 is a ValueError, in training or not."""
    weights, generator = _weights(rng, 3, 20, 8), _generator(remote, rng.number())
    for p in (-0.1, 1.5):
        for training in (True, False):
            assert_rejects(lambda p=p, training=training: student.attention_dropout(weights, p, training))
    _assert_dropout(student.attention_dropout(weights, 0.5, True, generator), weights, 0.5, axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, remote, rng):
    """A weight that is kept gets the gradient 1 / (1 - p), one that is dropped gets none."""
    weights = _weights(rng, 3, 20, 8).requires_grad_()
    got = student.attention_dropout(weights, 0.5, True, _generator(remote, rng.number()))
    _assert_dropout(got.detach(), weights.detach(), 0.5, axes=AXES)
    assert_that(got.requires_grad, "graph")
    got.sum().backward()
    assert_close(weights.grad, torch.where(got.detach() == 0, 0.0, 2.0).double(), axes=AXES)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, remote, rng):
    """float32 weights give a float32 result, float64 weights float64, in training and outside."""
    generator = _generator(remote, rng.number())
    for dtype in FLOATS:
        weights = _weights(rng, 3, 20, 8, dtype=dtype)
        _assert_dropout(student.attention_dropout(weights, 0.5, True, generator), weights, 0.5, dtype=True)
        assert_close(student.attention_dropout(weights, 0.5, False), weights, axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_weights_alone(student, remote, rng):
    """The weights are the same after the call as before, and some are missing in the result."""
    weights, generator = _weights(rng, 3, 20, 8), _generator(remote, rng.number())
    with left_unchanged(student):
        got = student.attention_dropout(weights, 0.5, True, generator)
    _assert_dropout(got, weights, 0.5, axes=AXES)
