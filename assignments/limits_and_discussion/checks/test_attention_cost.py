"""Public checks of `attention_cost` and `rnn_cost`."""

import pytest

from autograder.testing import assert_equal, assert_rejects


@pytest.mark.points(1.5)
def test_attention_example(student):
    """The worked example of the handout comes out: 3 tokens of width 4, 2 heads."""
    want = {"projection_macs": 192, "score_macs": 36, "mix_macs": 36, "weight_floats": 18}
    assert_equal(student.attention_cost(3, 4, 2), want)


@pytest.mark.points(1)
def test_rnn_example(student):
    """The worked example of the handout comes out: 3 tokens of width 4."""
    assert_equal(student.rnn_cost(3, 4), {"macs": 96, "sequential_steps": 3})


@pytest.mark.points(1.5)
def test_six_tokens(student):
    """Twice the text, and 4 heads."""
    want = {"projection_macs": 384, "score_macs": 144, "mix_macs": 144, "weight_floats": 144}
    assert_equal(student.attention_cost(6, 4, 4), want)
    assert_equal(student.rnn_cost(6, 4), {"macs": 192, "sequential_steps": 6})


@pytest.mark.points(1)
def test_bad_input(student):
    """No tokens, or a width of 4 for 3 heads, are refused; one token of width 1 is fine."""
    want = {"projection_macs": 4, "score_macs": 1, "mix_macs": 1, "weight_floats": 1}
    assert_equal(student.attention_cost(1, 1, 1), want)
    assert_rejects(lambda: student.attention_cost(0, 4, 2))
    assert_rejects(lambda: student.attention_cost(3, 4, 3))
    assert_rejects(lambda: student.rnn_cost(0, 4))
