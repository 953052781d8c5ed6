"""Gradescope: a zip to upload as the assignment's autograder, which tells each student what was graded here.

Gradescope imports no grades, but runs an autograder for each submission. This one runs no student's code: it looks the
student up by SID or email and hands over what is written for them. Who is not in it gets no score, as Gradescope shows
for an autograder that failed. Lateness is Gradescope's own business.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.errors import InputError
from autograder.exporters.archive import from_zip
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import standing_problems
from autograder.model.assignment import Assignment
from autograder.model.points import to_number
from autograder.model.text import lines
from autograder.store.packing import to_zip

CARRIES = Carries(late=True, comments=True, over_max=True)
KINDS = (IdKind("sid", "gradescope", plain=False), IdKind("email", "email", fold=True, plain=False))
SCRIPT = Path(__file__).with_name("on_gradescope.py")
SETUP = b"#!/usr/bin/env bash\ncommand -v python3 || { apt-get update && apt-get install -y python3; }\n"


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The zip: a script, and everybody's results under their SID or email."""
    problems: list[Problem] = []
    most = assignment.points
    for row in rows:
        problems += standing_problems(row, most, CARRIES, assignment.title)
    who = identified([row for row in rows if row.points is not None], KINDS)
    titles = {exercise.slug: exercise.full_title for exercise in assignment.exercises}
    grades, entries = [], []
    for row, id in who.rows:
        key = id.casefold() if who.kind.fold else id
        grades.append(f"{json.dumps(key)}: {json.dumps(_results(row, titles))}")
        entries.append(Entry(row.person.id, ((who.kind.header, key),), str(to_number(row.points or 0))))
    results = ",\n".join(grades)
    files = {
        "setup.sh": SETUP, "run_autograder": SCRIPT.read_bytes().replace(b"\r\n", b"\n"),
        "grades.json": f'{{"by": "{who.kind.header}", "results": {{\n{results}\n}}}}\n'.encode("ascii"),
    }  # fmt: skip
    data = to_zip(files, executable=frozenset({"run_autograder", "setup.sh"}))
    return Sheet(data, tuple(entries), (*problems, *who.problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The scores in such a zip."""
    try:
        grades: dict[str, Any] = json.loads(from_zip(data)["grades.json"])
        return {(grades["by"], id): str(results["score"]) for id, results in grades["results"].items()}
    except (KeyError, ValueError, TypeError):
        raise InputError("The file is no zip of the format gradescope:", "name one that export wrote.") from None


def _results(row: Row, titles: dict[str, str]) -> dict[str, Any]:
    exercises = row.result.exercises if row.result else ()
    tests = [
        {"name": titles.get(each.exercise, each.exercise), "score": to_number(each.points),
         "max_score": to_number(each.max_points)}
        for each in exercises
    ]  # fmt: skip
    return {
        "score": to_number(row.points or 0), "output": "\n".join(lines(row.comment)), "output_format": "text",
        "visibility": "visible", "stdout_visibility": "hidden", "tests": tests,
    }  # fmt: skip


EXPORTER = Exporter("Gradescope autograder (zip)", CARRIES, sheet, read, "the assignment > Configure Autograder")
