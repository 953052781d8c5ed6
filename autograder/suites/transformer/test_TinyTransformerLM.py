"""Hidden suite of `TinyTransformerLM`: embedding, causal blocks, a last norm, logits.

The model is judged with weights that are loaded into it. The tolerance takes GELU's approximation by tanh in the
blocks, too, as the exercise about the block does.
"""

import pytest
import torch

from autograder.testing import (
    assert_close,
    assert_rejects,
    assert_that,
    left_unchanged,
    load_parameters,
    parameter_gradients,
    parameters,
    value,
)

AXES = "batch token vocabulary"
GELU = 5e-3
SIZES = {"vocab_size": 11, "max_len": 7, "d_model": 8, "num_heads": 2, "num_layers": 2, "d_ff": 12}


def _load(model, state):
    """Gives the student's model these weights; a bias that should not be there costs its own test, and no other."""
    try:
        load_parameters(model, state)
    except AssertionError:
        bias = {"unembed.bias": torch.zeros(len(state["unembed.weight"]), dtype=state["unembed.weight"].dtype)}
        report = model.load_state_dict({**state, **bias}, strict=False)
        assert_that(not state.keys() & set(value(report.missing_keys)), "names")


def _twins(student, reference, rng, dtype=torch.float32, **changes):
    """The student's model and the right one, with the same random weights and dtype."""
    mine = student.TinyTransformerLM(**{**SIZES, **changes})
    right = reference.TinyTransformerLM(**{**SIZES, **changes}).to(dtype)
    if dtype == torch.float64:
        mine.double()
    drawn = {name: rng.normal(*old.shape, dtype=dtype, scale=0.5) for name, old in right.state_dict().items()}
    _load(mine, drawn)
    right.load_state_dict(drawn)
    return mine, right


@pytest.mark.points(0.75)
def test_scores_three_tokens_as_in_the_example(student):
    """The handout's example comes out: token 2 at place 0 becomes the logits -1, 1 and 2."""
    model = student.TinyTransformerLM(3, 4, d_model=2, num_heads=1, num_layers=1, d_ff=2)
    state = {f"blocks.0.attn.{name}.weight": torch.eye(2) for name in ("w_q", "w_k", "w_v", "w_o")}
    for norm in ("blocks.0.norm1", "blocks.0.norm2", "norm"):
        state |= {f"{norm}.weight": torch.ones(2), f"{norm}.bias": torch.zeros(2)}
    for layer in ("blocks.0.fc1", "blocks.0.fc2"):
        state |= {f"{layer}.weight": torch.eye(2), f"{layer}.bias": torch.zeros(2)}
    state["token_table.weight"] = torch.tensor([[0.0, 0.0], [5.0, 0.0], [1.0, 2.0]])
    state["position_table.weight"] = torch.tensor([[0.0, 1.0], [3.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    state["unembed.weight"] = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 2.0]])
    _load(model, state)
    assert_close(model(torch.tensor([[2]])), torch.tensor([[[-1.0, 1.0, 2.0]]]), axes=AXES, atol=GELU)


@pytest.mark.points(1.5)
def test_matches_the_definition(student, reference, rng):
    """The logits at every place are right, for any sizes, for full and for short texts."""
    for changes, batch, tokens in [
        ({}, 3, 5), ({"num_heads": 4, "d_ff": 5}, 2, 7), ({"num_layers": 1, "vocab_size": 3}, 5, 4),
        ({"max_len": 1}, 2, 1),
    ]:  # fmt: skip
        mine, right = _twins(student, reference, rng, **changes)
        ids = rng.integers(0, {**SIZES, **changes}["vocab_size"], batch, tokens)
        assert_close(mine(ids), right(ids), axes=AXES, atol=GELU)


@pytest.mark.points(1)
def test_never_looks_ahead(student, reference, rng):
    """When a token changes, the logits at all places before it stay as they were, and those from it on are right."""
    mine, right = _twins(student, reference, rng)
    ids = rng.integers(0, 11, 3, 7)
    before = mine(ids)
    assert_close(before, right(ids), axes=AXES, atol=GELU)
    for t in range(1, 7):
        changed = ids.clone()
        changed[:, t] = (ids[:, t] + 1 + t) % 11
        after = mine(changed)
        assert_close(after, right(changed), axes=AXES, atol=GELU)
        assert_close(after[:, :t], before[:, :t], axes=AXES, atol=1e-5)


