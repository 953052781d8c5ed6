"""Other ways to write `bpe_merge_step`: right ones, and the mistakes students make."""

import re
from collections import Counter, defaultdict
from itertools import pairwise

from reference import bpe_merge_step

from autograder.testing import alternative, misconception


@alternative
def grown_lists(words):
    counts = defaultdict(int)
    for symbols in words:
        for i in range(len(symbols) - 1):
            counts[symbols[i], symbols[i + 1]] += words[symbols]
    if len(counts) == 0:
        return None, words.copy()
    best, _ = max(counts.items(), key=lambda item: item[::-1])
    result = Counter()
    for symbols, count in words.items():
        new = []
        free = False  # whether the last symbol may still be joined
        for symbol in symbols:
            if free and (new[-1], symbol) == best:
                new[-1] += symbol
                free = False
            else:
                new.append(symbol)
                free = True
        result[tuple(new)] += count
    return best, result


@alternative
def separated_text(words):
    counts = Counter()
    for symbols, count in words.items():
        for first, second in zip(symbols, symbols[1:], strict=False):
            counts[first, second] += count
    if not counts:
        return None, dict(words)
    most = max(counts.values())
    best = max(pair for pair, count in counts.items() if count == most)
    pattern = re.compile("\x00" + re.escape("\x00\x00".join(best)) + "\x00")
    result = defaultdict(int)
    for symbols, count in words.items():
        text = "".join(f"\x00{symbol}\x00" for symbol in symbols)
        text = pattern.sub(lambda _: f"\x00{''.join(best)}\x00", text)
        result[tuple(text[1:-1].split("\x00\x00"))] += count
    return best, dict(result)


@alternative
def index_loop(words):
    places = [(pair, count) for symbols, count in words.items() for pair in pairwise(symbols)]
    totals = {pair: sum(count for other, count in places if other == pair) for pair, _ in places}
    if not totals:
        return None, {**words}
    best = max((total, pair) for pair, total in totals.items())[1]
    result = {}
    for symbols in words:
        new, i = [], 0
        while i < len(symbols):
            if i + 1 < len(symbols) and [symbols[i], symbols[i + 1]] == list(best):
                new.append(symbols[i] + symbols[i + 1])
                i += 2
            else:
                new.append(symbols[i])
                i += 1
        result[tuple(new)] = result.get(tuple(new), 0) + words[symbols]
    return best, result


def _counts(words):
    """How often each pair of neighbours comes."""
    counts = Counter()
    for symbols, count in words.items():
        for pair in pairwise(symbols):
            counts[pair] += count
    return counts


def _joined(symbols, pair):
    """The word with every occurrence of the pair as one symbol."""
    done, place = [], 0
    while place < len(symbols):
        width = 2 if tuple(symbols[place : place + 2]) == pair else 1
        done.append("".join(symbols[place : place + width]))
        place += width
    return tuple(done)


def _step(words, counts=None, choose=None, join=_joined):
    """The right answer, but for what the arguments change."""
    counts = _counts(words) if counts is None else counts
    if not counts:
        return None, dict(words)
    best = max(counts, key=lambda pair: (counts[pair], pair)) if choose is None else choose(counts)
    merged = Counter()
    for symbols, count in words.items():
        merged[join(symbols, best)] += count
    return best, dict(merged)


@misconception
def count_words_not_freq(words):
    """Each word is counted once, however often it comes. A pair counts as often as the words that it stands in: add
    `words[symbols]`, not 1."""
    return _step(words, Counter(pair for symbols in words for pair in pairwise(symbols)))


@misconception
def last_count_only(words):
    """Each word puts its own count in the place of what was counted before (`totals[pair] = count`), so a pair ends up
    with the count of the last word that has it. Add to what is there: `totals[pair] = totals.get(pair, 0) + count`."""
    return _step(words, {pair: count for symbols, count in words.items() for pair in pairwise(symbols)})


@misconception
def counts_once_per_word(words):
    """A pair that stands in a word several times is counted once (a set of pairs?). Every place counts."""
    counts = Counter()
    for symbols, count in words.items():
        for pair in set(pairwise(symbols)):
            counts[pair] += count
    return _step(words, counts)


@misconception
def counts_without_overlap(words):
    """Places that share a symbol are counted once: ("a", "a") counts once in ("a", "a", "a"). Every place where two
    symbols are neighbours counts; it is only when joining that a symbol takes part once."""
    counts = Counter()
    for symbols, count in words.items():
        last = {}
        for place, pair in enumerate(pairwise(symbols)):
            if last.get(pair) != place - 1:
                counts[pair] += count
                last[pair] = place
    return _step(words, counts)


@misconception
def symbols_counted(words):
    """The two most frequent symbols are joined. They need not be neighbours anywhere: count pairs of neighbours."""
    counts = Counter()
    for symbols, count in words.items():
        for symbol in symbols:
            counts[symbol] += count
    if not _counts(words):
        return None, dict(words)
    first, second = (sorted(counts, key=lambda symbol: (-counts[symbol], symbol)) * 2)[:2]
    return _step(words, {(first, second): 1})


