"""Byte pair encoding, one step: the most frequent neighbours become one symbol."""

from collections import Counter
from itertools import pairwise


def bpe_merge_step(
    words: dict[tuple[str, ...], int],
) -> tuple[tuple[str, str] | None, dict[tuple[str, ...], int]]:
    """The pair of neighbouring symbols that comes most often, and the words with that pair joined everywhere.

    `words` says how often each word comes; a word is a tuple of symbols, which are strings of any length. Every place
    where two symbols are neighbours counts as often as its word comes: in ("a", "a", "a") the pair ("a", "a") counts
    twice. If several pairs are equally frequent, take the one that is greatest as Python compares tuples of strings,
    which is the last one in alphabetical order.

    The pair is joined wherever it stands, from left to right, and a symbol takes part once only: ("a", "a", "a")
    becomes ("aa", "a"). Words that are the same afterwards are one word, and their counts add up. If no word has two
    symbols, the answer is None and a copy of `words`. Leave `words` as it is.

    Example: *low* comes 5 times, *lot* twice, *new* 3 times. The pair (l, o) counts 5 + 2, (o, w) 5.

    >>> bpe_merge_step({("l", "o", "w"): 5, ("l", "o", "t"): 2, ("n", "e", "w"): 3})
    (('l', 'o'), {('lo', 'w'): 5, ('lo', 't'): 2, ('n', 'e', 'w'): 3})
    >>> bpe_merge_step({("low",): 5})
    (None, {('low',): 5})
    """
    ### BEGIN SOLUTION
    counts: Counter[tuple[str, str]] = Counter()
    for symbols, count in words.items():
        for pair in pairwise(symbols):
            counts[pair] += count
    if not counts:
        return None, dict(words)
    best = max(counts, key=lambda pair: (counts[pair], pair))
    joined: dict[tuple[str, ...], int] = {}
    for symbols, count in words.items():
        word = _joined(symbols, best)
        joined[word] = joined.get(word, 0) + count
    return best, joined
    ### END SOLUTION


### BEGIN SOLUTION
def _joined(symbols: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """The word with every occurrence of the pair as one symbol."""
    if not symbols:
        return ()
    if symbols[:2] == pair:
        return ("".join(pair), *_joined(symbols[2:], pair))
    return (symbols[0], *_joined(symbols[1:], pair))


### END SOLUTION
