"""OneRoster packages: the school's ids, and what only this format can say."""

import csv
import io
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.errors import InputError
from autograder.exporters.archive import from_zip
from autograder.exporters.oneroster import read, sheet
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result
from autograder.store.packing import to_zip
from tests.exporters.readers import oneroster
from tests.exporters.templates import school

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


def table(data: bytes, name: str) -> list[dict[str, str]]:
    """A table of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode(), newline="")))


def test_late_missing_and_exempt_are_said(assignment: Assignment, rows: list[Row]) -> None:
    """Who waits or is ungraded is not in it: an empty score would take the place of one."""
    results = {
        each["studentSourcedId"]: each for each in table(sheet(assignment, rows, Order(school())).data, "results")
    }
    assert results["u-emile"]["late"] == "true" and results["u-emile"]["sourcedId"] == "r-77"
    assert (results["u-grace"]["scoreStatus"], results["u-grace"]["missing"]) == ("not submitted", "true")
    assert results["u-max"]["scoreStatus"] == "exempt" and results["u-max"]["score"] == ""
    assert set(results) == {"u-ada", "u-emile", "u-grace", "u-max"}


def test_a_line_item_is_made_where_there_is_none(assignment: Assignment, rows: list[Row]) -> None:
    """In the only class, with a category of its own, and all that is required."""
    found = sheet(assignment, rows, Order(school(items=()), at=AT))
    [item] = table(found.data, "lineItems")
    [category] = table(found.data, "categories")
    required = ("assignDate", "dueDate", "classSourcedId", "academicSessionSourcedId", "schoolSourcedId")
    assert all(item[name] for name in required) and item["categorySourcedId"] == category["sourcedId"]
    assert (item["resultValueMin"], item["resultValueMax"]) == ("0", "11")
    assert {each["lineItemSourcedId"] for each in table(found.data, "results")} == {item["sourcedId"]}
    assert found.problems[0].trap == "new-column" and oneroster(found.data)["u-ada"][0] == "8"


def test_two_line_items_of_one_title_are_not_guessed_between(assignment: Assignment, rows: list[Row]) -> None:
    """`--column` names one by its id."""
    package = school(items=[("l1", "Self-attention", "c1", "11"), ("l2", "Self-attention", "c1", "11")])
    with pytest.raises(InputError, match="2 line items"):
        sheet(assignment, rows, Order(package))
    results = table(sheet(assignment, rows, Order(package, "l2")).data, "results")
    assert {each["lineItemSourcedId"] for each in results} == {"l2"}


def test_two_users_of_one_name_are_not_guessed_between(assignment: Assignment, result: Result) -> None:
    """Both are named, and the roster decides."""
    package = school(users=[("u1", "ada"), ("u2", "ada")])
    found = sheet(assignment, [Row(Person("ada"), result)], Order(package))
    assert found.entries == () and found.problems[0].trap == "ambiguous" and "u1 or u2" in found.problems[0].what
    found = sheet(assignment, [Row(Person("ada", ids={"oneroster": "u2"}), result)], Order(package))
    assert [entry.keys for entry in found.entries] == [(("sourcedId", "u2"),)]


def test_the_schools_own_scores_are_read(assignment: Assignment) -> None:
    """To say who changes."""
    assert read(assignment, school(), Order()) == {("sourcedId", "u-emile"): "3"}


def test_other_points_in_the_school_are_told(assignment: Assignment) -> None:
    """A score above the school's maximum is an error there."""
    package = school(items=[("l1", "Self-attention", "c1", "10")])
    assert sheet(assignment, [], Order(package)).problems[0].trap == "points-differ"


@pytest.mark.parametrize("data", [b"", b"PK", b"a,b"], ids=repr)
def test_what_is_no_package_is_refused(assignment: Assignment, data: bytes) -> None:
    """With what to export instead."""
    with pytest.raises(InputError, match="no OneRoster package"):
        sheet(assignment, [], Order(data))


@pytest.mark.parametrize("column", ["sourcedId", "lineItemSourcedId", "studentSourcedId", "score"])
def test_a_package_without_a_column_that_is_needed_is_refused(assignment: Assignment, column: str) -> None:
    """The line names the file and the column."""
    files = from_zip(school())
    files["results.csv"] = files["results.csv"].replace(column.encode(), b"other", 1)
    with pytest.raises(InputError, match=f"results.csv in the package has no column {column}"):
        sheet(assignment, [], Order(to_zip(files)))
