"""Gradescope: a zip to upload as the assignment's autograder, which tells each student what was graded here.

Gradescope imports no grades, but runs an autograder for each submission. This one runs no student's code: it looks the
student up by SID or email and hands over what is written for them. Who is not in it gets no score, as Gradescope shows
for an autograder that failed. Lateness is Gradescope's own business.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
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
Test = Callable[[str, Points, Points], str]
"""An exercise as Gradescope shows it, by slug, points and most points."""
SCRIPT = Path(__file__).with_name("on_gradescope.py")
QUOTED = json.JSONEncoder().encode
"""The quicker way for a string: `json.dumps` looks at its options each time."""
SETUP = b"#!/usr/bin/env bash\ncommand -v python3 || { apt-get update && apt-get install -y python3; }\n"


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The zip: a script, and everybody's results under their SID or email."""
    problems: list[Problem] = []
    who = identified(Way(assignment.points, CARRIES, assignment.title).scored(rows, problems), KINDS)
    test, grades, entries = _tests_of(assignment), [], []
    for row, points, id in who.found():
        key = who.kind.key(id)
        grades.append(f"{QUOTED(key)}: {_results(row, points, test)}")
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


def _results(row: Row, points: Points, test: Test) -> str:
    """What Gradescope is handed for one student."""
    done = row.result.exercises if row.result else ()
    tests = ", ".join([test(each.exercise, each.points, each.max_points) for each in done])
    output = QUOTED("\n".join(lines(row.comment)))
    return (
        f'{{"score": {to_number(points)}, "output": {output}, "output_format": "text", "visibility": "visible", '
        f'"stdout_visibility": "hidden", "tests": [{tests}]}}'
    )


def _tests_of(assignment: Assignment) -> Test:
    """What writes an exercise's object, once for those that are alike: a large class has few that differ."""
    titles = {exercise.slug: exercise.full_title for exercise in assignment.exercises}

    @cache
    def test(slug: str, points: Points, max_points: Points) -> str:
        name = titles.get(slug, slug)
        return json.dumps({"name": name, "score": to_number(points), "max_score": to_number(max_points)})

    return test


EXPORTER = Exporter("Gradescope autograder (zip)", CARRIES, sheet, read, "the assignment > Configure Autograder")
