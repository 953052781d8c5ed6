"""Public checks of a submission in the sandbox, where `check` would run it in its own process."""

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.engine.answer_key import from_json
from autograder.engine.checking import check_exercise
from autograder.engine.material import Material, Submission
from autograder.engine.place import Place
from autograder.engine.source import read_sources
from autograder.engine.suites import Suites, with_suites
from autograder.errors import Fault
from autograder.model.result import ExerciseResult
from autograder.store.bundle import MISCONCEPTIONS
from autograder.store.notebook_answers import unpacked


def sandboxed_checks(
    checks: Path, material: Material, submission: Submission, place: Place, seconds: float
) -> dict[str, ExerciseResult]:
    """What came of the public checks in a folder, by exercise.

    Left out are exercises whose turn does not come within so many seconds, and those whose checks fail by our fault.
    """
    assignment = material.assignment
    received = unpacked(submission.files, assignment)
    sources, problems = read_sources(received.files, assignment, received.problems)
    files = {**sources, **material.given_sources}
    known = from_json((checks / MISCONCEPTIONS).read_text("utf-8"))
    slugs = [exercise.slug for exercise in assignment.exercises]
    until = time.monotonic() + seconds
    found: dict[str, ExerciseResult] = {}

    def body(suites: Suites) -> None:
        for exercise in assignment.coded:
            left = min(until - time.monotonic(), assignment.limits.exercise_seconds)
            if exercise.slug in problems:
                problem = problems[exercise.slug]
                found[exercise.slug] = ExerciseResult(exercise.slug, problem.outcome, 0, 0, problem.says)
            elif left > 0:
                limits, mistakes = replace(assignment.limits, exercise_seconds=left), known.get(exercise.slug, [])
                with suppress(Fault):
                    found[exercise.slug] = check_exercise(
                        exercise, slugs, limits, suites, files, mistakes, received.where, place
                    )

    with_suites([checks / f"test_{exercise.file}" for exercise in assignment.coded], body)
    return found
