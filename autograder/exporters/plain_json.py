"""All that is known, as JSON for scripts; nothing is guarded, for nothing in it is a cell."""

import json
from collections.abc import Sequence
from functools import lru_cache

from autograder.errors import InputError
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet, Standing
from autograder.exporters.standing import Way
from autograder.model.assignment import Assignment
from autograder.model.points import Points, to_number
from autograder.model.result import Outcome

CARRIES = Carries(late=True, excused=True, missing=True, comments=True, everybody=True, over_max=True)
ENCODED = json.JSONEncoder(check_circular=False).encode
"""Quicker than `json.dumps`, which also looks whether something holds itself; nothing of ours does."""


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One object for each student; `points` is null where there are none to tell."""
    problems: list[Problem] = []
    students, entries = [], []
    for row, standing, points in Way(assignment.points, CARRIES, "points").told(rows, problems):
        students.append(_student(row, standing, points))
        value = "" if points is None else str(to_number(points))
        entries.append(Entry(row.person.id, (("id", row.person.id),), value))
    lines = ",\n".join(students)
    head = {"assignment": assignment.slug, "title": assignment.title, "max_points": to_number(assignment.points)}
    data = f'{json.dumps(head)[:-1]}, "students": [\n{lines}\n]}}\n'.encode("ascii")
    return Sheet(data, tuple(entries), tuple(problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points in such a file."""
    try:
        students = json.loads(data)["students"]
        return {("id", each["id"]): "" if each["points"] is None else str(each["points"]) for each in students}
    except (ValueError, KeyError, TypeError):
        raise InputError("The file is no grade file of the format json:", "name one that export wrote.") from None


def _student(row: Row, standing: Standing, points: Points | None) -> str:
    person, raw = row.person, row.raw(points)
    student = {
        "id": person.id, "name": person.name, "email": person.email, "section": person.section,
        "ids": dict(person.ids),
        "points": None if points is None else to_number(points),
        "raw_points": None if raw is None else to_number(raw), "arithmetic": row.steps,
        "standing": standing, "late": row.late, "comment": row.comment,
    }  # fmt: skip
    done = row.result.exercises if row.result else ()
    exercises = ", ".join([_exercise(each.exercise, each.outcome, each.points, each.bonus) for each in done])
    return f'{ENCODED(student)[:-1]}, "exercises": [{exercises}]}}'


@lru_cache(4096)
def _exercise(slug: str, outcome: Outcome, points: Points, bonus: bool) -> str:
    """An exercise's object; a large class has few that differ."""
    return json.dumps({"exercise": slug, "outcome": outcome, "points": to_number(points), "bonus": bonus})


EXPORTER = Exporter("everything (JSON)", CARRIES, sheet, read, "wherever you want it")
