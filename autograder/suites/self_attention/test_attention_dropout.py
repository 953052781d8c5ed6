"""Hidden suite of `attention_dropout`: each weight dropped by chance in training, the others scaled up.

Which weights are dropped is up to the student's way of drawing; tested is what holds whatever is drawn.
"""

import math

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_rejects, assert_that, facts_only, left_unchanged

AXES = "batch query key"


def _weights(rng, *shape, dtype=torch.float64):
    """Attention weights, none of them 0, so that a 0 in the result was dropped."""
    return rng.uniform(*shape, low=0.1, dtype=dtype).softmax(dim=-1)


def _generator(remote, seed):
    """A fresh generator beside the student's code; the global one is seeded too, so that a regrade draws the same."""
    remote.manual_seed(seed)
    return remote.Generator().manual_seed(seed + 1)


def _dropped(student, note, weights, p, training, generator=None):
    """The student's result; what is true of it whatever was drawn is noted for the diagnosis."""
    got = student.attention_dropout(weights, p, training, generator)
    if type(got) is not torch.Tensor or got.shape != weights.shape:
        note("result", "no tensor of the weights' shape")
        return got
    factors = ((got / weights)[got != 0].double() * 1e4).round().unique().tolist()
    multiplied = [factor / 1e4 for factor in factors] if len(factors) <= 2 else "by this and that"
    note("result", [multiplied, bool((got == 0).any()), bool(got.isfinite().all())])
    note("dtype", str(got.dtype))
    note("can learn", got.requires_grad)
    return got


def _assert_dropout(got, weights, p, **options):
    """Each entry is dropped, or kept and divided by 1 - p; there are some of both."""
    assert_close(got, torch.where(got == 0, 0, weights / (1 - p)).to(weights.dtype), **options)
    assert_that((got == 0).any() and (got != 0).any())


@pytest.mark.points(0.5)
def test_changes_nothing_outside_training(student, remote, rng):
    """Without `training`, or with p = 0, the weights come back as they are; in training some of them are dropped."""
    weights, generator, note = _weights(rng, 3, 5, 8), _generator(remote, rng.number()), facts_only(student)
    assert_close(_dropped(student, note, weights, 0.5, False), weights, axes=AXES)
    assert_close(_dropped(student, note, weights, 0.0, True), weights, axes=AXES)
    got = _dropped(student, note, weights, 0.5, True, generator)
    assert_that((got == 0).any() and (got != 0).any())


@pytest.mark.points(0.75)
def test_scales_up_what_is_left(student, remote, rng):
    """Each weight is either dropped, or kept and divided by 1 - p."""
    generator, note = _generator(remote, rng.number()), facts_only(student)
    for shape, p in [((3, 20, 8), 0.1), ((2, 3, 9, 7), 0.5), ((30, 11), 0.8)]:
        weights = _weights(rng, *shape)
        _assert_dropout(_dropped(student, note, weights, p, True, generator), weights, p)


@pytest.mark.points(0.5)
def test_drops_the_right_share(student, remote, rng):
    """Of 40 000 weights a share of about p is dropped, and their sum stays about the same."""
    generator, note = _generator(remote, rng.number()), facts_only(student)
    weights = torch.full((4, 100, 100), 0.01, dtype=torch.float64)
    for p in (0.2, 0.7):
        got = _dropped(student, note, weights, p, True, generator)
        share, sigma = float((got == 0).double().mean()), math.sqrt(p * (1 - p) / 40_000)
        note("share of dropped weights", round(share, 1))
        assert_that(abs(share - p) < 5 * sigma, perhaps="too many or too few are dropped")
        assert_that(abs(got.mean() / 0.01 - 1) < 5 * sigma / (1 - p), perhaps="the average is not kept")


@pytest.mark.points(0.5)
def test_draws_for_every_single_weight(student, remote, rng):
    """No whole row, column or item is dropped or kept together: each weight has its own chance."""
    weights, generator, note = _weights(rng, 2, 60, 50), _generator(remote, rng.number()), facts_only(student)
    got = _dropped(student, note, weights, 0.5, True, generator)
    dropped = (got == 0).double()
    columns, rows = (((share < 0.1) | (share > 0.9)).any().item() for share in (dropped.mean(1), dropped.mean(2)))
    items = bool((dropped[0] == dropped[1]).all())
    note("shared by a column, a row, all items", [columns, rows, items])
    _assert_dropout(got, weights, 0.5, axes=AXES)
    assert_that(not (columns or rows), perhaps="whole rows or columns share their fate")
    assert_that(not items, perhaps="all items of the batch share their fate")


