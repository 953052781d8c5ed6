"""What a grade file of a very large class costs: seconds of CPU for each format.

    python bench/export.py [--students 100000]

Names and comments are as uneven as people's; formats that fill in a download get one of all students. Prints a table
and writes bench/results/export.json.
"""

import argparse
import csv
import io
import json
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment, Exercise
from autograder.model.person import Person
from autograder.model.result import ExerciseResult, Outcome, Result
from autograder.store.packing import to_zip
from autograder.workflow.garbage import no_search_for_garbage

BENCH = Path(__file__).resolve().parent
AT_MOST = 3.0
"""Seconds, to reach."""
NAMES = ("Lovelace, Ada", "Émile Borel", 'O\'Brien "Pat"', "山田 太郎", "=SUM(A1)", "Zoë 🙂 Łukasz")
SLUGS = [f"exercise_{number}" for number in range(8)]
ASSIGNMENT = Assignment(
    "lab", "Lab 1", "A lab.",
    tuple(Exercise(slug, slug, 400, 1, 10, (slug,), ("a", "b", "c")) for slug in SLUGS),
)  # fmt: skip


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--students", type=int, default=100_000)
    count = parser.parse_args().students
    seconds = {name: _seconds(name, count) for name in EXPORTERS}
    print(f"{count} students, seconds of CPU for each format (to reach: {AT_MOST:g} at most)")
    for name, spent in seconds.items():
        print(f"{name:<18} {spent:6.2f}{'' if spent <= AT_MOST else '  TOO SLOW'}")
    out = BENCH / "results" / "export.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"students": count, "seconds": seconds}, indent=1) + "\n")


def _seconds(name: str, count: int) -> float:
    """For one file; the rows are new each time, so that no format finds what another one left behind."""
    rows = [_row(number) for number in range(count)]
    order = Order(_template(name, rows))
    with no_search_for_garbage():  # as `autograder export` does
        before = time.process_time()
        sheet = EXPORTERS[name].sheet(ASSIGNMENT, rows, order)
        spent = time.process_time() - before
    assert len(sheet.entries) == count, (name, len(sheet.entries), sheet.problems[:3])
    return round(spent, 2)


def _row(number: int) -> Row:
    id = f"s{number:06}"
    exercises = [ExerciseResult(slug, Outcome.PASSED, 400 - number % 7 * 25, 400) for slug in SLUGS]
    result = Result("lab", id, "", "", "full", 1, "2026-11-23T10:00:00+00:00", 0.1, tuple(exercises))
    ids = {"canvas": str(number), "moodle_id": id, "sis_login": id}
    person = Person(id, NAMES[number % len(NAMES)], f"{id}@x.org", "A", ids)
    return Row(person, result, submitted=True, comment=f'Exercise {number}: "right" \\ wrong.\nLook at it <again>.')


def _template(name: str, rows: Sequence[Row]) -> bytes | None:
    ids = [row.person.id for row in rows]
    match name:
        case "moodle-worksheet":
            header = ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade",
                      "Grade can be changed", "Last modified (grade)", "Feedback comments"]  # fmt: skip
            lines = [[f"Participant {id}", "A, B", id, f"{id}@x.org", "", "", "32.00", "Yes", "-", ""] for id in ids]
        case "blackboard":
            header = ["Last Name", "First Name", "Username", "Student ID", "Lab 1 [Total Pts: 32 Score] |1",
                      "Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"]  # fmt: skip
            lines = [["B", "A", id, id, "", "", "", "", ""] for id in ids]
        case "open-edx":
            header = ["user_id", "username", "student_uid", "block_id", "title", "Previous Points", "New Points"]
            lines = [["1", id, "", "b", "Lab 1", "", ""] for id in ids]
        case "oneroster":
            return _school(ids)
        case _:
            return None
    return _csv([header, *lines])


def _school(ids: Sequence[str]) -> bytes:
    tables = {
        "manifest.csv": [["propertyName", "value"]],
        "lineItems.csv": [["sourcedId", "title", "classSourcedId", "resultValueMax"], ["l1", "Lab 1", "c1", "32"]],
        "users.csv": [["sourcedId", "username"], *([f"u-{id}", id] for id in ids)],
    }
    return to_zip({name: _csv(lines) for name, lines in tables.items()})


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(lines)
    return file.getvalue().encode()


if __name__ == "__main__":
    main()
