"""One submission to a result, with no gradebook."""

from pathlib import Path

from autograder.engine.grading import Grader
from autograder.engine.material import Submission
from autograder.engine.memory import Memory
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
    memory = Memory(memory_file(course, material, seed))
    place = open_place(isolation, trust)
    results: list[Result] = []

    def body(suites: Suites) -> None:
        results.append(Grader(material, suites, place, seed, memory).grade(submission))

    try:
        with_suites(material.suite_files, body)
    finally:
        place.close()
    return results[0]
