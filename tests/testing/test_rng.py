"""Random inputs: the same for everybody, and different everywhere else."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import Rng


def test_the_same_seed_and_test_give_the_same_numbers() -> None:
    """A regrade draws what the first grading drew; another test or another course draws something else."""
    draws = [Rng(*key).normal(4).tolist() for key in ((1, "a"), (1, "a"), (1, "b"), (2, "a"))]
    assert draws[0] == draws[1] and len({tuple(draw) for draw in draws}) == 3


def test_other_peoples_random_numbers_do_not_matter() -> None:
    """The global generator is neither used nor moved."""
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = Rng(1, "a").normal(2)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert torch.equal(Rng(1, "a").normal(2), first)


@given(st.integers(0, 2**48), st.text(max_size=5), st.integers(2, 6))
def test_a_permutation_is_one_and_never_the_trivial_one(seed: int, test: str, size: int) -> None:
    """All numbers, in another order."""
    drawn = Rng(seed, test).permutation(size).tolist()
    assert sorted(drawn) == list(range(size)) and drawn != list(range(size))


def test_draws_keep_to_their_bounds() -> None:
    """Ranges, shapes and dtypes are those asked for."""
    rng = Rng(3, "t")
    uniform, whole, truth = rng.uniform(100, low=2, high=3), rng.integers(5, 7, 100), rng.booleans(1000, share=0.1)
    assert bool(((uniform >= 2) & (uniform < 3)).all()) and set(whole.tolist()) == {5, 6} and whole.dtype == torch.long
    assert 50 < int(truth.sum()) < 150 and truth.dtype == torch.bool
    assert rng.normal(2, 3, dtype=torch.float32).shape == (2, 3) and rng.normal(2).dtype == torch.float64
    assert rng.normal(1000, scale=10).std() > 5 and 0 <= rng.number() < 2**31
    assert rng.permutation(1).tolist() == [0] and rng.permutation(0).tolist() == []
