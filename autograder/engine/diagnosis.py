"""Naming the student's mistake: whose answers are these?

The same tests run once on every misconception, in this process, with the same inputs. A misconception is named when the
student's answers are its answers wherever it differs from the reference: nothing of the tests is told, only the
author's words.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.engine.corpus import Corpus
from autograder.engine.recording import FrozenTensor, Observation
from autograder.engine.suites import TestRun
from autograder.model.result import Diagnosis
from autograder.testing.compare import TOLERANCES
from autograder.testing.proxy import Backend
from autograder.testing.variants import Variant

Transcript = Mapping[tuple[str, int], Observation]
"""All answers of one submission: (test, number of the call in it) -> answer."""

CLEARLY = 100
"""Answers differ when they are this many tolerances apart."""


@dataclass(frozen=True)
class Known:
    """A misconception, the answers it gives, and where they give it away."""

    diagnosis: Diagnosis
    answers: Transcript
    signs: frozenset[tuple[str, int]]
    also: tuple[Diagnosis, ...] = ()
    """What else is wrong in the same answer."""


def known_misconceptions(corpus: Corpus, run_all: Callable[[Backend], Sequence[TestRun]]) -> list[Known]:
    """Every misconception, and every combination of two, that answers some call clearly unlike the reference."""
    right = run_all(corpus.reference_backend())
    wrong = [*(variant for variant in corpus.variants if not variant.right), *corpus.combinations]
    with warnings.catch_warnings(action="ignore"):  # what a mistake calls may be deprecated
        found = [known_by(variant, run_all(corpus.backend(variant)), right) for variant in wrong]
    return [known for known in found if known is not None]


def known_by(variant: Variant, runs: Sequence[TestRun], right: Sequence[TestRun]) -> Known | None:
    """A misconception by the answers that it gave, beside those of the reference; None when it gave the same."""
    answers, theirs = transcript(runs), transcript(right)
    signs = frozenset(key for key, answer in answers.items() if key in theirs and differ(answer, theirs[key]))
    first, *others = [Diagnosis(each.id, each.says) for each in variant.parts or (variant,)]
    return Known(first, answers, signs, tuple(others)) if signs else None


def diagnose(runs: Sequence[TestRun], known: Sequence[Known]) -> tuple[Diagnosis, ...]:
    """The misconceptions that explain these answers, the best explanation first; several if they are apart.

    One that explains all of its signs comes before one that explains most of them: a second mistake of the student's
    may hide the rest.
    """
    answers = transcript(runs)
    found = []
    for entry in known:
        seen = _seen(entry, answers)
        if seen == entry.signs or _tells(seen, entry):
            found.append((seen == entry.signs, _agreement(answers, entry.answers), len(seen), seen, entry))
    found.sort(key=lambda match: match[:3], reverse=True)
    named: list[Diagnosis] = []
    explained: set[tuple[str, int]] = set()
    for _, _, _, seen, entry in found:
        if not seen & explained:
            named += (entry.diagnosis, *entry.also)
            explained |= seen
    return tuple(dict.fromkeys(named))


def _seen(entry: Known, answers: Transcript) -> frozenset[tuple[str, int]]:
    """The signs of a misconception in these answers; none as soon as more than half of them are missing."""
    seen, missing = set(), 0
    for key in entry.signs:
        if key in answers and same(answers[key], entry.answers[key]):
            seen.add(key)
        elif 2 * (missing := missing + 1) > len(entry.signs):
            return frozenset()
    return frozenset(seen)


def _tells(seen: frozenset[tuple[str, int]], entry: Known) -> bool:
    """Whether some of the signs are enough: half of them, and wrong numbers, which nobody gets by chance."""
    values = [key for key in seen if entry.answers[key].error is None]
    return 2 * len(seen) >= len(entry.signs) and len(values) >= 2


def _agreement(answers: Transcript, theirs: Transcript) -> float:
    return sum(key in answers and same(answers[key], theirs[key]) for key in theirs) / len(theirs)


def transcript(runs: Sequence[TestRun]) -> Transcript:
    """The answers of a run of the suite."""
    return {(run.test.name, i): answer for run in runs for i, answer in enumerate(run.observations)}


def alike(one: Transcript, other: Transcript) -> bool:
    """Whether nothing tells these answers apart."""
    return one.keys() == other.keys() and all(same(answer, other[key]) for key, answer in one.items())


def same(one: Observation, other: Observation) -> bool:
    """Whether two answers are equal up to rounding; an answer that many gave is compared once."""
    if id(other) not in one.compared:
        one.compared[id(other)] = (other, _match(one, other, 1))
    return one.compared[id(other)][1]


def differ(one: Observation, other: Observation) -> bool:
    """Whether two answers are clearly different, far beyond rounding."""
    return not _match(one, other, CLEARLY)


def _match(one: Observation, other: Observation, slack: float) -> bool:
    if (one.path, one.error, one.changed) != (other.path, other.error, other.changed):
        return False
    return _equal(one.answer, other.answer, slack)


def _equal(one: Any, other: Any, slack: float) -> bool:
    if isinstance(one, FrozenTensor) and isinstance(other, FrozenTensor):
        return _equal_tensors(one, other, slack)
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(_equal(a, b, slack) for a, b in zip(one, other, strict=True))
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=1e-6 * slack, abs_tol=1e-8 * slack) or (one != one and other != other)
    return bool(one == other)


def _equal_tensors(one: FrozenTensor, other: FrozenTensor, slack: float) -> bool:
    a, b = one.values, other.values
    if a.shape != b.shape or a.dtype != b.dtype or one.requires_grad != other.requires_grad:
        return False
    if not a.dtype.is_floating_point:
        return bool(torch.equal(a, b))
    rtol, atol = TOLERANCES.get(a.dtype, TOLERANCES[torch.float32])
    (a_sum, _), (b_sum, b_size) = one.sums, other.sums
    if abs(a_sum - b_sum) > slack * (atol * a.numel() + rtol * b_size):  # sums so far apart have parts too far apart
        return False
    return bool(torch.isclose(a, b, rtol=rtol * slack, atol=atol * slack, equal_nan=True).all())
