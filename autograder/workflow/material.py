"""What an assignment of a course is graded with."""

from pathlib import Path

from autograder.engine.material import Material, assignment_seed
from autograder.store.course import Course
from autograder.store.manifest import find_assignment


def course_material(course: Course, slug: str) -> Material:
    """The assignment's material.

    Raises:
        InputError: there is no such assignment.
    """
    return Material.of(course, find_assignment(course, slug))


def course_seed(course: Course, slug: str) -> int:
    """The seed of the assignment's random inputs in this course."""
    return course.seeds[slug] if slug in course.seeds else assignment_seed(course.secret(), slug)


def memory_file(course: Course, material: Material, seed: int) -> Path:
    """Where graders keep what they found out about this material with this seed."""
    return (
        course.root / ".autograder" / "memory" / f"{material.assignment.slug}-{material.fingerprint[:16]}-{seed}.json"
    )
