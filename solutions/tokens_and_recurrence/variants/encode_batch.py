"""Other ways to write `encode_batch`: right ones, and the mistakes students make."""

import torch
from reference import encode_batch

from autograder.testing import alternative, misconception


@alternative
def lists_first(texts, vocab, length):
    if length < 1:
        raise ValueError("length")
    rows, real = [], []
    for text in texts:
        numbers = [vocab[word] if word in vocab else vocab["<unk>"] for word in text.lower().split()][:length]
        missing = length - len(numbers)
        rows.append(numbers + [vocab["<pad>"]] * missing)
        real.append([True] * len(numbers) + [False] * missing)
    shape = len(texts), length
    return torch.tensor(rows, dtype=torch.long).reshape(shape), torch.tensor(real, dtype=torch.bool).reshape(shape)


@alternative
def mask_from_lengths(texts, vocab, length):
    assert length > 0
    split = [text.lower().split() for text in texts]
    lengths = torch.tensor([len(words) for words in split], dtype=torch.long)
    ids = torch.full((len(texts), length), 0)
    for row, words in enumerate(split):
        numbers = torch.tensor([vocab.get(word, 1) for word in words[:length]], dtype=torch.long)
        ids[row, : len(numbers)] = numbers
    return ids, torch.arange(length) < lengths[:, None]


@alternative
def padded_by_torch(texts, vocab, length):
    if length < 1:
        raise ValueError("length")
    numbers = [[vocab.get(word, 1) for word in text.lower().split()] for text in texts]
    rows = [torch.tensor(row[:length], dtype=torch.long) for row in numbers]
    rows.append(torch.zeros(length, dtype=torch.long))
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)[:-1]
    real = [torch.ones(len(row), dtype=torch.bool) for row in rows]
    real[-1] = torch.zeros(length, dtype=torch.bool)
    return ids, torch.nn.utils.rnn.pad_sequence(real, batch_first=True)[:-1]


def _with(texts, vocab, length, words, unknown=1):
    """The right answer, but for how a text becomes words."""
    if length < 1:
        raise ValueError("length")
    ids, mask = torch.zeros(len(texts), length).long(), torch.zeros(len(texts), length).bool()
    for row, text in enumerate(texts):
        for place, word in enumerate(words(text)[:length]):
            ids[row, place], mask[row, place] = vocab.get(word, unknown), True
    return ids, mask


@misconception
def mask_inverted(texts, vocab, length):
    """The mask is True where the text was filled up. It says where the words are: turn it round."""
    ids, mask = encode_batch(texts, vocab, length)
    return ids, ~mask


@misconception
def mask_from_ids(texts, vocab, length):
    """The mask is made from the numbers (`ids != 0`). But a text may contain the word "<pad>", which is a word all the
    same. Make the mask from the number of words."""
    ids, _ = encode_batch(texts, vocab, length)
    return ids, ids != 0


@misconception
def mask_known_words(texts, vocab, length):
    """The mask is False where a word is unknown. An unknown word is a word, too: the mask says where the text was
    filled up, and nothing else."""
    ids, mask = encode_batch(texts, vocab, length)
    return ids, mask & (ids != 1)


@misconception
def mask_all_true(texts, vocab, length):
    """The mask is True everywhere. Where a short text was filled up, there is no word, and the mask must be False."""
    ids, mask = encode_batch(texts, vocab, length)
    return ids, torch.ones_like(mask)


@misconception
def mask_of_numbers(texts, vocab, length):
    """The mask is made of the numbers 0 and 1. Asked for are truth values: `dtype=torch.bool`."""
    ids, mask = encode_batch(texts, vocab, length)
    return ids, mask.long()


@misconception
def unk_skipped(texts, vocab, length):
    """Unknown words are left out, so that all words after them move up. They keep their place, with the number 1."""
    return _with(texts, vocab, length, lambda text: [word for word in text.lower().split() if word in vocab])


@misconception
def unk_as_pad(texts, vocab, length):
    """Unknown words get the number 0. That one is for filling up; the number of "<unk>" is 1."""
    return _with(texts, vocab, length, lambda text: text.lower().split(), unknown=0)


@misconception
def unknown_word_fails(texts, vocab, length):
    """A word that is not in the vocabulary is an error (`vocab[word]`). It gets the number 1, that of "<unk>"."""
    for text in texts if length > 0 else []:
        for word in text.lower().split()[:length]:
            vocab[word]
    return encode_batch(texts, vocab, length)


@misconception
def float_ids(texts, vocab, length):
    """The numbers of the words are floats. They are used to look things up: make them `torch.long`."""
    ids, mask = encode_batch(texts, vocab, length)
    return ids.float(), mask


@misconception
def left_pad(texts, vocab, length):
    """Short texts are filled up in front. Fill them up at the end, so that the first word stays the first."""
    ids, mask = encode_batch(texts, vocab, length)
    order = mask.long().argsort(dim=1, stable=True)
    return ids.gather(1, order), mask.gather(1, order)


@misconception
def end_kept(texts, vocab, length):
    """Of a long text, the last words are kept. Keep the first ones, and cut at the end."""
    return _with(texts, vocab, length, lambda text: text.lower().split()[-length:])


@misconception
def longest_text_instead(texts, vocab, length):
    """The rows are as long as the longest text. It is `length` that counts, whatever the texts."""
    longest = max((len(text.split()) for text in texts), default=length) if length > 0 else length
    return encode_batch(texts, vocab, max(longest, min(length, 1)))


@misconception
def no_lower(texts, vocab, length):
    """Words with capital letters are not found. Make the texts lower case, as in `build_vocab`."""
    return _with(texts, vocab, length, str.split)


@misconception
def char_level(texts, vocab, length):
    """The texts are cut into single characters (a string is gone through letter by letter). Split them into words."""
    return _with(texts, vocab, length, lambda text: list(text.lower()))


@misconception
def split_at_blanks(texts, vocab, length):
    """The texts are split at single blanks (`split(" ")`), so that two blanks in a row make an empty word, and a new
    line none. `split()` without an argument splits at any white space."""
    return _with(texts, vocab, length, lambda text: text.lower().split(" "))


@misconception
def no_texts_no_length(texts, vocab, length):
    """Without any text the tensors have lost their length. They have no rows, but each would be `length` long: the
    shape is (0, length)."""
    if not texts and length > 0:
        return torch.zeros(0, dtype=torch.long), torch.zeros(0, dtype=torch.bool)
    return encode_batch(texts, vocab, length)


@misconception
def ids_only(texts, vocab, length):
    """Only the numbers are returned. Asked for are two tensors: the numbers and the mask."""
    return encode_batch(texts, vocab, length)[0]


@misconception
def length_below_one_accepted(texts, vocab, length):
    """A length of 0, or below, is accepted. Refuse it with a ValueError."""
    return encode_batch(texts, vocab, length) if length > 0 else (torch.zeros(len(texts), 0).long(),) * 2


@misconception
def input_mutated(texts, vocab, length):
    """The vocabulary or the list of texts is changed (`vocab[word] = …`, `setdefault`, `texts[i] = …`): unknown words
    stay unknown. Read from them only."""
    result = encode_batch(texts, vocab, length)
    for text in texts:
        for word in text.lower().split():
            vocab.setdefault(word, 1)
    return result
