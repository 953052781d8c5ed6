"""What an assignment is graded with."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.engine.material import Material
from autograder.errors import Fault
from autograder.store.course import find_course
from autograder.workflow.material import course_material

SLUG = "limits_and_discussion"


@pytest.fixture
def material(tmp_path: Path) -> Material:
    """The real assignment with a quiz, its solutions free to be changed."""
    found = course_material(find_course(Path(__file__).parent), SLUG)
    return replace(found, solutions=Path(shutil.copytree(found.solutions, tmp_path / SLUG)))


def test_another_key_is_another_receipt(material: Material) -> None:
    """Whoever corrects a quiz's key gets results of their own for it."""
    before = material.receipt("ada", "", 1)
    key = material.solutions / "concept_quiz.toml"
    key.write_text(key.read_text("utf-8") + "# corrected\n", "utf-8")
    assert replace(material).receipt("ada", "", 1) != before


def test_only_code_has_suites(material: Material) -> None:
    """Letters and words need neither a suite nor a solution that runs."""
    names = [path.name for path in material.suite_files]
    assert len(names) == 5 and "test_concept_quiz.py" not in names


def test_a_quiz_without_a_key_is_our_fault(material: Material) -> None:
    """A missing key, and points that can't be shared out, are faults before anybody is graded."""
    assert len(material.quizzes["concept_quiz"].questions) == 10
    exercises = tuple(replace(each, points=501) for each in material.assignment.exercises)
    with pytest.raises(Fault, match="no multiple of its questions"):
        replace(material, assignment=replace(material.assignment, exercises=exercises)).quizzes  # noqa: B018
    (material.solutions / "concept_quiz.toml").unlink()
    with pytest.raises(Fault, match="concept_quiz.toml cannot be read"):
        replace(material).quizzes  # noqa: B018
