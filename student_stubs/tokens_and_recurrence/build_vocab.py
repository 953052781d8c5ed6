"""A number for every word."""

from collections import Counter


def build_vocab(texts: list[str], max_size: int | None = None) -> dict[str, int]:
    """The vocabulary of some texts: each word and its number.

    Words are what stands between white space, in lower case (`str.lower`); punctuation stays where it is. Two special
    words come first: "<pad>" is 0 and "<unk>" is 1, also when a text contains them. Then come the words of all texts
    from the most to the least frequent. Words that are equally frequent stand in alphabetical order, as Python sorts
    strings.

    With `max_size` the vocabulary has at most so many entries, the two special words included; the words that come
    last are left out. Leave the list of texts as it is.

    Example: *no* comes three times, *maybe* twice, *yes* once.

    >>> build_vocab(["No yes no", "maybe maybe NO"])
    {'<pad>': 0, '<unk>': 1, 'no': 2, 'maybe': 3, 'yes': 4}
    >>> build_vocab(["No yes no", "maybe maybe NO"], max_size=3)
    {'<pad>': 0, '<unk>': 1, 'no': 2}
    >>> build_vocab(["b c a"])
    {'<pad>': 0, '<unk>': 1, 'a': 2, 'b': 3, 'c': 4}

    Raises:
        ValueError: `max_size` has no room for the two special words.
    """
    raise NotImplementedError("tokens_and_recurrence.build_vocab")
