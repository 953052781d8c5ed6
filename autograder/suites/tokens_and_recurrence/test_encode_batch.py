"""Hidden suite of `encode_batch`: words to numbers, and a mask of where there are words."""

import pytest
import torch

from autograder.testing import assert_close, assert_equal, assert_rejects, assert_that, left_unchanged

AXES = "text place"
KNOWN = ["a", "cow", "eats", "green", "grass", "and", "hay"]
VOCAB = {"<pad>": 0, "<unk>": 1, **{word: number for number, word in enumerate(KNOWN, start=2)}}
UNKNOWN = ["purple", "pebbles", "<unk>"]


def _assert_encoded(got, want, dtype=False):
    """The student's numbers and mask are these."""
    assert_that(isinstance(got, (tuple, list)) and len(got) == 2, "type")
    for mine, right in zip(got, want, strict=True):
        assert_close(mine, right, axes=AXES, dtype=dtype)


def _text(rng, known, unknown):
    """A text of so many known and unknown words, mixed."""
    drawn = [KNOWN[place] for place in rng.integers(0, 7, known)] + UNKNOWN[:unknown]
    return " ".join(drawn[place] for place in rng.permutation(len(drawn)))


@pytest.mark.points(0.5)
def test_encodes_two_texts_as_in_the_example(student):
    """The worked example comes out: an unknown word, a word too many, and a word too few."""
    vocab = {"<pad>": 0, "<unk>": 1, "the": 2, "dog": 3, "barks": 4}
    ids, mask = torch.tensor([[2, 1, 4], [2, 3, 0]]), torch.tensor([[True, True, True], [True, True, False]])
    _assert_encoded(student.encode_batch(["The bird barks loudly", "the dog"], vocab, 3), (ids, mask))


@pytest.mark.points(1)
def test_cuts_and_fills_at_the_end(student, reference, rng):
    """Long texts lose their end, short ones are filled up there, and the mask is True as often as there are words."""
    for lengths, length in [((3, 6, 1, 4), 4), ((2, 5), 7), ((6,), 2), ((1, 3, 2), 1), ((5, 5, 5), 5)]:
        texts = [_text(rng, known, 0) for known in lengths]
        want = reference.encode_batch(texts, VOCAB, length)
        _assert_encoded(student.encode_batch(texts, VOCAB, length), want)


@pytest.mark.points(0.5)
def test_unknown_words_keep_their_place(student, reference, rng):
    """A word that is not in the vocabulary becomes 1, the words after it stay where they are, and it counts as a
    word."""
    texts = [_text(rng, 3, 1), _text(rng, 2, 3), _text(rng, 0, 2), "Moo"]
    for length in (6, 3):
        want = reference.encode_batch(texts, VOCAB, length)
        _assert_encoded(student.encode_batch(texts, VOCAB, length), want)


@pytest.mark.points(0.5)
def test_a_written_pad_is_a_word(student):
    """When the text itself contains "<pad>", its number is 0, as when filled up, but the mask is True there."""
    ids = torch.tensor([[2, 0, 3, 0, 0], [0, 0, 4, 2, 0]])
    mask = torch.tensor([[True, True, True, True, False], [True, True, True, True, False]])
    _assert_encoded(student.encode_batch(["a <pad> cow <PAD>", "<pad> <pad> eats a"], VOCAB, 5), (ids, mask))


@pytest.mark.points(0.25)
def test_words_are_lower_case_between_white_space(student):
    """Capital letters make no difference, any white space parts words, and punctuation parts none."""
    texts = ["A  COW\neats\t green\r\nGrass ", " grass, Grass\n\n hay"]
    ids, mask = torch.tensor([[2, 3, 4, 5, 6, 0], [1, 6, 8, 0, 0, 0]]), torch.arange(6) < torch.tensor([[5], [3]])
    _assert_encoded(student.encode_batch(texts, VOCAB, 6), (ids, mask))


@pytest.mark.points(0.25)
def test_numbers_are_long_and_the_mask_is_bool(student, reference, rng):
    """The numbers can be used to look things up, and the mask to choose."""
    texts = [_text(rng, 2, 1), _text(rng, 5, 0)]
    _assert_encoded(student.encode_batch(texts, VOCAB, 4), reference.encode_batch(texts, VOCAB, 4), dtype=True)


@pytest.mark.points(0.25)
def test_the_words_can_be_read_back(student, rng):
    """The numbers under the mask, looked up the other way round, are the words of the texts in their order."""
    words = {number: word for word, number in VOCAB.items()}
    texts = [_text(rng, known, 0) for known in (4, 1, 6)]
    ids, mask = student.encode_batch(texts, VOCAB, 8)
    assert_that(type(ids) is type(mask) is torch.Tensor and ids.shape == mask.shape and mask.dtype == torch.bool)
    for row, real, text in zip(ids, mask, texts, strict=True):
        assert_equal([words.get(number) for number in row[real].tolist()], text.split())


@pytest.mark.points(0.25)
def test_texts_may_be_empty_or_missing(student, reference):
    """A text without words is a row of 0 without a mask, and no text at all gives two tensors of shape (0, length)."""
    _assert_encoded(
        student.encode_batch(["", "hay", " \n"], VOCAB, 3), reference.encode_batch(["", "hay", ""], VOCAB, 3)
    )
    want = torch.zeros(0, 4, dtype=torch.long), torch.zeros(0, 4, dtype=torch.bool)
    _assert_encoded(student.encode_batch([], VOCAB, 4), want, dtype=True)


@pytest.mark.points(0.25)
def test_refuses_a_length_below_one(student, reference, rng):
    """A length of 0 or -1 is a ValueError; one of 1 is not."""
    texts = [_text(rng, 3, 0), _text(rng, 2, 1)]
    _assert_encoded(student.encode_batch(texts, VOCAB, 1), reference.encode_batch(texts, VOCAB, 1))
    for length in (0, -1):
        assert_rejects(lambda length=length: student.encode_batch(texts, VOCAB, length))


@pytest.mark.points(0.25)
def test_leaves_the_arguments_alone(student, reference, rng):
    """The vocabulary learns no word, the list of texts is as before, and the numbers are right."""
    texts = [_text(rng, 3, 2), _text(rng, 1, 1)]
    with left_unchanged(student):
        got = student.encode_batch(texts, VOCAB, 4)
    _assert_encoded(got, reference.encode_batch(texts, VOCAB, 4))
