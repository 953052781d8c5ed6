"""`--format files`: a stub for each exercise, to be completed in any editor."""

from autograder.bridges.classroom import classroom_files
from autograder.bridges.format import Files, Format, Ingredients
from autograder.bridges.parts import checking, figures, given_modules, required, stubs, written
from autograder.bridges.readme import readme


def build(ingredients: Ingredients) -> Files:
    """All that is handed out, and nothing else."""
    course, assignment = ingredients.course, ingredients.assignment
    files = {**written(course, assignment), **stubs(course, assignment), **figures(course, assignment)}
    files["handout.md"] = required(course.assignment_folder(assignment.slug) / "handout.md")
    files |= checking(ingredients)
    texts = [content for name, content in files.items() if not name.endswith(".whl")]
    files |= given_modules(course, texts)
    files |= classroom_files(assignment, ingredients.wheel[0])
    return {**files, "README.md": readme(ingredients)}


FORMAT = Format("files", "a file for each exercise, for any editor", build)
