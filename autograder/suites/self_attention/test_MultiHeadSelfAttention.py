"""Hidden suite of `MultiHeadSelfAttention`: four matrices, several heads, causal or not."""

import pytest
import torch

from autograder.testing import (
    assert_close,
    assert_gradients_close,
    assert_rejects,
    assert_that,
    assert_vectorised,
    left_unchanged,
    load_parameters,
    value,
)

AXES = "batch token width"
MAPS = "batch head token token"
NAMES = ("w_q", "w_k", "w_v", "w_o")


def _weights(rng, width, dtype=torch.float32):
    """Random weights, large enough for clear preferences among the tokens."""
    return {f"{name}.weight": rng.normal(width, width, dtype=dtype, scale=1.5 * width**-0.5) for name in NAMES}


def _load(layer, state):
    """Gives the student's layer these weights; a bias that should not be there costs its own test, and no other."""
    try:
        load_parameters(layer, state)
    except AssertionError:
        biases = {f"{name}.bias": torch.zeros(len(state["w_o.weight"])) for name in NAMES}
        report = layer.load_state_dict({**state, **biases}, strict=False)
        assert_that(not state.keys() & set(value(report.missing_keys)), "names")


def _twins(student, reference, state, heads, causal=False):
    """The student's layer and the right one, with the same weights and dtype."""
    width, dtype = len(state["w_o.weight"]), state["w_o.weight"].dtype
    mine = student.MultiHeadSelfAttention(width, heads, causal=causal)
    right = reference.MultiHeadSelfAttention(width, heads, causal=causal).to(dtype)
    if dtype == torch.float64:
        mine.double()
    _load(mine, state)
    right.load_state_dict(state)
    return mine, right


@pytest.mark.points(1)
def test_attends_as_in_the_example(student):
    """The worked example comes out: one head, matrices that change nothing, the weights 0.67 and 0.33."""
    layer = student.MultiHeadSelfAttention(2, 1)
    _load(layer, {f"{name}.weight": torch.eye(2) for name in NAMES})
    want = torch.tensor([[[0.66976, 0.33024], [0.33024, 0.66976]]])
    assert_close(layer(torch.eye(2).unsqueeze(0)), want, axes=AXES, rtol=1e-4)


@pytest.mark.points(2)
def test_matches_the_definition(student, reference, rng):
    """The output is right for one head, two, four, or one for each channel, and for a single token too."""
    for shape, heads in [((3, 5, 8), 1), ((3, 5, 8), 2), ((2, 4, 8), 4), ((2, 5, 6), 6), ((1, 1, 6), 3)]:
        mine, right = _twins(student, reference, _weights(rng, shape[-1]), heads)
        x = rng.normal(*shape, dtype=torch.float32)
        assert_close(mine(x), right(x), axes=AXES, atol=1e-5)


@pytest.mark.points(0.5)
def test_learns_four_matrices_and_nothing_else(student, reference, rng):
    """`w_q`, `w_k`, `w_v` and `w_o` are all that the layer learns: no bias, no other names."""
    layer, state, x = student.MultiHeadSelfAttention(8, 2), _weights(rng, 8), rng.normal(2, 3, 8, dtype=torch.float32)
    load_parameters(layer, state)
    right = reference.MultiHeadSelfAttention(8, 2)
    right.load_state_dict(state)
    assert_close(layer(x), right(x), axes=AXES, atol=1e-5)


@pytest.mark.points(0.75)
def test_keeps_the_heads_apart(student, reference, rng):
    """When `w_o` listens to one head, only what that head gathered comes out; all of them together give the whole."""
    state, x = _weights(rng, 12), rng.normal(2, 5, 12, dtype=torch.float32)
    mine, right = _twins(student, reference, state, heads=3)
    whole, parts = mine(x), []
    for head in range(3):
        own = torch.zeros(12)
        own[4 * head : 4 * head + 4] = 1
        alone, right_alone = _twins(student, reference, {**state, "w_o.weight": state["w_o.weight"] * own}, heads=3)
        parts.append(alone(x))
        assert_close(parts[-1], right_alone(x), axes=AXES, atol=1e-5)
    assert_close(sum(parts[1:], start=parts[0]), whole, axes=AXES, atol=1e-5)
    assert_close(whole, right(x), axes=AXES, atol=1e-5)


@pytest.mark.points(0.5)
def test_follows_the_tokens_when_they_change_places(student, reference, rng):
    """Without `causal` the order of the tokens does not matter: when they change places, their outputs go with them."""
    mine, right = _twins(student, reference, _weights(rng, 8), heads=2)
    x, order = rng.normal(3, 5, 8, dtype=torch.float32), rng.permutation(5)
    whole = mine(x)
    assert_close(whole, right(x), axes=AXES, atol=1e-5)
    assert_close(mine(x[:, order]), whole[:, order], axes=AXES, atol=1e-5)


