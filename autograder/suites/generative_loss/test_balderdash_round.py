"""Hidden suite of `balderdash_round`: a point for being believed, whatever is true."""

import pytest
import torch

from autograder.testing import FLOATS, assert_close, assert_that, left_unchanged


def played(student, real, fake, fake_is_true):
    """The two results of the student's function, once they are known to be two."""
    result = student.balderdash_round(real, fake, fake_is_true)
    assert_that(type(result) in (tuple, list) and len(result) == 2, kind="type")
    return result


def assert_points(got, want, *, dtype=False):
    """Both players' points are right."""
    for mine, right in zip(got, want, strict=True):
        assert_close(mine, right, axes="round", dtype=dtype)


def drawn(rng, rounds, dtype=torch.float64):
    """A game with some ties and with true and false answers among wins, losses and ties."""
    real, fake = rng.integers(0, 4, rounds).to(dtype) / 3, rng.integers(0, 4, rounds).to(dtype) / 3
    real[::4] = fake[::4]
    return real, fake, rng.booleans(rounds)


@pytest.mark.points(0.75)
def test_scores_three_rounds_as_in_the_example(student):
    """The worked example comes out: a fake that is seen through, one that is believed, and a tie."""
    real, fake = torch.tensor([0.9, 0.4, 0.5]), torch.tensor([0.2, 0.8, 0.5])
    got = played(student, real, fake, torch.tensor([False, True, True]))
    assert_points(got, (torch.tensor([0.0, 1.0, 0.5]), torch.tensor([1.0, 0.0, 0.5])))


@pytest.mark.points(1)
def test_gives_the_point_to_who_is_believed(student, reference, rng):
    """In each round the more plausible answer is believed, by however little; its side gets the whole point."""
    for rounds in (9, 40):
        real, fake, true = rng.normal(rounds), rng.normal(rounds), rng.booleans(rounds)
        fake[1:8] = real[1:8] + 1e-12
        assert_points(played(student, real, fake, true), reference.balderdash_round(real, fake, true))
    won, true = torch.ones(1).double(), torch.tensor([True])
    assert_points(played(student, won - 1, won, true), (won, won - 1))


@pytest.mark.points(0.5)
def test_shares_the_point_in_a_tie(student, reference, rng):
    """When both answers are equally plausible each side gets 0.5; other rounds are not affected."""
    real, fake, true = drawn(rng, 20)
    got = played(student, real, fake, true)
    assert_points(got, reference.balderdash_round(real, fake, true))
    assert_that((got[0] == 0.5).sum() >= 5)


@pytest.mark.points(0.5)
def test_truth_makes_no_difference(student, reference, rng):
    """Whether the made-up answer happens to be true changes nothing: only being believed is paid for."""
    real, fake, true = rng.normal(12), rng.normal(12), rng.booleans(12)
    want = reference.balderdash_round(real, fake, true)
    for flags in (true, ~true, true | True, true & False):
        assert_points(played(student, real, fake, flags), want)


@pytest.mark.points(0.25)
def test_every_round_is_worth_one_point(student, reference, rng):
    """What one side wins the other does not get: the two results sum to 1 in every round, and each is right."""
    real, fake, true = drawn(rng, 15)
    generator, discriminator = played(student, real, fake, true)
    assert_points((generator, discriminator), reference.balderdash_round(real, fake, true))
    assert_close(generator + discriminator, torch.ones(15).double(), axes="round")


@pytest.mark.points(0.5)
def test_only_the_difference_counts(student, reference, rng):
    """A table that believes everything, or nothing, votes alike: adding a constant to both changes nothing."""
    real, fake, true = rng.normal(16), rng.normal(16), rng.booleans(16)
    want = reference.balderdash_round(real, fake, true)
    for shift in (0.0, 8.0, -8.0):
        assert_points(played(student, real + shift, fake + shift, true), want)


@pytest.mark.points(0.25)
def test_keeps_the_dtype(student, reference, rng):
    """float32 plausibilities give float32 points, float64 plausibilities float64."""
    for dtype in FLOATS:
        real, fake, true = rng.normal(9, dtype=dtype), rng.normal(9, dtype=dtype), rng.booleans(9)
        assert_points(played(student, real, fake, true), reference.balderdash_round(real, fake, true), dtype=True)


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """Plausibilities and truths are the same after the call as before, and the points are right."""
    real, fake, true = rng.normal(9), rng.normal(9), rng.booleans(9)
    with left_unchanged(student):
        got = played(student, real, fake, true)
    assert_points(got, reference.balderdash_round(real, fake, true))
