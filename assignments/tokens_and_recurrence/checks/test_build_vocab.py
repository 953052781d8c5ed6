"""Public checks of `build_vocab`."""

import pytest

from autograder.testing import assert_equal, assert_rejects, assert_that, facts_only


@pytest.mark.points(0.75)
def test_worked_example(student):
    """The worked example of the handout comes out."""
    vocab = student.build_vocab(["No yes no", "maybe maybe NO"])
    assert_equal(vocab, {"<pad>": 0, "<unk>": 1, "no": 2, "maybe": 3, "yes": 4})


@pytest.mark.points(0.75)
def test_ties(student):
    """Letters that all come once are numbered in the order of the alphabet."""
    note, letters = facts_only(student), "thequickbrownfxjmpsvlazydg"
    vocab = student.build_vocab([" ".join(letters)])
    words = [word for word in vocab if str(word).isalpha()] if isinstance(vocab, dict) else []
    got = sorted(words, key=vocab.get)
    orders = {"alphabet": sorted(letters), "first seen": list(letters), "backwards": sorted(letters)[::-1]}
    note("order", next((name for name, order in orders.items() if order == got), "another"))
    assert_that(got == sorted(letters), "answer", expected=" ".join(sorted(letters)), got=" ".join(got))
    assert_equal([vocab[letter] for letter in sorted(letters)], list(range(2, 28)))


@pytest.mark.points(0.5)
def test_max_size(student):
    """A vocabulary of 4 has two special words and the two most frequent ones."""
    assert_equal(student.build_vocab(["c b c a c b"], max_size=4), {"<pad>": 0, "<unk>": 1, "c": 2, "b": 3})


@pytest.mark.points(0.5)
def test_white_space(student):
    """Any white space parts words, as much of it as there is; a question mark parts none."""
    vocab = student.build_vocab(["boat?\tboat? boat?\n  boat  Boat"])
    assert_equal(vocab, {"<pad>": 0, "<unk>": 1, "boat?": 2, "boat": 3})


@pytest.mark.points(0.5)
def test_bad_input(student):
    """A size of 1 has no room for the special words and is refused; a size of 2 is not."""
    assert_equal(student.build_vocab(["a b"], 2), {"<pad>": 0, "<unk>": 1})
    assert_rejects(lambda: student.build_vocab(["a b"], 1))