@pytest.mark.points(0.75)
def test_learns_what_is_asked_for_and_nothing_else(student, reference, rng):
    """All parameters have the right names and sizes, each block its own ones, and there are no others."""
    for layers in (1, 3):
        right = reference.TinyTransformerLM(**{**SIZES, "num_layers": layers})
        mine = student.TinyTransformerLM(**{**SIZES, "num_layers": layers})
        sizes = {name: tuple(tensor.shape) for name, tensor in parameters(mine).items()}
        assert_that(sizes == {name: tuple(tensor.shape) for name, tensor in right.named_parameters()}, "names")
        load_parameters(mine, right.state_dict())
        ids = rng.integers(0, 11, 2, 6)
        assert_close(mine(ids), right(ids), axes=AXES, atol=GELU)


@pytest.mark.points(0.5)
def test_can_learn_all_of_it(student, reference, rng):
    """Every parameter gets its gradient: both tables, every block, the last norm, and the last matrix."""
    mine, right = _twins(student, reference, rng)
    ids = rng.integers(0, 11, 3, 6)
    weights = rng.normal(3, 6, 11, dtype=torch.float32)
    got = mine(ids)
    assert_close(got, right(ids), axes=AXES, atol=GELU)
    assert_that(got.requires_grad, "graph")
    (got * weights).sum().backward()
    (right(ids) * weights).sum().backward()
    slopes = parameter_gradients(mine)
    for name, parameter in right.named_parameters():
        assert_that(slopes.get(name) is not None, "graph")
        assert_close(slopes[name], parameter.grad, rtol=0.01, atol=0.1)


@pytest.mark.points(0.5)
def test_refuses_a_text_that_is_too_long(student, reference, rng):
    """More than `max_len` tokens are a ValueError, also when there is only one position; as many are fine."""
    for places in (4, 1):
        mine, right = _twins(student, reference, rng, max_len=places)
        ids = rng.integers(0, 11, 2, places)
        assert_close(mine(ids), right(ids), axes=AXES, atol=GELU)
        longer = rng.integers(0, 11, 2, places + 1)
        assert_rejects(lambda mine=mine, longer=longer: mine(longer))


@pytest.mark.points(0.25)
def test_is_four_times_as_wide_inside_by_default(student, reference, rng):
    """Without `d_ff` the blocks are 4 · d_model wide inside; the other defaults are 32 wide, 4 heads and 2 blocks."""
    for sizes in ({"vocab_size": 5, "max_len": 4}, {"vocab_size": 5, "max_len": 4, "d_model": 6, "num_heads": 3}):
        mine, right = student.TinyTransformerLM(**sizes), reference.TinyTransformerLM(**sizes)
        _load(mine, right.state_dict())
        ids = rng.integers(0, 5, 2, 3)
        assert_close(mine(ids), right(ids), axes=AXES, atol=GELU)


@pytest.mark.points(0.25)
def test_scores_after_a_single_token(student, reference, rng):
    """A text of one token, and a batch of one text, give logits too, with all three axes."""
    mine, right = _twins(student, reference, rng)
    for shape in [(1, 1), (3, 1), (1, 5)]:
        ids = rng.integers(0, 11, *shape)
        assert_close(mine(ids), right(ids), axes=AXES, atol=GELU)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """The model gives float32 logits, and after `.double()` float64 ones."""
    for dtype in (torch.float32, torch.float64):
        mine, right = _twins(student, reference, rng, dtype)
        ids = rng.integers(0, 11, 3, 5)
        assert_close(mine(ids), right(ids), axes=AXES, dtype=True, atol=GELU)


@pytest.mark.points(0.25)
def test_leaves_the_ids_alone(student, reference, rng):
    """The ids are the same after the call as before, and the logits are right."""
    mine, right = _twins(student, reference, rng)
    ids = rng.integers(0, 11, 3, 5)
    with left_unchanged(student):
        got = mine(ids)
    assert_close(got, right(ids), axes=AXES, atol=GELU)