@pytest.mark.points(1)
def test_never_looks_ahead_when_causal(student, reference, rng):
    """With causal=True the output is the right one, and no token's output changes when a later token does."""
    mine, right = _twins(student, reference, _weights(rng, 8), heads=2, causal=True)
    x = rng.normal(3, 6, 8, dtype=torch.float32)
    before = mine(x)
    assert_close(before, right(x), axes=AXES, atol=1e-5)
    for t in (1, 4):
        changed = x.clone()
        changed[:, t] = rng.normal(3, 8, dtype=torch.float32)
        after = mine(changed)
        assert_close(after[:, :t], before[:, :t], axes=AXES, atol=1e-6)
        assert_close(after, right(changed), axes=AXES, atol=1e-5)


@pytest.mark.points(1)
def test_shows_the_maps_that_it_uses(student, reference, rng):
    """`attention_maps` gives one map for each head, with rows that sum to 1: what `forward` uses, causal or not."""
    for causal in (False, True):
        mine, right = _twins(student, reference, _weights(rng, 12), heads=3, causal=causal)
        x = rng.normal(2, 5, 12, dtype=torch.float32)
        maps = mine.attention_maps(x)
        assert_close(maps, right.attention_maps(x), axes=MAPS, atol=1e-5)
        assert_close(maps.sum(dim=-1), torch.ones(2, 3, 5), axes="batch head token")


@pytest.mark.points(0.5)
def test_can_learn_all_four_matrices(student, remote, reference, rng):
    """One step down the gradient moves each of the four matrices the right way, and gradients reach the tokens too."""
    mine, right = _twins(student, reference, _weights(rng, 8), heads=2, causal=True)
    x, want = rng.normal(3, 5, 8, dtype=torch.float32), rng.normal(3, 5, 8, dtype=torch.float32)
    for layer, optim in [(mine, remote.optim), (right, torch.optim)]:
        step = optim.SGD(layer.parameters(), lr=0.5)
        (layer(x) - want).square().mean().backward()
        step.step()
    state = mine.state_dict()
    for name, weight in right.state_dict().items():
        assert_that(name in state, "names")
        assert_close(state[name], weight, axes="out in", rtol=1e-3, atol=1e-5)
    assert_gradients_close(mine, right, x, rtol=1e-3, atol=1e-4)
    assert_gradients_close(mine.attention_maps, right.attention_maps, x, rtol=1e-3, atol=1e-4)


@pytest.mark.points(0.25)
def test_refuses_heads_that_do_not_fit(student, reference, rng):
    """A width of 8 cannot be divided among 3 heads, nor among 0: making such a layer is a ValueError. Two are fine."""
    for heads in (3, 0):
        assert_rejects(lambda heads=heads: student.MultiHeadSelfAttention(8, heads))
    mine, right = _twins(student, reference, _weights(rng, 8), heads=2)
    x = rng.normal(1, 3, 8, dtype=torch.float32)
    assert_close(mine(x), right(x), axes=AXES, atol=1e-5)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tokens give float32; after `.double()` the layer takes float64 tokens and gives float64."""
    for dtype in (torch.float32, torch.float64):
        for causal in (False, True):
            mine, right = _twins(student, reference, _weights(rng, 8, dtype), heads=2, causal=causal)
            x = rng.normal(3, 5, 8, dtype=dtype)
            assert_close(mine(x), right(x), axes=AXES, dtype=True, atol=1e-5 if dtype == torch.float32 else None)
            assert_close(mine.attention_maps(x), right.attention_maps(x), axes=MAPS, dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_tokens_alone(student, reference, rng):
    """The tokens are the same after the call as before, and the output is right."""
    mine, right = _twins(student, reference, _weights(rng, 8), heads=4)
    x = rng.normal(3, 5, 8, dtype=torch.float32)
    with left_unchanged(student):
        got = mine(x)
    assert_close(got, right(x), axes=AXES, atol=1e-5)


@pytest.mark.points(1)
def test_is_vectorised(student, reference, rng):
    """A large batch is worked on at once by tensor operations, not item by item in a Python loop."""
    mine, right = _twins(student, reference, _weights(rng, 4), heads=2)
    x = rng.normal(5_000, 2, 4, dtype=torch.float32)
    got = assert_vectorised(lambda: mine(x), lambda: right(x))
    assert_close(got, right(x), axes=AXES, atol=1e-5)
