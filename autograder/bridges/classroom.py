"""What GitHub Classroom runs on every push: the public checks, one test for each exercise that runs.

Written for a repository that is made of the released folder. Hidden tests are not in it and not run there.
"""

import json
from collections.abc import Iterator
from math import ceil
from typing import Any

from autograder.model.assignment import Assignment, Exercise

WORKFLOW = ".github/workflows/classroom.yml"
TESTS = ".github/classroom/autograding.json"
"""The same tests as Classroom itself took them before it wrote workflows, and as its forks still do."""
INSTALL = (
    "python -m pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu",  # small
    "python -m pip install --quiet ./{wheel}",
)
STARTING = 60
"""Seconds for torch to be imported on a slow runner, on top of what an exercise may take."""
HEAD = """name: Autograding Tests
"on": [push, repository_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      - name: Python
        uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: "*.whl"
      - name: Install
        run: |
"""


def classroom_files(assignment: Assignment, wheel: str) -> dict[str, bytes]:
    """The workflow and the list of tests."""
    workflow = "\n".join(_workflow(assignment, wheel)) + "\n"
    tests = {"tests": [_test(exercise, assignment, wheel) for exercise in assignment.coded]}
    return {WORKFLOW: workflow.encode(), TESTS: (json.dumps(tests, indent=2, ensure_ascii=False) + "\n").encode()}


def _workflow(assignment: Assignment, wheel: str) -> Iterator[str]:
    """YAML, in which a string of JSON is a string."""
    yield HEAD.rstrip()
    yield from (f"          {command.format(wheel=wheel)}" for command in INSTALL)
    for exercise in assignment.coded:
        yield f"      - name: {_quoted(exercise.full_title)}"
        yield f"        id: {exercise.slug}"
        yield "        uses: classroom-resources/autograding-command-grader@v1"
        yield "        with:"
        yield f"          test-name: {_quoted(exercise.full_title)}"
        yield f"          command: autograder check {exercise.slug}"
        yield f"          timeout: {_minutes(assignment)}"
        yield f"          max-score: {_points(exercise)}"
    yield "      - name: Autograding Reporter"
    yield "        uses: classroom-resources/autograding-grading-reporter@v1"
    yield "        env:"
    for exercise in assignment.coded:
        yield f'          {exercise.slug.upper()}_RESULTS: "${{{{steps.{exercise.slug}.outputs.result}}}}"'
    yield "        with:"
    yield f"          runners: {','.join(exercise.slug for exercise in assignment.coded)}"


def _test(exercise: Exercise, assignment: Assignment, wheel: str) -> dict[str, Any]:
    return {
        "name": exercise.full_title,
        "setup": " && ".join(command.format(wheel=wheel) for command in INSTALL),
        "run": f"autograder check {exercise.slug}",
        "input": "",
        "output": "",
        "comparison": "included",
        "timeout": _minutes(assignment),
        "points": _points(exercise),
    }


def _minutes(assignment: Assignment) -> int:
    return ceil((assignment.limits.exercise_seconds + STARTING) / 60)


def _points(exercise: Exercise) -> int:
    """Classroom knows whole points only."""
    return max(1, round(exercise.points / 100))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
