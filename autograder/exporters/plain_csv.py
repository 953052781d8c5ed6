"""A CSV file for everything else: spreadsheets, scripts, an LMS of one's own.

Everybody is in it. Points are empty where there are none to report: nothing was received, grading is not done, or a
person has yet to read something. Cells that a spreadsheet would compute start with a '.
"""

from collections.abc import Sequence

from autograder.exporters.cells import guarded, to_csv
from autograder.exporters.sheet import Row, Sheet
from autograder.exporters.standing import standing_problems
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.result import Outcome

PERSON = ("student_id", "name", "email", "section")
TOTAL = ("points", "max_points", "submitted")


def sheet(assignment: Assignment, rows: Sequence[Row]) -> Sheet:
    """One line for each student: points, and for each exercise points and outcome."""
    header = [*PERSON, *TOTAL]
    for exercise in assignment.exercises:
        header += [f"{exercise.slug}_points", f"{exercise.slug}_outcome"]
    problems = tuple(problem for row in rows if row.result for problem in standing_problems(row, "points"))
    return Sheet(to_csv([header, *(_cells(assignment, row) for row in rows)]), len(rows), problems)


def _cells(assignment: Assignment, row: Row) -> list[str]:
    person = row.person
    who = [guarded(value) for value in (person.id, person.name, person.email, person.section)]
    graded = row.result is not None and row.result.final
    total = text(row.result.points) if row.result and graded else ""
    submitted = "false" if row.result is None else "true"
    return [*who, total, text(assignment.points), submitted, *_exercise_cells(assignment, row)]


def _exercise_cells(assignment: Assignment, row: Row) -> list[str]:
    done = {exercise.exercise: exercise for exercise in row.result.exercises} if row.result else {}
    cells = []
    for exercise in assignment.exercises:
        result = done.get(exercise.slug)
        known = result is not None and result.outcome not in (Outcome.UNGRADED, Outcome.TO_REVIEW)
        cells += [text(result.points) if result and known else "", result.outcome.value if result else ""]
    return cells
