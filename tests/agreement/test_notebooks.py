"""The same answers get the same points, as files or as a notebook, by the real suites of every assignment."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring.notebook import Cell, Role, notebook_bytes, notebook_cells
from autograder.model.assignment import Assignment, Kind
from autograder.model.result import Outcome
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment
from autograder.workflow.score import score

pytestmark = pytest.mark.slow
COURSE = find_course(Path(__file__))
TRAININGS = {"train_ring_gan", "train_reverser", "train_tiny_vit"}
"""Minutes each; the first, which builds on four other exercises, is enough of them."""
LEFT_OUT = TRAININGS - {"train_ring_gan"}
SIBLING = "from attention_weights import attention_weights"
UNSCALED = """
def attention_weights(q, k, mask=None):
    scores = q @ k.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return scores.softmax(dim=-1).nan_to_num(0.0)
"""
BUILT_ON_IT = f"""
import torch
{SIBLING}

def scaled_dot_product_attention(q, k, v, causal=False):
    if causal and q.shape[-2] != k.shape[-2]:
        raise ValueError("as many queries as keys")
    mask = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril() if causal else None
    return attention_weights(q, k, mask) @ v
"""
ANSWERS = {"attention_weights": UNSCALED, "scaled_dot_product_attention": BUILT_ON_IT}


def points(assignment: Assignment, path: Path) -> dict[str, tuple[int, Outcome]]:
    """Points and outcome of each exercise."""
    results = score(COURSE, assignment.slug, path, isolation="trusted").exercises
    return {each.exercise: (each.points, each.outcome) for each in results}


def notebook(assignment: Assignment, path: Path, cells: list[Cell]) -> Path:
    """A notebook on disk."""
    path.write_bytes(notebook_bytes(assignment, cells))
    return path


@pytest.mark.parametrize("slug", COURSE.assignment_slugs())
def test_references_in_a_notebook_get_full_points(slug: str, tmp_path: Path) -> None:
    """Each exercise that runs; what is written, and what was left out, is not attempted."""
    assignment = find_assignment(COURSE, slug)
    stubs = {cell.id: cell for cell in notebook_cells(COURSE, assignment)}
    cells = [
        stubs[cell.id] if cell.exercise in LEFT_OUT else cell
        for cell in notebook_cells(COURSE, assignment, solved=True)
    ]
    found = points(assignment, notebook(assignment, tmp_path / "ada.ipynb", cells))
    for exercise in assignment.exercises:
        full = exercise.kind is Kind.CODE and exercise.slug not in LEFT_OUT
        assert found[exercise.slug] == ((exercise.points, Outcome.PASSED) if full else (0, Outcome.NOT_ATTEMPTED))


def test_a_misconception_costs_the_same(tmp_path: Path) -> None:
    """With the same diagnosis; the other exercises, one of which uses it, keep their points."""
    assignment = find_assignment(COURSE, "self_attention")
    folder = tmp_path / "ada"
    folder.mkdir()
    cells = []
    for cell in notebook_cells(COURSE, assignment, solved=True):
        if cell.role is Role.STUB:
            answer = ANSWERS.get(cell.exercise)
            source = answer or (COURSE.solution_folder("self_attention") / f"{cell.exercise}.py").read_text("utf-8")
            (folder / f"{cell.exercise}.py").write_text(source)
            cells.append(replace(cell, source=source.replace(SIBLING, "")) if answer else cell)
        else:
            cells.append(cell)
    in_files = points(assignment, folder)
    assert points(assignment, notebook(assignment, tmp_path / "ada.ipynb", cells)) == in_files
    assert in_files["attention_weights"][0] < assignment.exercises[2].points
    assert in_files["scaled_dot_product_attention"][1] is Outcome.CARRIED
