"""`--format notebook`: the handout with its answers' cells in one notebook."""

from autograder.authoring.notebook import notebook_bytes, notebook_cells
from autograder.bridges.classroom import classroom_files
from autograder.bridges.format import Files, Format, Ingredients
from autograder.bridges.parts import checking, given_modules, required, stubs, written
from autograder.bridges.readme import notebook_readme
from autograder.model.assignment import Kind


def build(ingredients: Ingredients) -> Files:
    """The notebook, and beside it what `check` needs; figures are inside of it."""
    assignment = ingredients.assignment
    made = notebook_bytes(assignment, notebook_cells(ingredients.course, assignment))
    readme = notebook_readme(ingredients)
    beside = {**beside_notebook(ingredients), **classroom_files(assignment, ingredients.wheel[0])}
    return {f"{assignment.slug}.ipynb": made, **beside, "README.md": readme}


def beside_notebook(ingredients: Ingredients) -> dict[str, bytes]:
    """What `check` needs, and what answers may import."""
    course, assignment = ingredients.course, ingredients.assignment
    files = checking(ingredients)
    handout = required(course.assignment_folder(assignment.slug) / "handout.md")
    checks = [content for name, content in files.items() if name.startswith("checks/")]
    files |= given_modules(course, [handout, *stubs(course, assignment).values(), *checks])
    quizzes = {f"{exercise.slug}.json" for exercise in assignment.exercises if exercise.kind is Kind.QUIZ}
    return files | {name: content for name, content in written(course, assignment).items() if name in quizzes}


FORMAT = Format("notebook", "one Jupyter notebook, with figures, answers and checks in its cells", build)
