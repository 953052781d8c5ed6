"""What an assignment is graded with, and the receipt that says so. Does not import torch."""

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from autograder.errors import Fault, InputError
from autograder.model.assignment import Assignment, Kind
from autograder.model.quiz import Quiz
from autograder.store.course import Course
from autograder.store.quiz_key import read_quiz_key


@dataclass(frozen=True)
class Submission:
    """What is graded: whose it is, its hash, and its files as they were received."""

    student: str
    sha256: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Material:
    """An assignment's solutions, suites and given modules, as folders."""

    assignment: Assignment
    solutions: Path
    suites: Path
    given: Path

    @classmethod
    def of(cls, course: Course, assignment: Assignment) -> "Material":
        """The assignment's material where it lies in a course."""
        slug = assignment.slug
        return cls(assignment, course.solution_folder(slug), course.suite_folder(slug), course.given)

    @property
    def suite_files(self) -> list[Path]:
        """The hidden suites of the exercises that run, in the order of the manifest.

        Raises:
            Fault: a suite or a solution is missing.
        """
        coded = self.assignment.coded
        files = [self.suites / f"test_{exercise.file}" for exercise in coded]
        for path in [*files, *(self.solutions / exercise.file for exercise in coded)]:
            if not path.exists():
                raise Fault(f"{path} is missing.", "The manifest names an exercise without it.")
        return files

    @cached_property
    def quizzes(self) -> dict[str, Quiz]:
        """The keys of the quizzes, by exercise.

        Raises:
            Fault: a key is missing or not as it should be, or the points cannot be shared out evenly.
        """
        keys = {}
        for exercise in self.assignment.exercises:
            if exercise.kind is Kind.QUIZ:
                path = self.solutions / f"{exercise.slug}.toml"
                try:
                    keys[exercise.slug] = read_quiz_key(path)
                except InputError as error:
                    raise Fault(error.message, error.hint) from error
                if exercise.points % len(keys[exercise.slug].questions):
                    raise Fault(f"{path}: the points of {exercise.slug} are no multiple of its questions.")
        return keys

    @cached_property
    def given_sources(self) -> dict[str, str]:
        """`given/…` as every student has it."""
        return {f"given/{path.name}": path.read_text("utf-8") for path in sorted(self.given.glob("*.py"))}

    @property
    def files(self) -> list[Path]:
        """Everything that a verdict depends on, beside the manifest: suites, references, variants, keys, given modules.

        Raises:
            Fault: a suite or a solution is missing.
        """
        solutions = [path for names in ("*.py", "*.toml", "variants/*.py") for path in self.solutions.glob(names)]
        return [*self.suite_files, *sorted(solutions), *sorted(self.given.glob("*.py"))]

    @cached_property
    def fingerprint(self) -> str:
        """A hash of manifest, suites, references, variants, given modules, and the versions they run on."""
        graded = replace(self.assignment, due=None)  # no verdict depends on the date: a later one regrades nobody
        digest = hashlib.sha256(repr(graded).encode())
        for path in self.files:
            digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
        versions = [f"{package} {version(package)}" for package in ("torch", "numpy", "autograder")]
        digest.update(f"Python {platform.python_version()}, {', '.join(versions)}".encode())
        return digest.hexdigest()

    def receipt(self, student: str, sha256: str, seed: int) -> str:
        """A hash of everything the verdict depends on: the student's proof, and the key of the result."""
        parts = (self.assignment.slug, student, sha256, self.fingerprint, seed)
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def assignment_seed(secret: str, assignment: str) -> int:
    """The seed of an assignment's random inputs: fresh for each course, the same for every student."""
    return int.from_bytes(hashlib.sha256(f"{secret}:{assignment}".encode()).digest()[:6], "big")
