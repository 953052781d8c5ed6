"""One submission to a result, with no gradebook."""

from pathlib import Path

from autograder.engine.grading import Grader
from autograder.engine.material import Material, Submission
from autograder.engine.memory import Memory
from autograder.engine.place import Place
from autograder.engine.suites import Suites, with_suites
from autograder.model.result import Result
from autograder.store.archive import read_submission
from autograder.store.course import Course
from autograder.store.submissions import submission_sha256
from autograder.workflow.material import course_material, course_seed, memory_file
from autograder.workflow.places import open_place


def score(course: Course, slug: str, path: Path, *, isolation: str = "auto", trust: bool = False) -> Result:
    """The result of one file, folder or zip; with `trust`, `auto` may be weaker than `uid`.

    Raises:
        InputError: it cannot be read, or the isolation is not to be had.
    """
    material = course_material(course, slug)
    files = read_submission(path)
    submission = Submission(path.stem, submission_sha256(files), files)
    seed = course_seed(course, slug)
    place = open_place(isolation, trust)
    try:
        return graded(material, submission, place, seed, Memory(memory_file(course, material, seed)))
    finally:
        place.close()


def graded(material: Material, submission: Submission, place: Place, seed: int, memory: Memory) -> Result:
    """The result of one submission in a place that is open already."""
    results: list[Result] = []

    def body(suites: Suites) -> None:
        results.append(Grader(material, suites, place, seed, memory).grade(submission))

    with_suites(material.suite_files, body)
    return results[0]
