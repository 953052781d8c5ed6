"""All that is known, as JSON for scripts; nothing is guarded, for nothing in it is a cell."""

import json
from collections.abc import Sequence
from typing import Any

from autograder.errors import InputError
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import standing_problems
from autograder.model.assignment import Assignment
from autograder.model.points import to_number

CARRIES = Carries(late=True, excused=True, missing=True, comments=True, everybody=True, over_max=True)


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """One object for each student; `points` is null where there are none to tell."""
    students = ",\n".join(json.dumps(_student(row), ensure_ascii=True) for row in rows)
    head = {"assignment": assignment.slug, "title": assignment.title, "max_points": to_number(assignment.points)}
    data = f'{json.dumps(head)[:-1]}, "students": [\n{students}\n]}}\n'.encode("ascii")
    most = assignment.points
    problems = tuple(problem for row in rows for problem in standing_problems(row, most, CARRIES, "points"))
    entries = (Entry(row.person.id, (("id", row.person.id),), _score(row)) for row in rows)
    return Sheet(data, tuple(entries), problems)


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The points in such a file."""
    try:
        students = json.loads(data)["students"]
        return {("id", each["id"]): "" if each["points"] is None else str(each["points"]) for each in students}
    except (ValueError, KeyError, TypeError):
        raise InputError("The file is no grade file of the format json:", "name one that export wrote.") from None


def _score(row: Row) -> str:
    return "" if row.points is None else str(to_number(row.points))


def _student(row: Row) -> dict[str, Any]:
    person = row.person
    exercises = row.result.exercises if row.result else ()
    return {
        "id": person.id, "name": person.name, "email": person.email, "section": person.section,
        "ids": dict(person.ids),
        "points": None if row.points is None else to_number(row.points),
        "raw_points": None if row.raw is None else to_number(row.raw), "arithmetic": list(row.steps),
        "standing": row.standing.value, "late": row.late, "comment": row.comment,
        "exercises": [
            {"exercise": each.exercise, "outcome": str(each.outcome), "points": to_number(each.points),
             "bonus": each.bonus}
            for each in exercises
        ],
    }  # fmt: skip


EXPORTER = Exporter("everything (JSON)", CARRIES, sheet, read, "wherever you want it")
