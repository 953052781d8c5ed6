"""OneRoster 1.2: what a package holds, and where in the school's own package our assignment is."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from autograder.errors import InputError
from autograder.exporters.archive import from_zip
from autograder.exporters.cells import CsvFile, to_csv
from autograder.exporters.sheet import Order
from autograder.model.assignment import Assignment
from autograder.model.points import text
from autograder.store.packing import to_zip

FILES = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources",
    "resultLearningObjectiveIds", "results", "resultScoreScales", "roles", "scoreScales", "userProfiles",
    "userResources", "users",
)  # fmt: skip
COMMON = ("sourcedId", "status", "dateLastModified")
"""How every table begins."""
COLUMNS = {
    "categories": ("title", "weight"),
    "lineItems": (
        "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId",
        "academicSessionSourcedId", "resultValueMin", "resultValueMax", "schoolSourcedId",
    ),
    "results": (
        "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment", "textScore",
        "classSourcedId", "inProgress", "incomplete", "late", "missing",
    ),
}  # fmt: skip
"""What follows."""
NEEDED = {"results": ("sourcedId", "lineItemSourcedId", "studentSourcedId", "score")}
"""The columns that a table must have; the others, the first of these."""

Record = dict[str, str]


@dataclass(frozen=True)
class School:
    """The tables of a package, as far as they are needed."""

    tables: Mapping[str, Sequence[Record]]

    def __getitem__(self, table: str) -> Sequence[Record]:
        return self.tables.get(table, ())

    def line_item(self, assignment: Assignment, order: Order) -> Record | None:
        """Our assignment, by the id that `--column` names or by its title."""
        wanted = order.column or assignment.title
        found = [each for each in self["lineItems"] if wanted in (each.get("sourcedId"), each.get("title"))]
        found = [each for each in found if each.get("status") != "tobedeleted"]
        if len(found) > 1:
            raise InputError(
                f"The package has {len(found)} line items {wanted!r}:", "name one's sourcedId with --column."
            )
        return found[0] if found else None


def read_school(data: bytes) -> School:
    """The tables of a package.

    Raises:
        InputError: it is none.
    """
    files = from_zip(data)
    if "manifest.csv" not in files:
        raise InputError("The file is no OneRoster package:", "export the class from the school's system as a zip.")
    names = ("users", "classes", "categories", "lineItems", "results")
    return School({name: _records(name, files[f"{name}.csv"]) for name in names if f"{name}.csv" in files})


def new_line_item(assignment: Assignment, order: Order, school: School) -> tuple[Record, Record | None]:
    """A line item for our assignment in the package's only class, and a category if there is none to put it in.

    Raises:
        InputError: there is not exactly one class, or it lacks what a line item needs.
    """
    classes = [each for each in school["classes"] if each.get("status") != "tobedeleted"]
    if len(classes) != 1:
        raise InputError(
            f"The package has no line item {assignment.title!r} and {len(classes)} classes to make one in:",
            "export one class, or make the line item in the school's system first.",
        )
    [room] = classes
    terms, school_id = room.get("termSourcedIds", "").split(","), room.get("schoolSourcedId", "")
    if not terms[0] or not school_id:
        raise InputError("The package's class has no term or no school:", "make the line item in the school's system.")
    made = None if school["categories"] else {"sourcedId": "autograder", "title": "Autograder"}
    day, due = order.at.date().isoformat(), assignment.due or order.at
    item = {
        "sourcedId": f"autograder-{room['sourcedId']}-{assignment.slug}", "title": assignment.title,
        "description": assignment.summary, "assignDate": min(day, due.date().isoformat()),
        "dueDate": due.date().isoformat(), "classSourcedId": room["sourcedId"],
        "categorySourcedId": (made or school["categories"][0])["sourcedId"], "schoolSourcedId": school_id,
        "academicSessionSourcedId": terms[0].strip(), "resultValueMin": "0", "resultValueMax": text(assignment.points),
    }  # fmt: skip
    return item, made


class Delta:
    """A package of changes, written as they come: every record is active, and modified now."""

    def __init__(self, order: Order) -> None:
        self._now = order.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self._tables: dict[str, CsvFile] = {}

    def add(self, table: str, record: Record) -> None:
        """Writes one more record of a table."""
        columns = COLUMNS[table]
        if table not in self._tables:
            self._tables[table] = CsvFile([(*COMMON, *columns)])
        cells = map(record.get, columns, repeat(""))
        self._tables[table].append((record["sourcedId"], "active", self._now, *cells))

    def data(self) -> bytes:
        """The package; a table without records is not in it."""
        files = {f"{name}.csv": table.data() for name, table in self._tables.items()}
        return to_zip({"manifest.csv": _manifest(self._tables), **files})


def _manifest(there: Collection[str]) -> bytes:
    about = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
    files = [(f"file.{name}", "delta" if name in there else "absent") for name in FILES]
    source = [("source.systemName", "Autograder"), ("source.systemCode", "autograder")]
    return to_csv([("propertyName", "value"), *about, *files, *source])


def _records(name: str, data: bytes) -> list[Record]:
    try:
        file = io.StringIO(data.decode("utf-8-sig"), newline="")
        header, *lines = [line for line in csv.reader(file) if line] or [[]]
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{name}.csv in the package cannot be read:", "export the package again.") from None
    if lacking := [column for column in NEEDED.get(name, ("sourcedId",)) if lines and column not in header]:
        raise InputError(f"{name}.csv in the package has no column {lacking[0]}:", "export the package again.")
    return [dict(zip(header, chain(line, repeat("")), strict=False)) for line in lines]
