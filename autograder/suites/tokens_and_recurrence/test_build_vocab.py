"""Hidden suite of `build_vocab`: words numbered by how frequent they are.

Words that are equally frequent are asked for in one test only, and then many of them. An answer that leaves their order
to chance (a set) thus passes and fails the same tests whatever Python's hash seed is.
"""

import pytest

from autograder.testing import assert_equal, assert_rejects, assert_that, facts_only, left_unchanged

WORDS = ["zoo", "ant", "cat", "map", "ox", "bee", "yak", "dog", "emu", "fly"]
"""In an order that is not that of the alphabet."""
SPECIAL = ["<pad>", "<unk>"]


def _texts(rng, counts, texts=3):
    """That many texts in which each word comes so many times, words and letters' cases mixed."""
    words = [word for word, count in counts.items() for _ in range(count)]
    words = [words[place] for place in rng.permutation(len(words))]
    cased = [word.upper() if upper else word for word, upper in zip(words, rng.booleans(len(words)), strict=True)]
    return [" ".join(cased[start::texts]) for start in range(texts)]


def _uneven(rng, words):
    """Counts for so many words, no two alike, and neither growing nor falling."""
    order = rng.permutation(words).tolist()
    return {word: place + 1 for word, place in zip(WORDS, order, strict=False)}


@pytest.mark.points(0.5)
def test_numbers_the_words_as_in_the_example(student):
    """The worked example comes out: three words, none as frequent as another, after the two special ones."""
    want = {"<pad>": 0, "<unk>": 1, "no": 2, "maybe": 3, "yes": 4}
    assert_equal(student.build_vocab(["No yes no", "maybe maybe NO"]), want)


@pytest.mark.points(0.75)
def test_frequent_words_come_first(student, reference, rng):
    """The more frequent a word is in all texts together, the smaller is its number, whatever comes first."""
    assert_equal(student.build_vocab(["a a a", "b b", "b b"]), {"<pad>": 0, "<unk>": 1, "b": 2, "a": 3})
    for words, texts in [(10, 3), (4, 1), (7, 5), (1, 1)]:
        given = _texts(rng, _uneven(rng, words), texts)
        assert_equal(student.build_vocab(given), reference.build_vocab(given))


@pytest.mark.points(0.5)
def test_equally_frequent_words_are_in_alphabetical_order(student, rng):
    """Among words that come equally often the alphabet decides, not what was seen first, nor chance."""
    tied = [first + second for first in WORDS for second in ("s", "y", "ish")]
    given = [" ".join([*tied, "frequent"]), " ".join(["Frequent", *(tied[place] for place in rng.permutation(30))])]
    given.append("frequent rare")
    tell = facts_only(student)
    vocab = student.build_vocab(given)
    words = sorted(vocab, key=vocab.get)[3:-1] if isinstance(vocab, dict) and len(vocab) == 34 else []
    orders = {"alphabet": sorted(tied), "first seen": tied, "backwards": sorted(tied)[::-1]}
    found = next((name for name, order in orders.items() if words == order), "another")
    tell("order", found if sorted(words) == sorted(tied) else "none")
    assert_that(found == "alphabet", "answer")
    right = [*SPECIAL, "frequent", *sorted(tied), "rare"]
    assert_equal(vocab, {word: number for number, word in enumerate(right)})


@pytest.mark.points(0.25)
def test_words_are_lower_case_between_white_space(student):
    """Capital letters make no difference, any white space parts words, and punctuation parts none."""
    want = {"<pad>": 0, "<unk>": 1, "the": 2, "dog,": 3, "dog": 4}
    given = ["The  dog,\nthe dog,\tTHE\n", "  dog, \t tHe  doG\r\nDog "]
    assert_equal(student.build_vocab(given), want)


@pytest.mark.points(0.25)
def test_ends_at_the_size(student, reference, rng):
    """With `max_size` there are so many entries at most, the two special ones included, and the rarest are left out."""
    given = _texts(rng, _uneven(rng, 6))
    for size in (5, 3, 2, 8, 40, 7):
        assert_equal(student.build_vocab(given, max_size=size), reference.build_vocab(given, size))
    assert_equal(student.build_vocab(given, 4), reference.build_vocab(given, 4))


@pytest.mark.points(0.25)
def test_refuses_a_size_without_room_for_the_special_words(student, reference, rng):
    """A size of 1, 0 or below is a ValueError; one of 2 or 3 is not."""
    given = _texts(rng, _uneven(rng, 5))
    assert_equal(student.build_vocab(given, 3), reference.build_vocab(given, 3))
    for size in (1, 0, -1):
        assert_rejects(lambda size=size: student.build_vocab(given, size))


@pytest.mark.points(0.25)
def test_the_special_words_are_always_there_and_once(student):
    """They keep 0 and 1 without any word, and when they stand in a text."""
    assert_equal(student.build_vocab(["a <PAD> b <unk> <pad> b"]), {"<pad>": 0, "<unk>": 1, "b": 2, "a": 3})
    for given in ([], ["", " \n"]):
        assert_equal(student.build_vocab(given), {"<pad>": 0, "<unk>": 1})


@pytest.mark.points(0.25)
def test_depends_on_nothing_but_the_texts(student, reference, rng):
    """A second call with other texts knows nothing of the first one, the same texts give the same vocabulary again, and
    the list of texts is as before."""
    first, second = _texts(rng, _uneven(rng, 6)), _texts(rng, _uneven(rng, 9))
    with left_unchanged(student):
        for given in (first, second, first):
            assert_equal(student.build_vocab(given), reference.build_vocab(given))
