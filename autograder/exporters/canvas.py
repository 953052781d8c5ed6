"""Canvas: the gradebook's own CSV, as its importer reads it.

Canvas finds a student by ID, then SIS User ID, then SIS Login ID, as exact strings, and takes a row that it cannot
match for a new student. So an id is written as it is or not at all: one that Canvas would read differently, that two
students share, or that a spreadsheet would compute is left empty and reported, and a student with no id left is left
out and reported. Names and sections match nobody once there is an id; they are guarded like any other text.

A row without a score would wipe the score that Canvas has. Whoever has none is left out and reported, and never gets 0.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from autograder.errors import InputError
from autograder.exporters.cells import CsvFile, guarded, is_formula
from autograder.exporters.filling import fill, max_problems
from autograder.exporters.identity import changes_on_the_way
from autograder.exporters.layout import IdColumn, Layout, read_scores
from autograder.exporters.problems import Problem
from autograder.exporters.sheet import Carries, Entry, Exporter, Order, Row, Scores, Sheet, Standing
from autograder.exporters.standing import Way
from autograder.exporters.table import Table, read_table
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.points import Points, text
from autograder.model.text import one_line

CARRIES = Carries(excused=True, over_max=True)
IDS = {"ID": "canvas", "SIS User ID": "sis_user", "SIS Login ID": "sis_login"}
"""The columns by which Canvas finds a student, and their keys in `Person.ids`."""
EXCUSED = "EX"
POINTS_ROW = "    Points Possible"
READ_ONLY = "(read only)"
RESERVED = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)", re.IGNORECASE)
"""Canvas drops a column whose title holds one of these, without a word."""
WITH_ID = re.compile(r"(?P<title>.*)\s\([0-9]+\)", re.DOTALL)
LIKE_A_NUMBER = re.compile(r"-?[0-9.,]+%?")

Shared = Mapping[str, Collection[str]]
"""For each column of ids, those that several students have."""


def sheet(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    """The gradebook with the scores of one assignment, made from nothing or filled into a download."""
    if order.template is not None:
        return _filled(assignment, rows, order)
    header = order.column or assignment.title
    problems = list(_title_problems(assignment.title, header))
    shared = {name: _shared([row.person.ids.get(key, "") for row in rows]) for name, key in IDS.items()}
    points_row = [POINTS_ROW, "", "", "", "", text(assignment.points)]
    lines = CsvFile([["Student", *IDS, "Section", header], points_row])
    entries = []
    for row, standing, points in Way(assignment.points, CARRIES, header).told(rows, problems):
        ids, bad = _ids(row.person, shared)
        problems += bad
        value = _value(standing, points)
        if not ids:
            problems.append(_no_id(row.person))
        elif value:
            cells = [ids.get(name, "") for name in IDS]
            lines.append([_name(row.person), *cells, _for_people(row.person.section), value])
            entries.append(Entry(row.person.id, tuple(ids.items()), value))
    return Sheet(lines.data(), tuple(entries), tuple(problems))


def read(assignment: Assignment, data: bytes, order: Order) -> Scores:
    """The assignment's scores in a gradebook."""
    table = read_table(data)
    return read_scores(table, layout(assignment, table, order))


def _filled(assignment: Assignment, rows: Sequence[Row], order: Order) -> Sheet:
    table = read_table(order.filled)
    places = layout(assignment, table, order)
    filled = fill(assignment, rows, order, table, places, CARRIES)
    problems = (
        problem for told in _told_points(table, places) for problem in _column_problems(assignment, places, told)
    )
    return Sheet(filled.data, filled.entries, (*problems, *filled.problems))


def _told_points(table: Table, layout: Layout) -> Iterator[str]:
    """The points possible as the download tells them, above the students."""
    for record in islice(table.records(), 5):
        if _nobody(record[0]) and layout.score < len(record):
            yield record[layout.score]


def _column_problems(assignment: Assignment, layout: Layout, told: str) -> Iterator[Problem]:
    yield from max_problems(assignment, layout.title, told)
    if READ_ONLY in told:
        what = "cannot be written in Canvas, which ignores the column"
        yield Problem("read-only", "", layout.title, what, "choose another assignment")


