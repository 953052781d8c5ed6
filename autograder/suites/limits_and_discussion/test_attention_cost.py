"""Hidden suite of `attention_cost` and `rnn_cost`: multiply-adds, numbers to keep, steps in a row."""

import pytest

from autograder.testing import assert_equal, assert_rejects, assert_that

SIZES = [(3, 4, 2), (5, 6, 1), (1, 8, 4), (7, 1, 1), (64, 24, 3), (512, 768, 12)]


def _assert_counts(got, want):
    """These counts under these names, whole numbers or not: that has a test of its own."""
    assert_that(type(got) is dict and all(type(count) in (int, float) for count in got.values()), "type")
    assert_equal({name: round(count) for name, count in got.items()}, want)
    assert_that(all(got[name] == count for name, count in want.items()))


def _only(student, reference, name, sizes):
    """One of the student's counts, and the right one."""
    got = student.attention_cost(*sizes)
    assert_that(type(got) is dict and name in got, "answer")
    assert_that(got[name] == reference.attention_cost(*sizes)[name])


@pytest.mark.points(0.5)
def test_counts_three_tokens_as_in_the_example(student):
    """The worked examples come out: 3 tokens of width 4, with 2 heads and without attention."""
    want = {"projection_macs": 192, "score_macs": 36, "mix_macs": 36, "weight_floats": 18}
    _assert_counts(student.attention_cost(3, 4, 2), want)
    _assert_counts(student.rnn_cost(3, 4), {"macs": 96, "sequential_steps": 3})


@pytest.mark.points(0.75)
def test_counts_the_projections(student, reference):
    """Each token goes through all of the layer's projections, from the full width to the full width."""
    for sizes in SIZES:
        _only(student, reference, "projection_macs", sizes)


@pytest.mark.points(1)
def test_counts_scores_and_mixing(student, reference):
    """Every query meets every key, and every value, in every head; all heads together are as wide as the model."""
    for sizes in SIZES:
        _only(student, reference, "score_macs", sizes)
        _only(student, reference, "mix_macs", sizes)


@pytest.mark.points(0.5)
def test_counts_the_weights(student, reference):
    """Each head keeps a weight for every query and key."""
    for sizes in SIZES:
        _only(student, reference, "weight_floats", sizes)


@pytest.mark.points(0.75)
def test_counts_a_recurrent_network(student, reference):
    """At each token two matrices, one token after the other."""
    for seq_len, d_model, _ in SIZES:
        _assert_counts(student.rnn_cost(seq_len, d_model), reference.rnn_cost(seq_len, d_model))


@pytest.mark.points(0.5)
def test_grows_as_it_should(student, reference):
    """Twice the text: four times the scores, twice the projections. More heads: more weights, and nothing else."""
    want = [reference.attention_cost(*sizes) for sizes in [(10, 12, 3), (20, 12, 3), (10, 12, 6)]]
    one, twice, heads = (student.attention_cost(*sizes) for sizes in [(10, 12, 3), (20, 12, 3), (10, 12, 6)])
    for got, right in zip((one, twice, heads), want, strict=True):
        _assert_counts(got, right)
    assert_that(twice["score_macs"] == 4 * one["score_macs"] and twice["projection_macs"] == 2 * one["projection_macs"])


@pytest.mark.points(0.25)
def test_comparing_takes_over_in_long_texts(student):
    """From twice as many tokens as the width on, scores and mixing cost more than the projections."""

    def leads(seq_len):
        cost = student.attention_cost(seq_len, 16, 4)
        _assert_counts({"projection_macs": cost["projection_macs"]}, {"projection_macs": 1024 * seq_len})
        return cost["score_macs"] + cost["mix_macs"] - cost["projection_macs"]

    assert_that(leads(31) < 0 and leads(32) == 0 and leads(33) > 0)


@pytest.mark.points(0.25)
def test_gives_whole_numbers(student, reference):
    """Every count is a plain int, of attention and of the recurrent network."""
    assert_equal(student.attention_cost(5, 6, 3), reference.attention_cost(5, 6, 3))
    assert_equal(student.rnn_cost(5, 6), reference.rnn_cost(5, 6))


@pytest.mark.points(0.5)
def test_refuses_what_cannot_be(student, reference):
    """Sizes of 0 and below, and widths that can't be divided by the number of heads, are a ValueError; others not."""
    _only(student, reference, "score_macs", (1, 2, 1))
    for sizes in [(0, 4, 2), (3, 0, 2), (3, 4, 0), (-3, 4, 2), (3, -4, 2), (3, 4, -2), (3, 4, 3), (3, 4, 8)]:
        assert_rejects(lambda sizes=sizes: student.attention_cost(*sizes))
    for sizes in [(0, 4), (3, 0), (-3, 4), (3, -4)]:
        assert_rejects(lambda sizes=sizes: student.rnn_cost(*sizes))
