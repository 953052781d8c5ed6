"""The script that runs on Gradescope, run as Gradescope runs it."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.exporters.gradescope import sheet
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result


def run(folder: Path, data: bytes, *emails: str | None) -> dict[str, object] | None:
    """What results.json says after a run for a submission of these people."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder / "source")
    users = [{"id": at, "email": email, "name": "x"} for at, email in enumerate(emails)]
    (folder / "submission_metadata.json").write_text(json.dumps({"users": users}))
    script = folder / "source" / "run_autograder"
    done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, check=False, env={**os.environ})
    results = folder / "results" / "results.json"
    assert results.exists() is (done.returncode == 0)
    return json.loads(results.read_text()) if results.exists() else None


@pytest.fixture
def package(assignment: Assignment, result: Result) -> bytes:
    """Ada, Émile and Eve; Ada and Eve got the same."""
    less = replace(result, exercises=result.exercises[:1])
    people = {"ada": result, "emile": less, "eve": result}
    rows = [Row(Person(id, email=f"{id}@x.org"), each, comment="Well done.") for id, each in people.items()]
    return sheet(assignment, rows, Order()).data


def test_a_student_gets_what_was_graded(tmp_path: Path, package: bytes) -> None:
    """Found by email in any case; the fields are those that Gradescope reads."""
    results = run(tmp_path, package, "ADA@x.org")
    assert results is not None and results["score"] == 8 and results["output"] == "Well done."
    assert results["tests"] == [
        {"name": "similarity_scores", "score": 4, "max_score": 4},
        {"name": "attention_weights", "score": 4, "max_score": 7},
    ]


def test_a_bonus_comes_on_top(assignment: Assignment, result: Result) -> None:
    """Gradescope takes the total from `score`, which may be more than there is; what it came from says so."""
    first, second = assignment.exercises
    generous = replace(assignment, exercises=(first, replace(second, bonus=True)))
    ours = replace(result, exercises=(result.exercises[0], replace(result.exercises[1], bonus=True)))
    found = sheet(generous, [Row(Person("ada", email="ada@x.org"), ours)], Order())
    with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
        told = json.loads(archive.read("grades.json"))["results"]["ada@x.org"]
    assert told["score"] == 8
    assert told["tests"][1] == {"name": "attention_weights (bonus)", "score": 4, "max_score": 7}
    assert [str(problem.what) for problem in found.problems] == ["has 8 of 4 points, with 4 as a bonus"]


def test_a_group_with_one_result_gets_it(tmp_path: Path, package: bytes) -> None:
    """All of them are in the metadata."""
    assert run(tmp_path, package, "ada@x.org", "eve@x.org") is not None


@pytest.mark.parametrize("emails", [("bob@x.org",), ("ada@x.org", "emile@x.org"), (), (None,)])
def test_nobody_is_guessed(tmp_path: Path, package: bytes, emails: tuple[str | None, ...]) -> None:
    """Strangers, and groups of different results, get no score rather than a wrong one."""
    assert run(tmp_path, package, *emails) is None
