"""Notebooks from handouts: valid, the same each time, and each answer below the text that asks for it."""

import base64
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.handout import handout_sections
from autograder.authoring.notebook import Cell, Role, notebook_bytes, notebook_cells
from autograder.errors import InputError
from autograder.model.assignment import Assignment, Kind
from autograder.store.course import find_course
from autograder.store.manifest import find_assignment, load_course_assignments

COURSE = find_course(Path(__file__))
ASSIGNMENTS = {assignment.slug: assignment for assignment in load_course_assignments(COURSE)}


@pytest.fixture(scope="module")
def cells() -> dict[str, list[Cell]]:
    """The cells of every assignment, as students get them."""
    return {slug: notebook_cells(COURSE, assignment) for slug, assignment in ASSIGNMENTS.items()}


def mini(root: Path) -> tuple[list[Cell], Assignment]:
    """The cells of the mini course."""
    course = find_course(root)
    assignment = find_assignment(course, "counting")
    return notebook_cells(course, assignment), assignment


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_every_notebook_is_valid(slug: str, cells: dict[str, list[Cell]]) -> None:
    """By nbformat's own schema, with ids of its form that occur once."""
    data = notebook_bytes(ASSIGNMENTS[slug], cells[slug])
    nbformat.validate(nbformat.reads(data.decode(), as_version=nbformat.NO_CONVERT))
    assert json.loads(data)["nbformat_minor"] == 5
    assert max(Counter(cell.id for cell in cells[slug]).values()) == 1


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_a_notebook_is_the_same_each_time(slug: str, cells: dict[str, list[Cell]]) -> None:
    """To the byte: nothing in it is random or of today."""
    again = notebook_cells(COURSE, ASSIGNMENTS[slug])
    assert notebook_bytes(ASSIGNMENTS[slug], again) == notebook_bytes(ASSIGNMENTS[slug], cells[slug])


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_every_exercise_has_text_answer_and_check(slug: str, cells: dict[str, list[Cell]]) -> None:
    """In the order of the manifest, with the section that asks for it right above."""
    for exercise in ASSIGNMENTS[slug].exercises:
        own = [(cell.role, cell.id) for cell in cells[slug] if cell.exercise == exercise.slug]
        if exercise.kind is Kind.RESPONSES:
            assert [cell_id for role, cell_id in own if role is Role.RESPONSE] == [
                f"response-{prompt.slug}" for prompt in exercise.prompts
            ]
            continue
        answer = Role.QUIZ if exercise.kind is Kind.QUIZ else Role.STUB
        assert own == [
            (Role.TEXT, f"text-{exercise.slug}"),
            (answer, f"{answer}-{exercise.slug}"),
            (Role.CHECK, f"check-{exercise.slug}"),
        ]


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_nothing_of_the_handout_is_lost(slug: str, cells: dict[str, list[Cell]]) -> None:
    """Each line of it stands in a text cell, but for those that are about files."""
    text = "\n".join(cell.source for cell in cells[slug] if cell.role is Role.TEXT)
    handout = (COURSE.assignment_folder(slug) / "handout.md").read_text("utf-8")
    handout, about_files = re.subn(r"(?s)<!-- files -->.*?<!-- end files -->\n", "", handout)
    assert about_files == 1
    lines = [line for line in handout.splitlines() if "](figures/" not in line and line != "## How to work"]
    assert not [line for line in lines if line not in text]
    assert "<!--" not in text and "autograder submit  " not in text


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_figures_are_in_the_notebook(slug: str, cells: dict[str, list[Cell]]) -> None:
    """As PNG in the text, the one thing that shows in JupyterLab, VS Code and Colab alike."""
    text = "\n".join(cell.source for cell in cells[slug])
    pictures = re.findall(r"!\[[^\]]+\]\(data:image/png;base64,([A-Za-z0-9+/=]+)\)", text)
    assert len(pictures) == len(list(COURSE.assignment_folder(slug).glob("figures/*.svg")))
    assert all(base64.b64decode(picture).startswith(b"\x89PNG\r\n") for picture in pictures)
    assert "figures/" not in text and ".svg" not in text


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_a_solved_notebook_has_the_references_with_their_markers(slug: str, cells: dict[str, list[Cell]]) -> None:
    """For peers that take them out themselves; every other cell is the student's."""
    solved = notebook_cells(COURSE, ASSIGNMENTS[slug], solved=True)
    for cell, students in zip(solved, cells[slug], strict=True):
        if cell.role is not Role.STUB:
            assert cell == students
            continue
        assert (cell.id, cell.exercise) == (students.id, students.exercise)
        assert "### BEGIN SOLUTION" in cell.source and "### END SOLUTION" in cell.source
        assert "NotImplementedError" in students.source and "### BEGIN SOLUTION" not in students.source


def test_no_cell_imports_what_another_cell_defines(cells: dict[str, list[Cell]]) -> None:
    """There is no such file; and ours of the same name would take the place of the student's own."""
    found = {cell.id: cell.source for each in cells.values() for cell in each if cell.role is Role.STUB}
    assert "from TinyTransformerLM" not in found["stub-train_reverser"]
    assert "\nfrom given.sequences import" in found["stub-train_reverser"]
    says = "# TinyViT: yours, from its cell above; or ours: from given.vision import TinyViT\n"
    assert says in found["stub-train_tiny_vit"] and "\nfrom given.vision" not in found["stub-train_tiny_vit"]


def test_without_sections_exercises_come_at_the_end(mini_course: Path) -> None:
    """Under headings of their own; then questions that no exercise collects."""
    cells, _ = mini(mini_course)
    assert [cell.id for cell in cells] == [
        "text-counting", "text-how_to_work_here", "setup", "text-double", "stub-double", "check-double", "text-Tally",
        "stub-Tally", "check-Tally", "text-questions", "asks-why", "response-why",
    ]  # fmt: skip


def test_a_missing_figure_is_told(mini_course: Path) -> None:
    """With its place."""
    (mini_course / "assignments/counting/figures/line.svg").unlink()
    with pytest.raises(InputError, match=r"line\.svg is missing"):
        mini(mini_course)


def test_a_heading_in_a_block_of_code_begins_no_section() -> None:
    """A comment in Python looks like one."""
    found = handout_sections("# Title\n\n```\n# no\n## heading\n~~~\n```\n\n## Next\n\nText.\n\n### Below\n")
    assert [(each.title, each.text.split()[-1]) for each in found] == [("Title", "```"), ("Next", "Below")]
