"""Hidden suite of `bpe_merge_step`: the most frequent neighbours become one symbol.

Wherever words are drawn, the reference makes the steps, so that everybody is asked the same questions.
"""

import pytest

from autograder.testing import assert_equal, left_unchanged


def _cut(**words):
    """Words as tuples of letters, with their counts."""
    return {tuple(word): count for word, count in words.items()}


def _drawn(rng, words, letters="abcd"):
    """So many random words of 2 to 6 letters, no two alike."""
    drawn = {}
    while len(drawn) < words:
        length = 2 + int(rng.integers(0, 5))
        word = tuple(letters[place] for place in rng.integers(0, len(letters), length))
        drawn[word] = 1 + int(rng.integers(0, 9))
    return drawn


@pytest.mark.points(0.5)
def test_joins_the_pair_of_the_example(student):
    """The worked example comes out: l and o are neighbours 7 times."""
    want = {("lo", "w"): 5, ("lo", "t"): 2, ("n", "e", "w"): 3}
    assert_equal(student.bpe_merge_step(_cut(low=5, lot=2, new=3)), (("l", "o"), want))


@pytest.mark.points(1)
def test_finds_the_most_frequent_pair(student, reference, rng):
    """A pair counts as often as the words that it stands in come, in one rare word or in many."""
    assert_equal(
        student.bpe_merge_step(_cut(ab=1, cab=1, dab=1, xy=7)), (("x", "y"), {**_cut(ab=1, cab=1, dab=1), ("xy",): 7})
    )
    assert_equal(
        student.bpe_merge_step(_cut(ab=3, cab=2, dab=4, xy=8)),
        (("a", "b"), {("ab",): 3, ("c", "ab"): 2, ("d", "ab"): 4, ("x", "y"): 8}),
    )
    for count in (3, 12):
        words = _drawn(rng, count)
        assert_equal(student.bpe_merge_step(words), reference.bpe_merge_step(words))


@pytest.mark.points(0.5)
def test_joins_everywhere_from_left_to_right(student):
    """The pair is joined at each of its places; where places share a symbol, the left one wins."""
    want = {("aa", "a"): 1, ("aa", "aa"): 2, ("aa", "aa", "a", "b", "aa"): 1, ("b", "aa"): 1}
    assert_equal(student.bpe_merge_step(_cut(aaa=1, aaaa=2, aaaaabaa=1, baa=1)), (("a", "a"), want))
    want = {("xy", "xy", "x", "xy"): 2, ("y", "x"): 1, ("xy",): 1}
    assert_equal(student.bpe_merge_step(_cut(xyxyxxy=2, yx=1, xy=1)), (("x", "y"), want))


@pytest.mark.points(0.5)
def test_every_place_counts(student):
    """A pair counts at each place of a word, also where two places share a symbol."""
    words = _cut(anana=2, xy=3)
    want = {("an", "an", "a"): 2, ("x", "y"): 3}
    assert_equal(student.bpe_merge_step({**words, ("a", "n"): 1}), (("a", "n"), {**want, ("an",): 1}))
    assert_equal(student.bpe_merge_step(_cut(eeee=2, zu=5)), (("e", "e"), {("ee", "ee"): 2, ("z", "u"): 5}))


@pytest.mark.points(0.5)
def test_of_equally_frequent_pairs_takes_the_greatest(student):
    """Pairs are compared as tuples: by their first symbols, and if those are the same, by the second ones."""
    words = _cut(ab=2, cd=1, zc=3, cx=1, cb=2, az=3)
    assert_equal(student.bpe_merge_step(words), (("z", "c"), {**_cut(ab=2, cd=1, cx=1, cb=2, az=3), ("zc",): 3}))
    words = _cut(cd=2, cx=2, cb=2, ay=2)
    assert_equal(student.bpe_merge_step(words), (("c", "x"), {**_cut(cd=2, cb=2, ay=2), ("cx",): 2}))
    words = {("a", "zz"): 4, ("ab", "a"): 4, ("a", "b"): 1}
    assert_equal(student.bpe_merge_step(words), (("ab", "a"), {("a", "zz"): 4, ("aba",): 4, ("a", "b"): 1}))


@pytest.mark.points(0.5)
def test_looks_at_whole_symbols(student):
    """A pair is two whole symbols: the end of a longer one and the beginning of the next are none."""
    words = {("a", "b"): 9, ("xa", "b"): 1, ("a", "bx"): 2, ("ab", "b"): 1, ("xa", "bx", "a", "b"): 1}
    want = {("ab",): 9, ("xa", "b"): 1, ("a", "bx"): 2, ("ab", "b"): 1, ("xa", "bx", "ab"): 1}
    assert_equal(student.bpe_merge_step(words), (("a", "b"), want))
    words = {("re", "s"): 5, ("r", "es"): 4, ("re", "s", "t"): 1}
    assert_equal(student.bpe_merge_step(words), (("re", "s"), {("res",): 5, ("r", "es"): 4, ("res", "t"): 1}))


@pytest.mark.points(0.5)
def test_words_that_become_the_same_are_one(student):
    """Two words that differ before the step and not after it add their counts."""
    words = {("a", "b", "c"): 4, ("ab", "c"): 3, ("c", "a", "b"): 2, ("c", "ab"): 1}
    want = {("ab", "c"): 7, ("c", "ab"): 3}
    assert_equal(student.bpe_merge_step(words), (("a", "b"), want))


@pytest.mark.points(0.25)
def test_without_a_pair_nothing_is_joined(student):
    """The answer is None and the same words, when all are one symbol long, or there are none; as long as one word has
    two symbols, there is a pair."""
    assert_equal(student.bpe_merge_step({("low",): 5, ("l", "o"): 1}), (("l", "o"), {("low",): 5, ("lo",): 1}))
    for words in ({("low",): 5, ("new",): 3}, {}):
        assert_equal(student.bpe_merge_step(words), (None, words))


@pytest.mark.points(0.5)
def test_goes_on_from_its_own_words(student, reference, rng):
    """Step after step, letters grow into syllables and whole words, until nothing is left to join."""
    texts = ["empowers", "power", "powers", "tower", "showers", "empire"]
    words = {tuple(text): int(count) for text, count in zip(texts, rng.integers(2, 9, 6), strict=True)}
    while any(len(word) > 1 for word in words):
        want = reference.bpe_merge_step(words)
        assert_equal(student.bpe_merge_step(words), want)
        words = want[1]


@pytest.mark.points(0.25)
def test_leaves_the_words_alone(student, reference, rng):
    """The dict is the same after the call as before, with a pair or without, and the step is right."""
    for words in (_drawn(rng, 6), {("done",): 2}):
        with left_unchanged(student):
            got = student.bpe_merge_step(words)
        assert_equal(got, reference.bpe_merge_step(words))
