"""Public checks of `encode_batch`."""

import pytest
import torch

from autograder.testing import assert_close, assert_rejects, assert_that

VOCAB = {"<pad>": 0, "<unk>": 1, "rain": 2, "falls": 3, "again": 4}


def assert_encoded(got, ids, mask):
    """The student's numbers and mask are these."""
    is_pair = isinstance(got, (tuple, list)) and len(got) == 2
    assert_that(is_pair, "type", expected="two tensors: the numbers and the mask")
    assert_close(got[0], torch.tensor(ids), axes="text place", dtype=True)
    assert_close(got[1], torch.tensor(mask), axes="text place", dtype=True)


@pytest.mark.points(1)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    vocab = {"<pad>": 0, "<unk>": 1, "the": 2, "dog": 3, "barks": 4}
    got = student.encode_batch(["The bird barks loudly", "the dog"], vocab, 3)
    assert_encoded(got, [[2, 1, 4], [2, 3, 0]], [[True, True, True], [True, True, False]])


@pytest.mark.points(1)
def test_unknown_words(student):
    """In "snow falls again" the first word is unknown, and the others stay where they are."""
    assert_encoded(student.encode_batch(["Snow falls again"], VOCAB, 3), [[1, 3, 4]], [[True, True, True]])


@pytest.mark.points(1)
def test_a_word_called_pad(student):
    """In "rain <pad>" there are two words, though the second one has the number that fills up."""
    got = student.encode_batch(["rain <pad>"], VOCAB, 4)
    assert_encoded(got, [[2, 0, 0, 0]], [[True, True, False, False]])


@pytest.mark.points(0.5)
def test_no_texts(student):
    """One text gives one row; no texts give none, but each would be 2 long."""
    assert_encoded(student.encode_batch(["again"], VOCAB, 2), [[4, 0]], [[True, False]])
    ids, mask = student.encode_batch([], VOCAB, 2)
    assert_that(
        ids.shape == mask.shape == (0, 2),
        "shape",
        expected="(0, 2) twice",
        got=f"{tuple(ids.shape)} and {tuple(mask.shape)}",
    )


@pytest.mark.points(0.5)
def test_bad_input(student):
    """A length of 0 is refused, and one of 1 is not."""
    assert_encoded(student.encode_batch(["rain falls"], VOCAB, 1), [[2]], [[True]])
    assert_rejects(lambda: student.encode_batch(["rain falls"], VOCAB, 0))