@misconception
def ties_first_seen(words):
    """Of several equally frequent pairs, the one that was seen first is taken. Take the one that is greatest as tuples
    are compared: `max` by the count and the pair."""
    return _step(words, choose=lambda counts: max(counts, key=counts.get))


@misconception
def ties_smallest(words):
    """Of several equally frequent pairs, the first in alphabetical order is taken. Take the last one: the greatest as
    tuples are compared."""
    return _step(words, choose=lambda counts: min(counts, key=lambda pair: (-counts[pair], pair)))


@misconception
def ties_by_joined_text(words):
    """Of several equally frequent pairs, the one with the greatest joined text is taken. Compare the pairs, not what
    would become of them: ("ab", "a") is greater than ("a", "bc"), though "aba" is less than "abc"."""
    return _step(words, choose=lambda counts: max(counts, key=lambda pair: (counts[pair], "".join(pair))))


@misconception
def rarest_pair(words):
    """The rarest pair is joined. Join the most frequent one."""
    return _step(words, choose=lambda counts: min(counts, key=lambda pair: (counts[pair], pair)))


@misconception
def merge_first_only(words):
    """The pair is joined once in each word, and its other places are left as they were. Join it everywhere."""

    def join(symbols, pair):
        for place, found in enumerate(pairwise(symbols)):
            if found == pair:
                return (*symbols[:place], "".join(pair), *symbols[place + 2 :])
        return symbols

    return _step(words, join=join)


@misconception
def overlap_merge(words):
    """A symbol takes part twice: ("a", "a", "a") becomes ("aa", "aa"), which are four letters. After joining two
    symbols, go on behind both."""

    def join(symbols, pair):
        done, behind = [], False
        for place, symbol in enumerate(symbols):
            if tuple(symbols[place : place + 2]) == pair:
                done.append("".join(pair))
                behind = True
            elif behind:
                behind = False
            else:
                done.append(symbol)
        return tuple(done)

    return _step(words, join=join)


@misconception
def right_to_left(words):
    """The pair is joined from right to left: ("a", "a", "a") becomes ("a", "aa"). Begin on the left."""

    def join(symbols, pair):
        turned = _joined(symbols[::-1], pair[::-1])
        return tuple("".join(pair) if symbol == "".join(pair[::-1]) else symbol for symbol in turned[::-1])

    return _step(words, join=join)


@misconception
def join_all_strings(words):
    """The pair is replaced in a text of all symbols, so that parts of longer symbols are taken for it: in ("xa", "b")
    there is no ("a", "b"). Compare whole symbols."""
    return _step(
        words, join=lambda symbols, pair: tuple(" ".join(symbols).replace(" ".join(pair), "".join(pair)).split())
    )


@misconception
def joined_again(words):
    """What has just been joined is joined with its neighbour again. One step joins pairs of the old symbols only."""

    def join(symbols, pair):
        done = []
        for symbol in symbols:
            done.append(symbol)
            while tuple(done[-2:]) == pair or (len(done) > 1 and done[-2] == "".join(pair) and done[-1] == pair[1]):
                done[-2:] = ["".join(done[-2:])]
        return tuple(done)

    return _step(words, join=join)


@misconception
def lost_duplicates(words):
    """When two words become the same, one of the two counts is lost: a key in a dict holds one number. Add them up."""
    best, _ = bpe_merge_step(words)
    return best, {_joined(symbols, best): count for symbols, count in words.items()}


@misconception
def pair_joined(words):
    """The first result is the joined symbol. Return the pair, as two symbols: the new one alone does not say what it
    was made of."""
    best, merged = bpe_merge_step(words)
    return best if best is None else "".join(best), merged


@misconception
def words_not_joined(words):
    """The words are returned as they came. Join the pair in them."""
    return bpe_merge_step(words)[0], dict(words)


@misconception
def words_as_text(words):
    """The words are strings, no longer tuples of symbols: nobody can tell where one symbol ends. Keep tuples."""
    best, merged = bpe_merge_step(words)
    return best, {" ".join(symbols): count for symbols, count in merged.items()}


@misconception
def no_pair_fails(words):
    """When there is no pair left, there is an error (from `max` of nothing). Return None and a copy of the words."""
    if not _counts(words):
        raise ValueError("max() arg is an empty sequence")
    return bpe_merge_step(words)


@misconception
def no_pair_no_words(words):
    """When there is no pair left, the words are lost. They stay as they are: return None and a copy of them."""
    best, merged = bpe_merge_step(words)
    return best, merged if best else {}


@misconception
def input_mutated(words):
    """The dict of words is itself changed. Build a new one: whoever called the function still needs the old words."""
    best, merged = bpe_merge_step(words)
    words.clear()
    words.update(merged)
    return best, words