def layout(assignment: Assignment, table: Table, order: Order) -> Layout:
    """What stands where in a gradebook.

    Raises:
        InputError: it is none, or has not one column for the assignment.
    """
    header = table.header
    if not header or ("Student" not in header[0] and header[0] != "LastName") or "ID" not in header:
        raise InputError("The file is no gradebook from Canvas:", "download one with Grades > Export.")
    title = order.column or assignment.title
    found = [at for at, cell in enumerate(header) if cell == title or _title(cell) == title]
    if len(found) != 1:
        raise InputError(
            f"The template has {len(found)} columns for {title!r}, not one:",
            "give the assignment in Canvas that title, and no other one; or name its header with --column.",
        )
    ids = tuple(IdColumn(header.index(name), name, (key,)) for name, key in IDS.items() if name in header)
    return Layout(ids, found[0], header[found[0]], excused=EXCUSED, skipped=_nobody)


def _title(header: str) -> str | None:
    match = WITH_ID.fullmatch(header)
    return match["title"] if match else None


def _nobody(first: str) -> bool:
    return "points possible" in first.casefold()


def _value(standing: Standing, points: Points | None) -> str:
    if points is not None:
        return text(points)
    return EXCUSED if standing is Standing.EXCUSED else ""


def _title_problems(title: str, header: str) -> Iterator[Problem]:
    rename = "give the assignment another title"
    if RESERVED.search(header):
        yield Problem("reserved-title", "", header, "Canvas drops a column of this title without a word", rename)
    if header == title and WITH_ID.fullmatch(title):
        yield Problem("title-number", "", title, "Canvas takes the number at the end for its own id", rename)
    elif not WITH_ID.fullmatch(header):
        what = "Canvas makes a new assignment, unless it has one of exactly this title"
        yield Problem("new-column", "", header, what, "fill in a download with --template")
    if one_line(title) != title or title.strip() != title or is_formula(title) or not title:
        yield Problem("title-changes", "", title, "the title does not survive a CSV file", rename)


def _no_id(person: Person) -> Problem:
    todo = "give the roster a Canvas ID, an SIS User ID or an SIS Login ID for them"
    return Problem("no-id", person.id, "ID", "has no id that Canvas could match and is left out", todo)


def _shared(ids: Sequence[str]) -> set[str]:
    return {id for id, times in Counter(ids).items() if times > 1}


def _ids(person: Person, shared: Shared) -> tuple[Mapping[str, str], Sequence[Problem]]:
    """The ids that Canvas may go by, by column, and why the others are left empty."""
    ids, problems = {}, []
    for column, key in IDS.items():
        id = person.ids.get(key)
        if id and id in shared[column]:
            what, todo = f"shares {id!r} with another student", "correct the roster"
            problems.append(Problem("shared-id", person.id, column, what, todo))
        elif id and not _survives(column, id):
            what, todo = f"{id!r} would not be read as it is and is left empty", "give the roster another id of theirs"
            problems.append(Problem("id-changes", person.id, column, what, todo))
        elif id:
            ids[column] = id
    return ids, problems


def _survives(column: str, id: str) -> bool:
    """Whether Canvas, and a spreadsheet on the way, read the id as it stands; 1.2.3 and 1,234 would lose their dots."""
    if column == "ID":
        return id.isascii() and id.isdigit()
    a_number = ("," in id or id.count(".") > 1) and LIKE_A_NUMBER.fullmatch(id) is not None
    return not (a_number or changes_on_the_way(id))


def _name(person: Person) -> str:
    """The name for people to read; nobody's name may pass for the row that sets the points possible."""
    for name in (_for_people(person.name), _for_people(person.id)):
        if name and "points possible" not in name.casefold():
            return name
    return "student"


def _for_people(value: str) -> str:
    """Guarded, and without semicolons: in the first lines they would make Canvas take them for the separator."""
    return guarded(value.replace(";", ","))


EXPORTER = Exporter(
    "Canvas gradebook (CSV)", CARRIES, sheet, read, "Grades > Import > Upload file",
    template="Grades > Export > Export Entire Gradebook",
)  # fmt: skip
