"""The answers of misconceptions to the public checks, as data that a release can carry.

With them `check` names a student's mistake on a machine that has no solution and no variant. The file holds what the
wrong answers are, never the right ones.
"""

import json
import math
from collections.abc import Mapping, Sequence, Set
from typing import Any

import torch

from autograder.engine.diagnosis import Known
from autograder.engine.recording import FrozenTensor, Observation
from autograder.model.result import Diagnosis

MAX_NUMBERS = 2_000
"""Larger answers stay out of the file."""


def to_json(known: Mapping[str, Sequence[Known]]) -> str:
    """The signs of every exercise's misconceptions."""
    return json.dumps({slug: [_entry(one) for one in entries] for slug, entries in known.items()}, ensure_ascii=False)


def from_json(text: str) -> dict[str, list[Known]]:
    """The inverse of `to_json`."""
    return {slug: from_whole(entries) for slug, entries in json.loads(text).items()}


def whole(known: Sequence[Known]) -> list[dict[str, Any]]:
    """All answers of one exercise's misconceptions, the right ones among them: for the grader's own memory only."""
    return [{**_entry(one), "answers": _answers(one, set(one.answers) - one.signs)} for one in known]


def from_whole(entries: Sequence[Mapping[str, Any]]) -> list[Known]:
    """The inverse of `whole`; equal answers are one object, with which a student's answer is compared once."""
    shared: dict[str, Observation] = {}
    return [_known(entry, shared) for entry in entries]


def _entry(known: Known) -> dict[str, Any]:
    also = [[diagnosis.id, diagnosis.says] for diagnosis in known.also]
    signs = _answers(known, known.signs)
    return {"id": known.diagnosis.id, "says": known.diagnosis.says, "signs": signs} | ({"also": also} if also else {})


def _answers(known: Known, keys: Set[tuple[str, int]]) -> list[list[Any]]:
    kept = {key: known.answers[key] for key in sorted(keys) if _size(known.answers[key].answer) <= MAX_NUMBERS}
    return [[test, call, _sign(answer)] for (test, call), answer in kept.items()]


def _sign(sign: Observation) -> dict[str, Any]:
    return {"path": sign.path, "error": sign.error, "changed": sign.changed, "answer": _plain(sign.answer)}


def _known(entry: Mapping[str, Any], shared: dict[str, Observation]) -> Known:
    signs = frozenset((test, call) for test, call, _ in entry["signs"])
    answers = {(test, call): _shared(sign, shared) for test, call, sign in [*entry["signs"], *entry.get("answers", ())]}
    also = tuple(Diagnosis(*diagnosis) for diagnosis in entry.get("also", ()))
    return Known(Diagnosis(entry["id"], entry["says"]), answers, signs, also)


def _shared(sign: Mapping[str, Any], shared: dict[str, Observation]) -> Observation:
    """The answer; equal ones are one object."""
    text = json.dumps(sign)
    if text not in shared:
        shared[text] = Observation(tuple(sign["path"]), _frozen(sign["answer"]), sign["error"], sign["changed"])
    return shared[text]


def _plain(answer: Any) -> Any:
    if isinstance(answer, FrozenTensor):
        values = [float(f"{x:.9g}") for x in answer.values.double().flatten().tolist()]
        numbers = [x if math.isfinite(x) else str(x) for x in values]
        dtype = str(answer.values.dtype).removeprefix("torch.")
        return {"tensor": numbers, "shape": list(answer.values.shape), "dtype": dtype, "grad": answer.requires_grad}
    if isinstance(answer, list):
        return [_plain(item) for item in answer]
    return answer if answer is None or isinstance(answer, (bool, int, float, str)) else str(answer)


def _frozen(plain: Any) -> Any:
    if isinstance(plain, dict):
        values = torch.tensor([float(x) for x in plain["tensor"]], dtype=torch.float64).reshape(plain["shape"])
        return FrozenTensor(values.to(getattr(torch, plain["dtype"])), plain["grad"])
    return [_frozen(item) for item in plain] if isinstance(plain, list) else plain


def _size(answer: Any) -> int:
    if isinstance(answer, FrozenTensor):
        return answer.values.numel()
    return sum(map(_size, answer)) if isinstance(answer, list) else 1
