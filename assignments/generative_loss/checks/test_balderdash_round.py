"""Public checks of `balderdash_round`."""

import pytest
import torch

from autograder.testing import assert_close

REAL, FAKE = torch.tensor([0.9, 0.4, 0.5]), torch.tensor([0.2, 0.8, 0.5])


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    generator, discriminator = student.balderdash_round(REAL, FAKE, torch.tensor([False, True, True]))
    assert_close(generator, torch.tensor([0.0, 1.0, 0.5]), axes="round")
    assert_close(discriminator, torch.tensor([1.0, 0.0, 0.5]), axes="round")


@pytest.mark.points(1)
def test_truth_makes_no_difference(student):
    """The same rounds with all made-up answers true, or all untrue, give the same points."""
    for truth in (True, False):
        generator, discriminator = student.balderdash_round(REAL, FAKE, torch.tensor([truth] * 3))
        assert_close(generator, torch.tensor([0.0, 1.0, 0.5]), axes="round")
        assert_close(discriminator, torch.tensor([1.0, 0.0, 0.5]), axes="round")


@pytest.mark.points(1)
def test_implausible_answers(student):
    """When neither answer is plausible, one of them still wins the vote, by however little."""
    real, fake = torch.tensor([0.01, 0.02]), torch.tensor([0.02, 0.01])
    generator, discriminator = student.balderdash_round(real, fake, torch.tensor([False, False]))
    assert_close(generator, torch.tensor([1.0, 0.0]), axes="round")
    assert_close(discriminator, torch.tensor([0.0, 1.0]), axes="round")


@pytest.mark.points(1)
def test_dtype(student):
    """The points are numbers of the same kind as the plausibilities, here float64."""
    generator, _ = student.balderdash_round(REAL.double(), FAKE.double(), torch.tensor([True, True, True]))
    assert_close(generator, torch.tensor([0.0, 1.0, 0.5]).double(), axes="round", dtype=True)
