"""The source of an nbgrader assignment, and what nbgrader makes of it: its own preprocessors are asked."""

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from autograder.authoring.notebook import Role, notebook_cells
from autograder.authoring.stubs import stub
from autograder.bridges.nbgrader_source import handed_out, points_by_prompt, source_notebook, with_whole_regions
from autograder.errors import Fault, InputError
from autograder.model.assignment import Assignment, Exercise, Kind, Prompt
from autograder.model.points import from_number, total
from autograder.store.course import Course, find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.leaks import refuse_leaks

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests/mini_course"
COURSE = find_course(ROOT)
EVERY = [(COURSE, slug) for slug in COURSE.assignment_slugs()] + [(find_course(MINI), "counting")]


@pytest.fixture(scope="module", params=EVERY, ids=lambda pair: str(pair[1]))
def made(request: pytest.FixtureRequest) -> tuple[Course, Assignment, bytes]:
    """An assignment and its source notebook."""
    course, slug = request.param
    assignment = find_assignment(course, slug)
    cells = notebook_cells(course, assignment, solved=True)
    return course, assignment, source_notebook(assignment, cells, {})


def cleared(source: bytes) -> Any:
    """The notebook as nbgrader hands it out."""
    notebook = nbformat.reads(source.decode(), as_version=4)
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    return notebook


def in_effect(source: str) -> str:
    """The syntax, with one and the same text in every `raise NotImplementedError`."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and "NotImplemented" in ast.unparse(node.exc):
            node.exc.args = []
    return ast.dump(tree)


def test_nbgrader_makes_our_stubs(made: tuple[Course, Assignment, bytes]) -> None:
    """What nbgrader leaves of each solution does what our stub does, helpers outside of functions included."""
    course, assignment, source = made
    theirs = {cell.metadata.nbgrader.grade_id: cell for cell in cleared(source).cells if "nbgrader" in cell.metadata}
    ours = {cell.exercise: cell.source for cell in notebook_cells(course, assignment) if cell.role is Role.STUB}
    assert set(ours) == {exercise.slug for exercise in assignment.coded}
    for slug, source_of_stub in ours.items():
        assert in_effect(theirs[slug].source) == in_effect(source_of_stub), slug


def test_metadata_is_valid_and_points_are_the_manifests(made: tuple[Course, Assignment, bytes]) -> None:
    """nbgrader's validator has nothing to say, and all points of the manifest can be had; it knows no bonus."""
    _, assignment, source = made
    notebook = nbformat.reads(source.decode(), as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    marks = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    points = total(exercise.points for exercise in assignment.exercises)
    assert sum(from_number(mark.points) for mark in marks if mark.grade) == points
    assert all(mark.schema_version == 3 for mark in marks)
    assert {mark.grade_id for mark in marks if mark.grade and mark.locked} == {
        f"test_{exercise.slug}" for exercise in assignment.exercises if exercise.kind is not Kind.RESPONSES
    }


def test_nothing_secret_is_left(made: tuple[Course, Assignment, bytes]) -> None:
    """No line of a solution and none of a hidden test is in the notebook that nbgrader hands out."""
    course, assignment, source = made
    theirs = nbformat.writes(cleared(source)).encode()
    refuse_leaks(course, assignment, {f"{assignment.slug}.ipynb": theirs})
    assert b"bridges" not in theirs


def test_a_release_is_searched_as_nbgrader_would_hand_it_out() -> None:
    """The source itself would be refused, and passes without what nbgrader takes out."""
    course = find_course(MINI)
    assignment = find_assignment(course, "counting")
    source = source_notebook(assignment, notebook_cells(course, assignment, solved=True), {})
    refuse_leaks(course, assignment, handed_out({"counting.ipynb": source}))
    with pytest.raises(Fault, match="Nothing was released"):
        refuse_leaks(course, assignment, {"counting.ipynb": source})


def test_a_quiz_is_handed_out_without_its_key() -> None:
    """A quiz's cell is the stub: nbgrader would write `raise NotImplementedError` over it."""
    course = find_course(ROOT)
    assignment = find_assignment(course, "limits_and_discussion")
    notebook = json.loads(source_notebook(assignment, notebook_cells(course, assignment, solved=True), {}))
    (quiz,) = [cell for cell in notebook["cells"] if cell["metadata"]["autograder"]["role"] == "quiz"]
    assert "nbgrader" not in quiz["metadata"]
    assert '"q01": "",' in "".join(quiz["source"])


def test_regions_outside_of_functions_move_into_one() -> None:
    """Helpers of a module come along with the function's region, and our own stub is what is left."""
    source = (MINI / "solutions/counting/double.py").read_text("utf-8")
    moved = with_whole_regions(source)
    assert "_checked" in moved
    assert moved.index("### BEGIN SOLUTION") < moved.index("def _checked")
    names: dict[str, Any] = {}
    exec(moved, names)
    assert names["double"](3) == 6
    assert "_checked" not in stub(source, "x")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", "in a function"),
        (
            (
                "def f():\n    if True:\n        ### BEGIN SOLUTION\n        x = 1\n        ### END SOLUTION\n"
                "    else:\n        x = 2\n    return x\n\n\n### BEGIN SOLUTION\ny = 1\n### END SOLUTION\n"
            ),
            "no Python any more",
        ),
    ],
)
def test_what_nbgrader_cannot_mark_is_refused(source: str, says: str) -> None:
    """One line says where, and what to do."""
    with pytest.raises(InputError, match=says):
        with_whole_regions(source)


@pytest.mark.parametrize("points", [600, 100, 700, 1])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_points_of_responses_are_shared_out_exactly(points: int, count: int) -> None:
    """They add up, and differ by a hundredth at most."""
    prompts = tuple(Prompt(f"p{place}") for place in range(count))
    shared = points_by_prompt(Exercise("e", "", points, 1, 1, (), (), kind=Kind.RESPONSES, prompts=prompts)).values()
    assert sum(shared) == points
    assert max(shared) - min(shared) <= 1
