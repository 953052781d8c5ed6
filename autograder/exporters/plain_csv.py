"""A CSV file for everything else: spreadsheets, scripts, an LMS of one's own.

Everybody is in it. Points are empty where there are none to report: nothing was received, or grading is not done.
Cells that a spreadsheet would compute start with a '.
"""

import csv
import io
from collections.abc import Sequence
from functools import lru_cache

from autograder.errors import InputError
from autograder.exporters.cells import CsvFile, all_guarded
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet, Standing
from autograder.exporters.standing import Way
from autograder.model.assignment import Assignment
from autograder.model.points import Points, text
from autograder.model.result import Outcome

CARRIES = Carries(late=True, excused=True, missing=True, everybody=True, over_max=True)
PERSON = ("student_id", "name", "email", "section")
TOTAL = ("points", "max_points", "standing", "late")
GRADED = ("raw_points", "arithmetic")
UNKNOWN = (Outcome.UNGRADED, Outcome.TO_REVIEW)
"""Outcomes whose points are not known yet."""


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One line for each student: points that count and points as graded, and for each exercise points and outcome."""
    header = [*PERSON, *TOTAL]
    for exercise in assignment.exercises:
        header += [f"{exercise.slug}_points", f"{exercise.slug}_outcome"]
    header += GRADED
    problems: list[Problem] = []
    lines, entries, most = CsvFile([header]), [], text(assignment.points)
    for row, standing, points in Way(assignment.points, CARRIES, "points").told(rows, problems):
        cells = _cells(assignment, most, row, standing, points)
        lines.append(cells)
        entries.append(Entry(row.person.id, (("student_id", cells[0]),), _text(points)))
    return Sheet(lines.data(), tuple(entries), tuple(problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points in such a file."""
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if {"student_id", "points"} <= set(lines.fieldnames or ()):
            return {("student_id", line["student_id"]): line["points"] or "" for line in lines}
        raise ValueError
    except (ValueError, csv.Error):
        raise InputError("The file is no grade file of the format csv:", "name one that export wrote.") from None


def _text(points: Points | None) -> str:
    return "" if points is None else text(points)


def _cells(assignment: Assignment, most: str, row: Row, standing: Standing, points: Points | None) -> list[str]:
    person = row.person
    texts = (person.id, person.name, person.email, person.section, row.late, " ".join(row.steps))
    *who, late, steps = all_guarded(texts)
    results = row.result.exercises if row.result else ()
    done = {each.exercise: _exercise_cells(each.outcome, each.points) for each in results}
    exercises = [cell for each in assignment.exercises for cell in done.get(each.slug, ("", ""))]
    return [*who, _text(points), most, standing, late, *exercises, _text(row.raw(points)), steps]


@lru_cache(4096)
def _exercise_cells(outcome: Outcome, points: Points) -> tuple[str, str]:
    """What is told of an exercise; a large class has few that differ."""
    return "" if outcome in UNKNOWN else text(points), outcome


EXPORTER = Exporter("plain table (CSV)", CARRIES, sheet, read, "wherever you want it")
