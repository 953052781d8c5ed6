"""`solutions/<assignment>/variants/equivalent.toml`: mutants that a person judged to be as right as the reference."""

from typing import Annotated

from pydantic import Field

from autograder.model.audit import Equivalent
from autograder.store.course import Course
from autograder.store.toml_file import Table, read_toml

EQUIVALENT = "equivalent.toml"


class EquivalentTable(Table):
    """`[[equivalent]]`."""

    exercise: Annotated[str, Field(min_length=1)]
    mutant: Annotated[str | list[str], Field(min_length=1)]
    """One, or all that share the reason."""
    reason: Annotated[str, Field(min_length=10)]


class EquivalentsTable(Table):
    """`equivalent.toml`."""

    equivalent: list[EquivalentTable]


def read_equivalents(course: Course, assignment: str) -> list[Equivalent]:
    """All verdicts on the assignment's mutants; none where there is no file.

    Raises:
        InputError: all that is wrong with the file, one line each.
    """
    path = course.solution_folder(assignment) / "variants" / EQUIVALENT
    if not path.exists():
        return []
    table = read_toml(path, EquivalentsTable)
    return [
        Equivalent(each.exercise, mutant, each.reason)
        for each in table.equivalent
        for mutant in ([each.mutant] if isinstance(each.mutant, str) else each.mutant)
    ]
