"""An object that says yes to everything fools no suite of the course: verdicts come from values, never from objects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.corpus import Corpus
from autograder.engine.material import Material
from autograder.engine.outcomes import outcome_of
from autograder.engine.place import Place
from autograder.engine.suites import Suites, with_suites
from autograder.errors import InputError
from autograder.model.assignment import Limits
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import load_course_assignments
from autograder.workflow.material import course_material
from autograder.workflow.places import open_place

pytestmark = pytest.mark.slow
COURSE = find_course(Path(__file__))
ASSIGNMENTS = [each.slug for each in load_course_assignments(COURSE)]
LIMITS = Limits(call_seconds=5, exercise_seconds=30)

LIAR = """
YES = ("all", "any", "allclose", "equal", "eq", "ge", "le", "gt", "lt", "isclose", "item", "bool", "tolist", "numel")

class Liar:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return (lambda *rest, **named: True) if name in YES else Liar()
    def __call__(self, *rest, **named): return {answer}
    def __iter__(self): return iter(())
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *rest: True
    __hash__ = object.__hash__

"""


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """The strongest sandbox that there is here."""
    try:
        place = open_place("auto")
    except InputError as error:
        pytest.skip(str(error))
    yield place
    place.close()


def believed(material: Material, suites: Suites, place: Place, answer: str) -> list[str]:
    """The tests of an assignment that believe a liar who answers every call so."""
    found = []
    for exercise in material.assignment.coded:
        names = "".join(f"{name} = Liar()\n" for name in exercise.defines)
        room = place.open({exercise.file: LIAR.format(answer=answer) + names, **material.given_sources}, LIMITS)
        reference = Corpus(exercise, material.solutions / exercise.file, material.given_sources).reference
        worker = room.worker(exercise.slug)
        worker.start()
        found += [
            f"{exercise.slug}: {test.name}"
            for test in suites.tests(exercise.slug)
            if worker.ended is None and outcome_of(suites.run(test, worker, reference, seed=7)) is Outcome.PASSED
        ]
        worker.close()
        room.close()
    return found


@pytest.mark.parametrize("answer", ["Liar()", "True", "(Liar(), Liar())"])
@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_no_test_believes_an_object(slug: str, answer: str, place: Place) -> None:
    """Whatever is asked of it, the object agrees; no test of the assignment is passed by that."""
    material = course_material(COURSE, slug)
    found: list[str] = []
    with_suites(material.suite_files, lambda suites: found.extend(believed(material, suites, place, answer)))
    assert found == []
