"""Canvas: the gradebook's own CSV, as its importer reads it.

Canvas finds a student by ID, then SIS User ID, then SIS Login ID, as exact strings, and takes a row that it cannot
match for a new student. So an id is written as it is or not at all: one that Canvas would read differently, that two
students share, or that a spreadsheet would compute is left empty and reported, and a student with no id left is left
out and reported. Names and sections match nobody once there is an id; they are guarded like any other text.

A row without a score would wipe the score that Canvas has. Whoever has none is left out and reported, and never gets 0.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from autograder.errors import InputError
from autograder.exporters.cells import guarded, is_formula, to_csv
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Row, Sheet
from autograder.exporters.standing import standing_problems
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import text
from autograder.model.text import one_line

IDS = {"ID": "canvas", "SIS User ID": "sis_user", "SIS Login ID": "sis_login"}
"""The columns by which Canvas finds a student, and their keys in `Person.ids`."""
POINTS_ROW = "    Points Possible"
RESERVED = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)", re.IGNORECASE)
"""Canvas drops a column whose title holds one of these, without a word."""
WITH_ID = re.compile(r"(?P<title>.*)\s\([0-9]+\)", re.DOTALL)
LIKE_A_NUMBER = re.compile(r"-?[0-9.,]+%?")

Shared = Mapping[str, Counter[str]]
"""For each column of ids, how many students have an id."""


def sheet(assignment: Assignment, rows: Sequence[Row], column: str | None = None) -> Sheet:
    """The grade file; `column` is the assignment's header in Canvas where it is not just the title."""
    header = column or assignment.title
    problems = list(_title_problems(assignment.title, header))
    shared = {name: Counter(row.person.ids.get(key, "") for row in rows) for name, key in IDS.items()}
    lines = [["Student", *IDS, "Section", header], [POINTS_ROW, "", "", "", "", text(assignment.points)]]
    for row in rows:
        bad = list(_id_problems(row.person, shared))
        problems += [*standing_problems(row, header), *bad]
        ids = _ids(row.person, {problem.column for problem in bad})
        if not any(ids):
            problems.append(_no_id(row.person))
        elif row.result is not None and row.result.final:
            lines.append([_name(row.person), *ids, _for_people(row.person.section), text(row.result.points)])
    return Sheet(to_csv(lines), len(lines) - 2, tuple(problems))


def column_in(assignment: Assignment, template: bytes) -> str:
    """The assignment's header in a gradebook downloaded from Canvas, with Canvas' own id.

    Raises:
        InputError: it is no such file, or the assignment is not in it exactly once.
    """
    try:
        first = template.decode("utf-8-sig").partition("\n")[0].strip()
        header = next(csv.reader(io.StringIO(first), delimiter=";" if first.count(";") > first.count(",") else ","), [])
    except (UnicodeDecodeError, csv.Error):
        header = []
    if not header or "Student" not in header[0]:
        raise InputError("The template is no gradebook from Canvas:", "download one with Grades > Export.")
    found = [cell for cell in header if (match := WITH_ID.fullmatch(cell)) and match["title"] == assignment.title]
    if len(found) != 1:
        raise InputError(
            f"The template has {len(found)} columns for {assignment.title!r}, not one:",
            "give the assignment in Canvas that title, and no other one.",
        )
    return found[0]


def _title_problems(title: str, header: str) -> Iterator[Problem]:
    rename = "give the assignment another title"
    if RESERVED.search(title):
        yield Problem("", title, "Canvas drops a column of this title without a word", rename)
    if header == title and WITH_ID.fullmatch(title):
        yield Problem("", title, "Canvas takes the number at the end for its own id", rename)
    if one_line(title) != title or title.strip() != title or is_formula(title) or not title:
        yield Problem("", title, "the title does not survive a CSV file", rename)


def _no_id(person: Person) -> Problem:
    todo = "give the roster a Canvas ID, an SIS User ID or an SIS Login ID for them"
    return Problem(person.id, "ID", "has no id that Canvas could match and is left out", todo)


def _id_problems(person: Person, shared: Shared) -> Iterator[Problem]:
    for column, key in IDS.items():
        value = person.ids.get(key, "")
        if value and shared[column][value] > 1:
            yield Problem(person.id, column, f"shares {value!r} with another student", "correct the roster")
        elif value and not _survives(column, value):
            what = f"{value!r} would not be read as it is and is left empty"
            yield Problem(person.id, column, what, "give the roster another id of theirs")


def _survives(column: str, value: str) -> bool:
    """Whether Canvas, and a spreadsheet on the way, read the id as it stands; 1.2.3 and 1,234 would lose their dots."""
    if column == "ID":
        return re.fullmatch(r"[0-9]+", value) is not None
    a_number = LIKE_A_NUMBER.fullmatch(value) is not None and ("," in value or value.count(".") > 1)
    return not (a_number or is_formula(value) or one_line(value) != value or value.strip() != value)


def _ids(person: Person, left_empty: set[str]) -> list[str]:
    return ["" if column in left_empty else person.ids.get(key, "") for column, key in IDS.items()]


def _name(person: Person) -> str:
    """The name for people to read; nobody's name may pass for the row that sets the points possible."""
    names = (_for_people(name) for name in (person.name, person.id))
    return next((name for name in names if name and "points possible" not in name.casefold()), "student")


def _for_people(value: str) -> str:
    """Guarded, and without semicolons: in the first lines they would make Canvas take them for the separator."""
    return guarded(value.replace(";", ","))
