"""Hidden suite of `TransformerBlock`: attention and a small dense network, each added to the tokens.

The block is judged with weights that are loaded into it. The tolerance of 0.001 takes GELU's approximation by tanh,
too; where there is no GELU to be seen, it is finer.
"""

import pytest
import torch

from autograder.testing import (
    assert_close,
    assert_gradients_close,
    assert_that,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    value,
)

AXES = "batch token width"
GELU = 1e-3


def _weights(rng, width, inside, dtype=torch.float32, **changes):
    """Random weights under the names that the task gives; `changes` multiplies some of them."""
    sizes = {f"attn.{name}.weight": (width, width) for name in ("w_q", "w_k", "w_v", "w_o")}
    sizes |= {f"{norm}.{name}": (width,) for norm in ("norm1", "norm2") for name in ("weight", "bias")}
    sizes |= {"fc1.weight": (inside, width), "fc1.bias": (inside,), "fc2.weight": (width, inside), "fc2.bias": (width,)}
    drawn = {name: rng.normal(*size, dtype=dtype, scale=size[-1] ** -0.5) for name, size in sizes.items()}
    return {name: tensor * changes.get(name.replace(".", "_"), 1) for name, tensor in drawn.items()}


def _twins(student, reference, state, heads, causal=False):
    """The student's block and the right one, with the same weights and dtype."""
    (inside, width), dtype = state["fc1.weight"].shape, state["fc1.weight"].dtype
    mine = student.TransformerBlock(width, heads, inside, causal=causal)
    right = reference.TransformerBlock(width, heads, inside, causal=causal).to(dtype)
    if dtype == torch.float64:
        mine.double()
    load_parameters(mine, state)
    right.load_state_dict(state)
    return mine, right


@pytest.mark.points(0.75)
def test_works_on_one_token_as_in_the_example(student):
    """The worked example comes out: (1, 3) becomes (0, 4) by attention, and (-0.159, 4.841) by the dense network."""
    block = student.TransformerBlock(2, 1, 2)
    state = {f"attn.{name}.weight": torch.eye(2) for name in ("w_q", "w_k", "w_v", "w_o")}
    state |= {"fc1.weight": torch.eye(2), "fc2.weight": torch.eye(2)}
    state |= {f"{name}.bias": torch.zeros(2) for name in ("fc1", "fc2", "norm1", "norm2")}
    load_parameters(block, {**state, "norm1.weight": torch.ones(2), "norm2.weight": torch.ones(2)})
    assert_close(block(torch.tensor([[[1.0, 3.0]]])), torch.tensor([[[-0.15866, 4.84134]]]), axes=AXES, atol=GELU)


@pytest.mark.points(1.25)
def test_matches_the_definition(student, reference, rng):
    """The tokens are right after the block, for any sizes, one head or several, causal or not."""
    for shape, heads, inside, causal in [
        ((3, 5, 8), 2, 12, False), ((2, 4, 6), 3, 4, True), ((1, 1, 4), 1, 1, False), ((4, 6, 6), 1, 24, True),
    ]:  # fmt: skip
        mine, right = _twins(student, reference, _weights(rng, shape[-1], inside), heads, causal)
        x = 2 * rng.normal(*shape, dtype=torch.float32) + 1
        assert_close(mine(x), right(x), axes=AXES, atol=GELU)


@pytest.mark.points(0.75)
def test_adds_what_attention_finds(student, reference, rng):
    """When the dense network has nothing to say, the block is x plus what attention finds in the normed x."""
    silent = {"fc2_weight": 0, "fc2_bias": 0}
    mine, right = _twins(student, reference, _weights(rng, 8, 12, torch.float64, **silent), 2)
    tokens = 5 * rng.normal(3, 4, 8) + 1
    for x in (tokens, tokens * 1000, tokens / 1000):  # of which the norm sees nothing, or nearly
        assert_close(mine(x), right(x), axes=AXES)


