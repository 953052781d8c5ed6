"""Naming the student's mistake: whose answers are these?

The same tests run once on every misconception, in this process, with the same inputs. A misconception is named when the
student's answers are its answers wherever it differs from the reference: nothing of the tests is told, only the
author's words.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
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


class Diagnoser:
    """Names misconceptions of one exercise; runs its suite on them when first asked."""

    def __init__(self, corpus: Corpus, run_all: Callable[[Backend], Sequence[TestRun]]) -> None:
        self._corpus = corpus
        self._run_all = run_all

    def diagnose(self, runs: Sequence[TestRun]) -> tuple[Diagnosis, ...]:
        """The misconceptions that explain these answers, the best explanation first; several if they are apart."""
        answers = transcript(runs)
        found = [
            (self._agreement(answers, theirs), variant, signs)
            for variant, theirs, signs in self._known
            if all(key in answers and same(answers[key], theirs[key]) for key in signs)
        ]
        found.sort(key=lambda entry: (entry[0], len(entry[2])), reverse=True)
        named: list[Variant] = []
        explained: set[tuple[str, int]] = set()
        for _, variant, signs in found:
            if not signs & explained:
                named.append(variant)
                explained |= signs
        return tuple(Diagnosis(variant.id, variant.says) for variant in named)

    @cached_property
    def _known(self) -> list[tuple[Variant, Transcript, set[tuple[str, int]]]]:
        """Every misconception, its answers, and where they give it away."""
        right = transcript(self._run_all(self._corpus.reference_backend()))
        known = []
        for variant in self._corpus.variants:
            if not variant.right:
                theirs = transcript(self._run_all(self._corpus.backend(variant)))
                signs = {key for key, answer in theirs.items() if key in right and differ(answer, right[key])}
                if signs:
                    known.append((variant, theirs, signs))
        return known

    @staticmethod
    def _agreement(answers: Transcript, theirs: Transcript) -> float:
        return sum(key in answers and same(answers[key], theirs[key]) for key in theirs) / len(theirs)


def transcript(runs: Sequence[TestRun]) -> Transcript:
    """The answers of a run of the suite."""
    return {(run.test.name, i): answer for run in runs for i, answer in enumerate(run.observations)}


def same(one: Observation, other: Observation) -> bool:
    """Whether two answers are equal up to rounding."""
    return _match(one, other, 1)


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
    return bool(torch.isclose(a, b, rtol=rtol * slack, atol=atol * slack, equal_nan=True).all())
