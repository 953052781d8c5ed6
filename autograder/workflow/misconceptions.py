"""What a release carries so that `check` can name a student's mistake without a solution on the machine."""

from autograder.engine.answer_key import to_json
from autograder.engine.checking import SEED
from autograder.engine.corpus import Corpus
from autograder.engine.diagnosis import Known, known_misconceptions
from autograder.engine.material import Material
from autograder.engine.suites import Suites, TestRun, with_suites
from autograder.model.assignment import Exercise
from autograder.store.course import Course
from autograder.testing.proxy import Backend
from autograder.workflow.material import course_material


def public_misconceptions(course: Course, slug: str) -> str:
    """The answers that typical mistakes give to the public checks, as JSON; capstones take too long and have none."""
    material = course_material(course, slug)
    exercises = [exercise for exercise in material.assignment.coded if not exercise.capstone]
    checks = course.assignment_folder(slug) / "checks"
    known: dict[str, list[Known]] = {}

    def body(suites: Suites) -> None:
        known.update({exercise.slug: _known(material, exercise, suites) for exercise in exercises})

    with_suites([checks / f"test_{exercise.file}" for exercise in exercises], body)
    return to_json(known)


def _known(material: Material, exercise: Exercise, suites: Suites) -> list[Known]:
    def run_all(backend: Backend) -> list[TestRun]:
        return [suites.run(test, backend, None, SEED) for test in suites.tests(exercise.slug)]

    return known_misconceptions(Corpus(exercise, material.solutions / exercise.file, material.given_sources), run_all)
