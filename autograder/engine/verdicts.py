"""Verdicts by answers: a test that is given the same answers to the same requests comes to the same end."""

from collections import OrderedDict
from dataclasses import dataclass

from autograder.engine.suites import TestRun

KEPT = 32
"""So many answers to each test are remembered, those that came up last."""


@dataclass(frozen=True)
class Verdict:
    """How a test ended, and which watched calls its answers told of."""

    run: TestRun
    seen: frozenset[str] = frozenset()


class Verdicts:
    """Verdicts on one exercise, by test and a hash of all its answers."""

    def __init__(self) -> None:
        self._kept: dict[str, OrderedDict[bytes, Verdict]] = {}

    def find(self, test: str, answers: bytes) -> Verdict | None:
        """The verdict on these answers, if they came up before."""
        kept = self._kept.get(test, OrderedDict())
        if answers in kept:
            kept.move_to_end(answers)
        return kept.get(answers)

    def keep(self, test: str, answers: bytes, verdict: Verdict) -> None:
        """Remembers a verdict."""
        if verdict.run.error is not None:
            verdict.run.error.__traceback__ = None  # which holds on to everything that the test made
        kept = self._kept.setdefault(test, OrderedDict())
        kept[answers] = verdict
        if len(kept) > KEPT:
            kept.popitem(last=False)
