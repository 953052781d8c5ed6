"""Answers of misconceptions as data: what is shipped says the same as what was recorded."""

from typing import Any

import pytest
import torch

from autograder.engine.answer_key import from_json, to_json
from autograder.engine.diagnosis import Known, differ, same
from autograder.engine.recording import Observation, frozen
from autograder.model.result import Diagnosis

ANSWERS = [
    {"<pad>": 0, "dog": 1}, (("d", "og"), {("d", "og"): 3, ("a",): 1}), (None, {}), ["a", 1, 1.5, None, True],
    (torch.tensor([[1, 0]]), torch.tensor([[True, False]])), torch.linspace(-1, 1, 6).reshape(2, 3) / 3,
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=repr)
def test_a_shipped_answer_is_the_recorded_one(answer: Any) -> None:
    """Dicts with words or pairs as keys, tuples and tensors go through JSON and are recognised again."""
    recorded = Observation(("f",), frozen(answer))
    known = Known(Diagnosis("wrong", "Wrong."), {("test", 0): recorded}, frozenset({("test", 0)}))
    (shipped,) = from_json(to_json({"f": [known]}))["f"]
    assert same(shipped.answers["test", 0], recorded)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False), ({"a": 1}, {"a": 2}, True), ({"a": 1}, {"b": 1}, True),
        ({("a", "b"): 1}, {("ab",): 1}, True), ({"a": 1}, {"a": 1.0}, True), ({"a": 1}, None, True),
    ],
)  # fmt: skip
def test_dicts_differ_by_what_they_hold(one: Any, other: Any, differs: bool) -> None:
    """Not by the order in which they were filled."""
    assert differ(Observation(("f",), frozen(one)), Observation(("f",), frozen(other))) is differs


def test_a_shipped_combination_names_both_mistakes() -> None:
    """The second one goes along."""
    answer = Observation(("f",), 1)
    one, two = Diagnosis("one", "One."), Diagnosis("two", "Two.")
    known = Known(one, {("test", 0): answer}, frozenset({("test", 0)}), (two,))
    assert from_json(to_json({"f": [known]})) == {"f": [known]}