@pytest.mark.points(0.5)
def test_draws_from_the_generator(student, remote, rng):
    """The same seed drops the same weights, another one drops others; without a generator two calls differ."""
    weights, seed, note = _weights(rng, 3, 20, 8), rng.number(), facts_only(student)
    first, again, other = (
        _dropped(student, note, weights, 0.5, True, remote.Generator().manual_seed(number))
        for number in (seed, seed, seed + 1)
    )
    remote.manual_seed(seed)
    one, two = (_dropped(student, note, weights, 0.5, True) for _ in range(2))
    same_seed, other_seed, no_seed = ((a == b).all().item() for a, b in [(first, again), (first, other), (one, two)])
    note("same weights: same seed, other seed, no seed", [same_seed, other_seed, no_seed])
    _assert_dropout(first, weights, 0.5, axes=AXES)
    _assert_dropout(one, weights, 0.5, axes=AXES)
    assert_that(same_seed, perhaps="the same seed drops other weights")
    assert_that(not other_seed, perhaps="another seed drops the same weights")
    assert_that(not no_seed, perhaps="two calls drop the same weights")


@pytest.mark.points(0.25)
def test_drops_everything_with_p_one(student, remote, rng):
    """With p = 1 all weights are dropped: zeros, not NaN. With a little less some are left."""
    weights, generator, note = _weights(rng, 3, 20, 8), _generator(remote, rng.number()), facts_only(student)
    assert_close(_dropped(student, note, weights, 1.0, True, generator), torch.zeros_like(weights), axes=AXES)
    _assert_dropout(_dropped(student, note, weights, 0.75, True, generator), weights, 0.75, axes=AXES)


@pytest.mark.points(0.25)
def test_refuses_what_is_no_probability(student, remote, rng):
    """A `p` below 0 or above 1 is a ValueError, in training or not."""
    weights, generator = _weights(rng, 3, 20, 8), _generator(remote, rng.number())
    for p in (-0.1, 1.5):
        for training in (True, False):
            assert_rejects(lambda p=p, training=training: student.attention_dropout(weights, p, training))
    got = _dropped(student, facts_only(student), weights, 0.5, True, generator)
    _assert_dropout(got, weights, 0.5, axes=AXES)


@pytest.mark.points(0.25)
def test_lets_gradients_through(student, remote, rng):
    """A weight that is kept gets the gradient 1 / (1 - p), one that is dropped none; without training all get
    theirs."""
    weights, generator = _weights(rng, 3, 20, 8).requires_grad_(), _generator(remote, rng.number())
    got = _dropped(student, facts_only(student), weights, 0.5, True, generator)
    _assert_dropout(got.detach(), weights.detach(), 0.5, axes=AXES)
    assert_that(got.requires_grad, "graph")
    got.sum().backward()
    assert_close(weights.grad, torch.where(got.detach() == 0, 0.0, 2.0).double(), axes=AXES)
    assert_that(student.attention_dropout(weights, 0.5, False).requires_grad, "graph")


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, remote, rng):
    """float32 weights give a float32 result, float64 weights float64, in training and outside."""
    generator, note = _generator(remote, rng.number()), facts_only(student)
    for dtype in FLOATS:
        weights = _weights(rng, 3, 20, 8, dtype=dtype)
        _assert_dropout(_dropped(student, note, weights, 0.5, True, generator), weights, 0.5, dtype=True)
        assert_close(_dropped(student, note, weights, 0.5, False), weights, axes=AXES, dtype=True)
        nothing = torch.zeros_like(weights)
        assert_close(_dropped(student, note, weights, 1.0, True, generator), nothing, axes=AXES, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_weights_alone(student, remote, rng):
    """The weights are the same after the call as before, and some are missing in the result."""
    weights, generator, note = _weights(rng, 3, 20, 8), _generator(remote, rng.number()), facts_only(student)
    with left_unchanged(student):
        got = _dropped(student, note, weights, 0.5, True, generator)
        for p, training in ((1.0, True), (0.5, False)):
            _dropped(student, note, weights, p, training, generator)
    _assert_dropout(got, weights, 0.5, axes=AXES)
