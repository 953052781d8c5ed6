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
    checks = checking(ingredients)
    asked = [content for name, content in checks.items() if name.startswith("checks/")]
    files |= {**checks, **given_modules(course, [*files.values(), *asked])}  # the manifest names what is banned, too
    files |= classroom_files(assignment, ingredients.wheel[0])
    return {**files, "README.md": readme(ingredients)}


FORMAT = Format("files", "a file for each exercise, for any editor", build)
