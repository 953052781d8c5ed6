"""What an assignment of a course is graded with."""

from autograder.engine.material import Material, assignment_seed
from autograder.store.course import Course
from autograder.store.manifest import find_assignment


def course_material(course: Course, slug: str) -> Material:
    """The assignment's material.

    Raises:
        InputError: there is no such assignment.
    """
    assignment = find_assignment(course, slug)
    return Material(assignment, course.solution_folder(slug), course.suite_folder(slug), course.given)


def course_seed(course: Course, slug: str) -> int:
    """The seed of the assignment's random inputs in this course."""
    return assignment_seed(course.secret(), slug)
