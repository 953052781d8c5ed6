"""A CSV file for everything else: spreadsheets, scripts, an LMS of one's own.

Everybody is in it. Points are empty where there are none to report: nothing was received, or grading is not done.
Cells that a spreadsheet would compute start with a '.
"""

import csv
import io
from collections.abc import Sequence

from autograder.errors import InputError
from autograder.exporters.cells import guarded, to_csv
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import standing_problems
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.model.result import Outcome

CARRIES = Carries(late=True, excused=True, missing=True, everybody=True, over_max=True)
PERSON = ("student_id", "name", "email", "section")
TOTAL = ("points", "max_points", "standing", "late")
GRADED = ("raw_points", "arithmetic")


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One line for each student: points that count and points as graded, and for each exercise points and outcome."""
    header = [*PERSON, *TOTAL]
    for exercise in assignment.exercises:
        header += [f"{exercise.slug}_points", f"{exercise.slug}_outcome"]
    header += GRADED
    most = assignment.points
    problems = tuple(problem for row in rows for problem in standing_problems(row, most, CARRIES, "points"))
    entries = tuple(Entry(row.person.id, (("student_id", guarded(row.person.id)),), _points(row)) for row in rows)
    return Sheet(to_csv([header, *(_cells(assignment, row, text(most)) for row in rows)]), entries, problems)


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points in such a file."""
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if {"student_id", "points"} <= set(lines.fieldnames or ()):
            return {("student_id", line["student_id"]): line["points"] or "" for line in lines}
        raise ValueError
    except (ValueError, csv.Error):
        raise InputError("The file is no grade file of the format csv:", "name one that export wrote.") from None


def _points(row: Row) -> str:
    return "" if row.points is None else text(row.points)


def _cells(assignment: Assignment, row: Row, most: str) -> list[str]:
    person = row.person
    who = [guarded(value) for value in (person.id, person.name, person.email, person.section)]
    raw = "" if row.raw is None else text(row.raw)
    total = [_points(row), most, row.standing.value, guarded(row.late)]
    return [*who, *total, *_exercise_cells(assignment, row), raw, guarded(" ".join(row.steps))]


def _exercise_cells(assignment: Assignment, row: Row) -> list[str]:
    done = {exercise.exercise: exercise for exercise in row.result.exercises} if row.result else {}
    cells = []
    for exercise in assignment.exercises:
        result = done.get(exercise.slug)
        known = result is not None and result.outcome not in (Outcome.UNGRADED, Outcome.TO_REVIEW)
        cells += [text(result.points) if result and known else "", str(result.outcome) if result else ""]
    return cells


EXPORTER = Exporter("plain table (CSV)", CARRIES, sheet, read, "wherever you want it")
