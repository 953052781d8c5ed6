"""`--format nbgrader`: the source of an nbgrader assignment, of which nbgrader itself makes what students get."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.authoring.notebook import Cell, Role, cell_json, notebook_bytes, notebook_cells
from autograder.authoring.stubs import BEGIN, END, Region, regions
from autograder.bridges.format import Files, Format, Ingredients
from autograder.bridges.notebook import beside_notebook
from autograder.bridges.parts import model_answers
from autograder.bridges.readme import nbgrader_readme
from autograder.errors import InputError
from autograder.model.assignment import Assignment, Exercise
from autograder.model.points import Points, to_number

SCHEMA = 3
"""Of nbgrader's metadata, since its version 0.6."""
TESTS = "test_"
"""Before an exercise's slug: the grade id of its grader cell; the solution cell's is the slug itself."""
GRADER = """from autograder import check

{visible}
### BEGIN HIDDEN TESTS
from autograder.bridges.nbgrader import points; points("{assignment}/{exercise}")
### END HIDDEN TESTS"""

LAST = Cell("end", Role.SETUP, "# The end. Save the notebook, and hand it in.")
"""A cell behind the last grader cell: only at the next cell nbgrader sees that a kernel has ended."""
STRIPPED = re.compile(r"^[^\n]*BEGIN (SOLUTION|HIDDEN TESTS).*?END \1[^\n]*$", re.MULTILINE | re.DOTALL)
"""What nbgrader takes out of a cell."""


def build(ingredients: Ingredients) -> Files:
    """The source notebook, and beside it what `check` needs; nbgrader hands all of it on."""
    course, assignment = ingredients.course, ingredients.assignment
    cells = notebook_cells(course, assignment, solved=True)
    notebook = source_notebook(assignment, cells, model_answers(course, assignment))
    readme = nbgrader_readme(ingredients)
    return {f"{assignment.slug}.ipynb": notebook, **beside_notebook(ingredients), "README.md": readme}


def handed_out(files: Files) -> Files:
    """The files as nbgrader hands them out: solutions and hidden tests are taken out of the cells."""
    return {name: _stripped(content) if name.endswith(".ipynb") else content for name, content in files.items()}


def source_notebook(assignment: Assignment, cells: Sequence[Cell], answers: Mapping[str, str]) -> bytes:
    """The solved cells as nbgrader wants them; `answers` are model answers by the slug of the prompt.

    Raises:
        InputError: a solution cannot be marked as nbgrader needs it.
    """
    notebook = json.loads(notebook_bytes(assignment, cells))
    notebook["cells"] = [_cell(assignment, cell, answers) for cell in [*cells, LAST]]
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def points_by_prompt(exercise: Exercise) -> dict[str, Points]:
    """The points of free responses, shared out among the prompts; the first ones get what does not divide."""
    each, rest = divmod(exercise.points, len(exercise.prompts))
    return {prompt.slug: each + (place < rest) for place, prompt in enumerate(exercise.prompts)}


def with_whole_regions(source: str) -> str:
    """The solution with its regions as nbgrader replaces them, each by `raise NotImplementedError()` where it begins.

    Outside of a function that would run when the cell does. What only the solution needs there, helpers of a class or
    of the module, moves to the end of a region in a function, which ends at nbgrader's marker whatever the indent.

    Raises:
        InputError: no region is in a function, or the solution is no Python any more.
    """
    found = regions(source)
    inside = [region for region in found if region.in_function]
    lines = source.splitlines()
    if found and not inside:
        raise InputError(f"line {found[0].begin}: nbgrader needs a solution in a function.", "Mark one there, too.")
    moved: dict[Region, list[str]] = {region: [] for region in inside}
    for region in (region for region in found if not region.in_function):
        host = next((each for each in reversed(inside) if each.end < region.begin), inside[0])
        moved[host] += ["", *([""] if not region.column else []), *lines[region.begin : region.end - 1]]
    for region in reversed(found):
        if region.in_function:
            lines[region.end - 1 : region.end - 1] = moved[region]
        else:
            lines[region.begin - 1 : region.end] = []
    text = "\n".join(lines).strip() + "\n"
    try:
        compile(text, "cell", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise InputError(
            f"line {error.lineno} of the cell: no Python any more, as nbgrader needs it ({error.msg}).",
            f"Let the function end with its `{END}`, and put helpers of their own behind it between `{BEGIN}` and it.",
        ) from None
    return text.rstrip()


def _stripped(content: bytes) -> bytes:
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        cell["source"] = STRIPPED.sub("", "".join(cell["source"])).splitlines(keepends=True)
    return json.dumps(notebook).encode()


def _cell(assignment: Assignment, cell: Cell, answers: Mapping[str, str]) -> dict[str, Any]:
    exercise = assignment.exercise(cell.exercise)
    source, metadata = cell.source, None
    if cell.role is Role.SETUP:
        metadata = _metadata(cell.id, locked=True)
    elif exercise and cell.role is Role.STUB:
        source, metadata = with_whole_regions(cell.source), _metadata(exercise.slug, solution=True)
    elif exercise and cell.role is Role.CHECK:
        source = GRADER.format(visible=cell.source, assignment=assignment.slug, exercise=exercise.slug)
        metadata = _metadata(f"{TESTS}{exercise.slug}", locked=True, points=exercise.points)
    elif exercise and cell.role is Role.RESPONSE:
        prompt = cell.id.removeprefix("response-")
        source = "\n".join(_answered(cell.source, answers.get(prompt, "")))
        metadata = _metadata(prompt, solution=True, points=points_by_prompt(exercise)[prompt])
    made = cell_json(replace(cell, source=source))
    made["metadata"] |= {"nbgrader": metadata} if metadata else {}
    return made


def _answered(heading: str, answer: str) -> Iterator[str]:
    yield from (heading.rstrip(), "", BEGIN, answer or "The model answer stands among the solutions.", END)


def _metadata(
    grade_id: str, *, solution: bool = False, locked: bool = False, points: Points | None = None
) -> dict[str, Any]:
    graded = {} if points is None else {"points": to_number(points)}
    return {
        "grade": points is not None, "grade_id": grade_id, "locked": locked, "schema_version": SCHEMA,
        "solution": solution, "task": False, **graded,
    }  # fmt: skip


FORMAT = Format(
    "nbgrader", "the source of an nbgrader assignment, for an nbgrader course", build,
    handed_out=handed_out, within="source", zipped=False,
)  # fmt: skip
