"""For the bench: hidden suites in the kernel of a peer, as if they were tests of its own; nothing is kept apart there.

A release's own tests ask our sandbox for verdicts instead, which takes seconds more of a peer's time.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.engine.corpus import Corpus
from autograder.engine.local import LocalBackend
from autograder.engine.suites import Suites, SuiteTest, with_suites
from autograder.model.points import to_number
from autograder.store.course import find_course
from autograder.workflow.material import course_material, course_seed

COURSE, ASSIGNMENT = "BENCH_COURSE", "BENCH_ASSIGNMENT"
"""The environment variables that say what is graded."""


def hidden(exercise: str, test: str, env: Mapping[str, Any]) -> None:
    """Passes when the kernel's functions pass the test."""
    _run(exercise, next(each for each in _suites().tests(exercise) if each.name == test), env)


def points(exercise: str, env: Mapping[str, Any]) -> float:
    """The points of the kernel's functions."""
    passed = 0
    for test in _suites().tests(exercise):
        try:
            _run(exercise, test, env)
        except Exception as error:  # noqa: BLE001
            print(f"{test.name}: {type(error).__name__}")
        else:
            passed += test.points
    return float(to_number(passed))


def _run(exercise: str, test: SuiteTest, env: Mapping[str, Any]) -> None:
    run = _suites().run(test, LocalBackend.of(SimpleNamespace(**env)), _corpora()[exercise].reference, _seed())
    if run.error is not None:
        raise run.error


@cache
def _suites() -> Suites:
    found: list[Suites] = []
    course = find_course(Path(os.environ[COURSE]))
    with_suites(course_material(course, os.environ[ASSIGNMENT]).suite_files, found.append)
    return found[0]


@cache
def _corpora() -> dict[str, Corpus]:
    material = course_material(find_course(Path(os.environ[COURSE])), os.environ[ASSIGNMENT])
    return {
        exercise.slug: Corpus(exercise, material.solutions / exercise.file, material.given_sources)
        for exercise in material.assignment.coded
    }


@cache
def _seed() -> int:
    return course_seed(find_course(Path(os.environ[COURSE])), os.environ[ASSIGNMENT])
