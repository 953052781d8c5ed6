"""Inputs on which a mutant differs from the reference: what a better test would ask."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.engine.diagnosis import differ, transcript
from autograder.engine.recording import Observation, frozen
from autograder.engine.trials import SEED, Bench
from autograder.errors import StudentError, StudentFailure
from autograder.testing.compare import REJECTIONS
from autograder.testing.proxy import STUDENT, Backend, Root

SECONDS = 2.0
"""For one mutant."""
REJECTED = "ValueError"
TRIES = 300
LARGE = 5_000
"""Calls with larger tensors than this are made to take time, and are not varied."""


@dataclass(frozen=True)
class Call:
    """A call of the suite's, with plain arguments."""

    path: tuple[str, ...]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def __str__(self) -> str:
        given = [*map(_shown, self.args), *(f"{key}={_shown(value)}" for key, value in self.kwargs.items())]
        return f"{'.'.join(self.path)}({', '.join(given)})"


def difference(bench: Bench, mutant: Callable[[], Backend]) -> str:
    """Where the mutant answers clearly otherwise than the reference, in words; empty when a search finds nothing."""
    until = time.perf_counter() + SECONDS
    listening = _ListeningBackend(bench.corpus.reference_backend())
    right = transcript(bench.runs(listening))
    answers = transcript(bench.runs(mutant()))
    for key, answer in answers.items():
        if key in right and _tells(answer, right[key]):
            return f"{key[0]} calls it with inputs that give another answer, and does not notice"
    if call := _varied(bench, listening.calls, mutant, until):
        return f"a test with such inputs would have caught it: {call}"
    if test := _other_seeds(bench, mutant, until):
        return f"with another seed, {test} gets another answer"
    return ""


def _varied(bench: Bench, calls: Sequence[Call], mutant: Callable[[], Backend], until: float) -> Call | None:
    draw = torch.Generator().manual_seed(SEED)
    right, wrong = bench.corpus.reference_backend(), mutant()
    for number in range(TRIES):
        if not calls or time.perf_counter() > until:
            return None
        call = calls[number % len(calls)]
        call = Call(call.path, *_other((call.args, call.kwargs), draw))
        with suppress(_Refused):
            if _tells(_answer(wrong, call, allow=True), _answer(right, call, allow=False)):
                return call
    return None


def _other_seeds(bench: Bench, mutant: Callable[[], Backend], until: float) -> str:
    for seed in range(TRIES):
        if time.perf_counter() > until:
            break
        right = transcript(bench.runs(bench.corpus.reference_backend(), seed))
        for key, answer in transcript(bench.runs(mutant(), seed)).items():
            if key in right and _tells(answer, right[key]):
                return key[0]
    return ""


def _tells(answer: Observation, right: Observation) -> bool:
    """Whether an answer is clearly another one; bad input may be refused by any of several errors."""
    refused = right.error == REJECTED and answer.error in REJECTIONS
    return not refused and differ(answer, right)


class _Refused(Exception):
    """The reference does not take such inputs, so no test may ask."""


def _answer(backend: Backend, call: Call, allow: bool) -> Observation:
    """What comes back; an error of the reference's, other than for bad input, is no answer."""
    torch.manual_seed(SEED)
    try:
        result = backend.call(STUDENT, call.path, call.args, call.kwargs)
    except StudentFailure as failure:
        name = failure.name if isinstance(failure, StudentError) else type(failure).__name__
        if not allow and name != REJECTED:
            raise _Refused from failure
        return Observation(call.path, error=name)
    return Observation(call.path, frozen(result), changed=backend.changed)


def _other(value: Any, draw: torch.Generator) -> Any:
    """Something else of the same kind and shape."""
    if isinstance(value, Tensor):
        return _other_tensor(value, draw)
    if type(value) in (list, tuple):
        return type(value)(_other(item, draw) for item in value)
    if type(value) is dict:
        return {key: _other(item, draw) for key, item in value.items()}
    lucky = int(torch.randint(4, (), generator=draw)) == 0
    if isinstance(value, bool):
        return value != lucky
    if isinstance(value, int):
        return value + int(torch.randint(-1, 2, (), generator=draw)) if lucky else value
    if isinstance(value, float):
        return float(torch.rand((), generator=draw)) if lucky else value
    if isinstance(value, str):
        return " ".join(_words(value.split(" "), draw)) if lucky else value
    return value


def _words(words: list[str], draw: torch.Generator) -> list[str]:
    """As many words, some of them twice and some of them missing, some in capital letters."""
    drawn = [words[int(place)] for place in torch.randint(len(words), (len(words),), generator=draw)]
    return [word.upper() if float(torch.rand((), generator=draw)) < 0.2 else word for word in drawn]


def _other_tensor(value: Tensor, draw: torch.Generator) -> Tensor:
    """Of the same shape; of numbers that are never negative, or whole, or ordered anew, again such ones."""
    if value.dtype == torch.bool:
        return torch.rand(value.shape, generator=draw) < 0.5
    order = torch.randperm(value.numel(), generator=draw)
    shuffled = value.detach().flatten()[order].reshape(value.shape)
    if not value.dtype.is_floating_point or int(torch.randint(2, (), generator=draw)):
        return shuffled
    noise = torch.rand(value.shape, generator=draw, dtype=torch.float64).to(value.dtype)
    return shuffled * noise if bool((value >= 0).all()) else shuffled * (2 * noise - 1) * 2


class _ListeningBackend:
    """Hands every call on to `inner`, and keeps the calls of functions with plain arguments."""

    def __init__(self, inner: Backend) -> None:
        self.inner = inner
        self.changed = False
        self.calls: list[Call] = []

    def call(self, root: Root, path: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Backend`."""
        if root == STUDENT and all(map(_is_plain, [*args, *kwargs.values()])):
            self.calls.append(Call(tuple(path), tuple(args), dict(kwargs)))
        result = self.inner.call(root, path, args, kwargs)
        self.changed = self.inner.changed
        return result

    def get(self, root: Root, path: Sequence[str]) -> Any:
        """See `Backend`."""
        return self.inner.get(root, path)

    def parameters(self, root: Root) -> list[tuple[str, Any, Any]]:
        """See `Backend`."""
        return self.inner.parameters(root)


def _is_plain(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value.numel() <= LARGE
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(map(_is_plain, [*value, *value.values()]))
    return value is None or isinstance(value, (bool, int, float, str))


def _shown(value: Any) -> str:
    if isinstance(value, Tensor):
        text = f"{str(value.dtype).removeprefix('torch.')} {tuple(value.shape)}"
        return f"{text} {_numbers(value)}" if value.numel() <= 12 else text
    return repr(value)


def _numbers(value: Tensor) -> list[Any]:
    return [round(x, 4) if isinstance(x, float) else x for x in value.detach().flatten().tolist()]
