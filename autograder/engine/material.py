"""An assignment's suites, references and given modules, found in the course."""

import hashlib
from pathlib import Path

from autograder.engine.corpus import Corpus
from autograder.engine.grading import Material
from autograder.errors import Fault
from autograder.model.assignment import Assignment


def load_material(assignment: Assignment, solutions: Path, suites: Path, given: Path) -> Material:
    """What the assignment is graded with.

    Raises:
        Fault: a solution or a suite is missing.
    """
    given_sources = {f"given/{path.name}": path.read_text() for path in sorted(given.glob("*.py"))}
    corpora, suite_files = {}, {}
    for exercise in assignment.exercises:
        suite_files[exercise.slug] = suites / f"test_{exercise.file}"
        corpora[exercise.slug] = Corpus(exercise, solutions / exercise.file, given_sources)
        for path in (suite_files[exercise.slug], corpora[exercise.slug].solution):
            if not path.exists():
                raise Fault(f"{path} is missing.", "The manifest names an exercise without it.")
    return Material(assignment, corpora, suite_files, given_sources)


def assignment_seed(secret: str, assignment: str) -> int:
    """The seed of an assignment's random inputs: fresh for each course, the same for every student."""
    return int.from_bytes(hashlib.sha256(f"{secret}:{assignment}".encode()).digest()[:6], "big")
