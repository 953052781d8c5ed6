"""The in-class activities, ready to print."""

from pathlib import Path

from autograder.report.activities import activity_pages
from autograder.store.activities import load_activities
from autograder.store.course import Course
from autograder.workflow.writing import write_if_changed


def write_activities(course: Course, to: Path) -> list[Path]:
    """The pages that were written, those for students first.

    Raises:
        InputError: the course's cards are wrong, or the folder cannot be written.
    """
    pages = activity_pages(load_activities(course))
    for name, page in pages.items():
        write_if_changed(to / name, page.encode())
    return [to / name for name in pages]
