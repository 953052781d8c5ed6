"""Public checks of `bce_with_logits`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    got = student.bce_with_logits(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 0.0]))
    assert_close(got, torch.tensor(1.410038), rtol=1e-4)


@pytest.mark.points(1)
def test_target_in_between(student):
    """The target 0.9 at logit 0 costs log 2, and at logit 2 costs 0.327."""
    logits, targets = torch.tensor([[0.0], [2.0]]), torch.tensor([[0.9], [0.9]])
    assert_close(student.bce_with_logits(logits, targets), torch.tensor((0.693147 + 0.326928) / 2), rtol=1e-4)


@pytest.mark.points(1)
def test_very_sure_and_wrong(student):
    """A prediction that is quite sure and quite wrong costs its logit, not infinity."""
    for size in (50.0, 10000.0):
        logits, targets = torch.tensor([size, -size]), torch.tensor([0.0, 1.0])
        assert_close(student.bce_with_logits(logits, targets), torch.tensor(size), rtol=1e-4)


@pytest.mark.points(1)
def test_shapes_that_differ(student):
    """Four logits in a column and four targets in a row are refused; side by side they are not."""
    logits, targets = torch.zeros(4), torch.tensor([1.0, 0.0, 0.0, 1.0])
    assert_close(student.bce_with_logits(logits, targets), torch.tensor(0.693147), rtol=1e-4)
    assert_rejects(lambda: student.bce_with_logits(logits[:, None], targets))
