"""Gradescope: a zip to upload as the assignment's autograder, which tells each student what was graded here.

Gradescope imports no grades, but runs an autograder for each submission. This one runs no student's code: it looks the
student up by SID or email and hands over what is written for them. Who is not in it gets no score, as Gradescope shows
for an autograder that failed. Lateness is Gradescope's own business.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.errors import InputError
from autograder.exporters.archive import from_zip
from autograder.exporters.identity import IdKind, identified
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet
from autograder.exporters.standing import Way
from autograder.model.assignment import Assignment
from autograder.model.points import Points, to_number
from autograder.model.text import lines
from autograder.store.packing import to_zip

CARRIES = Carries(late=True, comments=True, over_max=True)
KINDS = (IdKind("sid", "gradescope", plain=False), IdKind("email", "email", fold=True, plain=False))
SCRIPT = Path(__file__).with_name("on_gradescope.py")
SETUP = b"#!/usr/bin/env bash\ncommand -v python3 || { apt-get update && apt-get install -y python3; }\n"


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The zip: a script, and everybody's results under their SID or email."""
    problems: list[Problem] = []
    who = identified(Way(assignment.points, CARRIES, assignment.title).scored(rows, problems), KINDS)
    titles = {exercise.slug: exercise.full_title for exercise in assignment.exercises}
    grades, entries = [], []
    for row, points, id in who.found():
        key = who.kind.key(id)
        grades.append(f"{json.dumps(key)}: {_results(row, points, titles)}")
        entries.append(Entry(row.person.id, ((who.kind.header, key),), str(to_number(points))))
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


def _results(row: Row, points: Points, titles: Mapping[str, str]) -> str:
    """What Gradescope is handed for one student."""
    results = {
        "score": to_number(points), "output": "\n".join(lines(row.comment)), "output_format": "text",
        "visibility": "visible", "stdout_visibility": "hidden",
    }  # fmt: skip
    done = row.result.exercises if row.result else ()
    tests = ", ".join([_test(titles.get(each.exercise, each.exercise), each.points, each.max_points) for each in done])
    return f'{json.dumps(results)[:-1]}, "tests": [{tests}]}}'


@lru_cache(4096)
def _test(name: str, points: Points, max_points: Points) -> str:
    """An exercise's object; a large class has few that differ."""
    return json.dumps({"name": name, "score": to_number(points), "max_score": to_number(max_points)})


EXPORTER = Exporter("Gradescope autograder (zip)", CARRIES, sheet, read, "the assignment > Configure Autograder")
