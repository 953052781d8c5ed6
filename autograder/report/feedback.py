"""Feedback pages: one for each student, made of the result, the assignment and the person and nothing else."""

import hashlib
from collections.abc import Sequence

from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.policy import Grade
from autograder.model.result import Result
from autograder.report.pages import render


def student_page(
    assignment: Assignment, result: Result, person: Person, grade: Grade | None = None, steps: Sequence[str] = ()
) -> str:
    """The whole page as HTML that needs no other file, runs no script and may load nothing.

    Without a `grade`, no rules apply and the points are those of the result; `steps` say how a grade came about.
    """
    return render(
        "student.html",
        assignment=assignment,
        result=result,
        person=person,
        points=grade.points if grade else result.points,
        steps=steps,
        graded_at=result.graded_at.replace("T", " ").replace("Z", " UTC"),
        seed_hash=seed_hash(result.seed),
    )


def seed_hash(seed: int) -> str:
    """Tells whether two results used the same inputs, without giving the inputs away."""
    return hashlib.sha256(str(seed).encode()).hexdigest()[:16]
