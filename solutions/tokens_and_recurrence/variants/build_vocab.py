"""Other ways to write `build_vocab`: right ones, and the mistakes students make."""

from collections import Counter

from reference import build_vocab

from autograder.testing import alternative, misconception

SPECIAL = ["<pad>", "<unk>"]


@alternative
def two_stable_sorts(texts, max_size=None):
    if max_size is not None and max_size < 2:
        raise ValueError("no room for the special words")
    counts = Counter()
    for text in texts:
        counts.update(text.lower().split())
    del counts["<pad>"], counts["<unk>"]
    words = sorted(counts)
    words.sort(key=counts.__getitem__, reverse=True)
    vocab = {"<pad>": 0, "<unk>": 1}
    for word in words if max_size is None else words[: max_size - 2]:
        vocab[word] = len(vocab)
    return vocab


@alternative
def plain_loops(texts, max_size=None):
    assert max_size is None or max_size >= 2
    counts = {}
    for word in " ".join(texts).split():
        word = word.lower()
        if word not in SPECIAL:
            counts[word] = counts.get(word, 0) + 1
    pairs = sorted((-count, word) for word, count in counts.items())
    vocab = dict(zip(SPECIAL, range(2), strict=True))
    for number, (_, word) in enumerate(pairs, start=2):
        if max_size is not None and number >= max_size:
            break
        vocab[word] = number
    return vocab


@alternative
def most_common_of_sorted_words(texts, max_size=None):
    if max_size is not None and max_size < 2:
        raise ValueError("no room for the special words")
    words = sorted(word for text in texts for word in text.lower().split())
    kept = [word for word, _ in Counter(words).most_common() if word not in SPECIAL]
    return dict(zip(SPECIAL + kept[: None if max_size is None else max_size - 2], range(10**6), strict=False))


def _counts(texts):
    """How often each word comes, the special ones left out."""
    return Counter(word for text in texts for word in text.lower().split() if word not in SPECIAL)


def _numbered(words, max_size):
    """The right answer for words in this order."""
    if max_size is not None and max_size < 2:
        raise ValueError("no room for the special words")
    return {word: number for number, word in enumerate([*SPECIAL, *words][:max_size])}


@misconception
def insertion_order(texts, max_size=None):
    """The words are numbered as they come. Count them first: the most frequent word gets the smallest number, so that a
    vocabulary that is cut loses only rare words."""
    return _numbered(list(_counts(texts)), max_size)


@misconception
def alphabetical_only(texts, max_size=None):
    """The words are in alphabetical order, however often they come. The alphabet decides only between words that are
    equally frequent."""
    return _numbered(sorted(_counts(texts)), max_size)


@misconception
def rarest_first(texts, max_size=None):
    """The rarest words come first. Turn the order of the counts round (and of nothing else)."""
    counts = _counts(texts)
    return _numbered(sorted(counts, key=lambda word: (counts[word], word)), max_size)


@misconception
def no_lower(texts, max_size=None):
    """A word with a capital letter is another word than the same one without. Make the texts lower case before they
    are split."""
    counts = Counter(word for text in texts for word in text.split() if word.lower() not in SPECIAL)
    return _numbered(sorted(counts, key=lambda word: (-counts[word], word)), max_size)


@misconception
def ties_by_first_seen(texts, max_size=None):
    """Words that are equally frequent stand in the order in which they were seen: so does `Counter.most_common`, and so
    does a sort by the count alone. They are to stand in alphabetical order: sort by the count and the word."""
    return _numbered([word for word, _ in _counts(texts).most_common()], max_size)


@misconception
def ties_backwards(texts, max_size=None):
    """Words that are equally frequent stand from z to a: `reverse=True` turns round the words as well as the counts.
    Sort by the negative count instead."""
    counts = _counts(texts)
    return _numbered(sorted(counts, key=lambda word: (counts[word], word), reverse=True), max_size)


@misconception
def ties_by_chance(texts, max_size=None):
    """Words that are equally frequent stand in no order at all: a set has none, and gives another one each time Python
    starts. Sort by the count and the word."""
    counts = _counts(texts)
    return _numbered(sorted(set(counts), key=lambda word: -counts[word]), max_size)


@misconception
def specials_last(texts, max_size=None):
    """The two special words come last. They come first: their numbers, 0 and 1, must not depend on the texts."""
    vocab = build_vocab(texts, max_size)
    words = [*list(vocab)[2:], *SPECIAL]
    return {word: number for number, word in enumerate(words)}


@misconception
def specials_swapped(texts, max_size=None):
    """The two special words have each other's number: "<pad>" is 0 and "<unk>" is 1."""
    return build_vocab(texts, max_size) | {"<unk>": 0, "<pad>": 1}


@misconception
def specials_left_out(texts, max_size=None):
    """The two special words are missing. Their numbers, 0 and 1, are kept free, but they have to be in the dict."""
    return {word: number for word, number in build_vocab(texts, max_size).items() if number > 1}


@misconception
def specials_counted(texts, max_size=None):
    """When a text contains "<pad>" or "<unk>", it gets a second place among the words. It has its number already:
    don't count it."""
    if max_size is not None and max_size < 2:
        raise ValueError("no room for the special words")
    counts = Counter(word for text in texts for word in text.lower().split())
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate([*SPECIAL, *words][:max_size])}


@misconception
def max_size_excludes_specials(texts, max_size=None):
    """There are two entries too many: `max_size` counts the two special words as well."""
    _numbered([], max_size)
    return build_vocab(texts, None if max_size is None else max_size + 2)


@misconception
def max_size_ignored(texts, max_size=None):
    """`max_size` is not used. With it the vocabulary ends after so many entries."""
    _numbered([], max_size)
    return build_vocab(texts)


@misconception
def char_level(texts, max_size=None):
    """The texts are cut into single characters. Words are asked for: what stands between white space."""
    return build_vocab([" ".join(text) for text in texts], max_size)


@misconception
def split_at_blanks(texts, max_size=None):
    """The texts are split at single blanks (`split(" ")`), so that two blanks in a row make an empty word, and a new
    line none. `split()` without an argument splits at any white space."""
    counts = Counter(word for text in texts for word in text.lower().split(" ") if word not in SPECIAL)
    return _numbered(sorted(counts, key=lambda word: (-counts[word], word)), max_size)


@misconception
def first_text_only(texts, max_size=None):
    """Only one of the texts is counted. The vocabulary is that of all texts together."""
    return build_vocab(texts[:1], max_size)


@misconception
def numbers_to_words(texts, max_size=None):
    """The dict is the wrong way round. It is to be asked for the number of a word: words are its keys."""
    return {number: word for word, number in build_vocab(texts, max_size).items()}


@misconception
def small_sizes_accepted(texts, max_size=None):
    """A `max_size` below 2 is accepted. There is no room for the special words then: raise a ValueError."""
    return build_vocab(texts, max_size if max_size is None else max(2, max_size))


@misconception
def input_mutated(texts, max_size=None):
    """The list of texts is changed (`texts[i] = …`, `sort`, `pop` …): whoever called the function finds other texts
    than before. Make something new."""
    vocab = build_vocab(texts, max_size)
    texts[:] = [text.lower() for text in texts]
    return vocab