@pytest.mark.points(0.75)
def test_lets_each_token_think_for_itself(student, reference, rng):
    """When attention has nothing to say, each token becomes itself plus what the dense network makes of its norm,
    whatever tokens stand beside it."""
    state = _weights(rng, 8, 12, torch.float64, attn_w_o_weight=0, fc1_weight=1e3, fc2_weight=1e-3)
    mine, right = _twins(student, reference, state, 2)
    tokens = 5 * rng.normal(3, 4, 8) + 1
    for x in (tokens, tokens / 1000):
        got = mine(x)
        assert_close(got, right(x), axes=AXES, atol=1e-5)  # so far from 0, GELU is exact in any form
        assert_close(mine(x[1:2, 2:3]), got[1:2, 2:3], axes=AXES, atol=1e-5)


@pytest.mark.points(0.5)
def test_gives_the_tokens_back_when_nothing_is_added(student, reference, rng):
    """With both last matrices and the last bias at zero, the tokens come back as they were; otherwise they do not."""
    state = _weights(rng, 6, 8, torch.float64)
    nothing = {name: torch.zeros_like(state[name]) for name in ("attn.w_o.weight", "fc2.weight", "fc2.bias")}
    x = rng.normal(2, 5, 6)
    mine, right = _twins(student, reference, state, 3)
    assert_close(mine(x), right(x), axes=AXES, atol=GELU)
    load_parameters(mine, {**state, **nothing})
    assert_close(mine(x), x, axes=AXES, rtol=1e-12, atol=0)


@pytest.mark.points(0.5)
def test_looks_ahead_only_when_it_may(student, reference, rng):
    """With causal=True no token's output changes when a later token does; without it, it does."""
    for causal in (True, False):
        mine, right = _twins(student, reference, _weights(rng, 8, 12), 2, causal)
        x = rng.normal(3, 6, 8, dtype=torch.float32)
        changed = x.clone()
        changed[:, 3] = 3 * rng.normal(3, 8, dtype=torch.float32)
        before, after = mine(x), mine(changed)
        assert_close(before, right(x), axes=AXES, atol=GELU)
        assert_close(after, right(changed), axes=AXES, atol=GELU)
        assert_that(torch.allclose(before[:, :3], after[:, :3], atol=1e-5) == causal)


@pytest.mark.points(0.5)
def test_can_learn_all_of_it(student, reference, rng):
    """Every parameter gets its gradient, and so do the tokens."""
    mine, right = _twins(student, reference, _weights(rng, 6, 8), 2, causal=True)
    x, weights = rng.normal(2, 4, 6, dtype=torch.float32), rng.normal(2, 4, 6, dtype=torch.float32)
    got = mine(x)
    assert_close(got, right(x), axes=AXES, atol=GELU)
    assert_that(got.requires_grad, "graph")
    for block in (mine, right):
        (block(x) * weights).sum().backward()
    slopes = parameter_gradients(mine)
    for name, parameter in right.named_parameters():
        assert_that(slopes.get(name) is not None, "graph")
        assert_close(slopes[name], parameter.grad, rtol=1e-3, atol=5 * GELU)
    assert_gradients_close(mine, right, x, rtol=1e-3, atol=5 * GELU)


@pytest.mark.points(0.5)
def test_keeps_the_dtype(student, reference, rng):
    """float32 tokens give float32; after `.double()` the block takes float64 tokens and gives float64. In training
    mode, nothing is dropped."""
    for dtype in (torch.float32, torch.float64):
        mine, right = _twins(student, reference, _weights(rng, 8, 12, dtype), 2)
        x = rng.normal(3, 5, 8, dtype=dtype)
        assert_close(mine(x), right(x), axes=AXES, dtype=True, atol=GELU)
        assert_that(value(mine.training))
        mine.eval()
        assert_close(mine(x), right(x), axes=AXES, dtype=True, atol=GELU)


@pytest.mark.points(0.5)
def test_leaves_the_tokens_alone(student, reference, rng):
    """The tokens are the same after the call as before, and the output is right."""
    mine, right = _twins(student, reference, _weights(rng, 8, 12), 4)
    x = rng.normal(3, 5, 8, dtype=torch.float32)
    with left_unchanged(student):
        got = mine(x)
    assert_close(got, right(x), axes=AXES, atol=GELU)
