"""The published schema of `results.json` and the model say the same."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from autograder.model.result import Diagnosis, ExerciseResult, Outcome, Result, TestResult

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
EXAMPLE = json.loads((ROOT / "tests" / "golden" / "results.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
SLUG = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True)
POINTS = st.integers(0, 10**6)
SECONDS = st.floats(0, 1e6)
OUTCOME = st.sampled_from(Outcome)
TESTS = st.builds(TestResult, TEXT, TEXT, OUTCOME, POINTS, POINTS, TEXT, SECONDS)
DIAGNOSES = st.builds(Diagnosis, TEXT, TEXT)
EXERCISES = st.builds(
    ExerciseResult, SLUG, OUTCOME, POINTS, POINTS, TEXT, st.lists(TEXT, max_size=2).map(tuple),
    st.lists(DIAGNOSES, max_size=2).map(tuple), st.lists(TESTS, max_size=3).map(tuple), st.booleans(),
)  # fmt: skip
RESULTS = st.builds(
    Result, SLUG, TEXT, TEXT, TEXT, st.sampled_from(["full", "uid", "process", "trusted"]), st.integers(),
    st.datetimes().map(lambda time: f"{time.isoformat()}Z"), SECONDS, st.lists(EXERCISES, max_size=3).map(tuple),
)  # fmt: skip


def test_the_schema_is_a_schema() -> None:
    """It follows JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


def test_a_rich_result_is_valid_and_comes_back_the_same() -> None:
    """A file read and written again is the same file."""
    VALIDATOR.validate(EXAMPLE)
    assert Result.from_dict(EXAMPLE).to_dict() == EXAMPLE


@given(RESULTS)
def test_every_result_is_valid_and_comes_back_the_same(result: Result) -> None:
    """Any text, any points: through JSON and back nothing is lost."""
    data = json.loads(json.dumps(result.to_dict()))
    VALIDATOR.validate(data)
    assert Result.from_dict(data) == result


@pytest.mark.parametrize(
    ("definition", "model"),
    [(SCHEMA["$defs"]["test"], TestResult), (SCHEMA["$defs"]["exercise"], ExerciseResult),
     (SCHEMA["$defs"]["diagnosis"], Diagnosis)],
)  # fmt: skip
def test_the_schema_names_the_fields_of_the_model(definition: dict[str, Any], model: type) -> None:
    """A field added in one place and not in the other is found."""
    named = {field.name for field in fields(model)}
    later = {name for name, about in definition["properties"].items() if "default" in about}
    assert set(definition["properties"]) == named == set(definition["required"]) | later
    assert later <= {field.name for field in fields(model) if field.default is not MISSING}


def test_a_result_of_before_there_was_a_bonus_is_still_read() -> None:
    """What was added later may be missing, and then it is what it always was."""
    old = json.loads(json.dumps(EXAMPLE))
    for exercise in old["exercises"]:
        del exercise["bonus"]
    VALIDATOR.validate(old)
    assert Result.from_dict(old) == Result.from_dict(EXAMPLE)


def test_the_schema_names_every_outcome() -> None:
    """No outcome is missing and none is made up."""
    assert SCHEMA["$defs"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("receipt"),
        lambda data: data.update(points=-1),
        lambda data: data.update(isolation="none"),
        lambda data: data.update(extra=1),
        lambda data: data["exercises"][0].update(outcome="great"),
        lambda data: data["exercises"][0]["tests"][0].pop("says"),
    ],
)
def test_a_spoilt_result_is_refused(spoil: Callable[[Any], Any]) -> None:
    """The schema is not so loose as to let everything through."""
    data = json.loads(json.dumps(EXAMPLE))
    spoil(data)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(data)
