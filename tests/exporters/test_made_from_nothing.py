"""Traps of the files that need no download, each by its name."""

from dataclasses import replace

import pytest

from autograder.errors import InputError
from autograder.exporters import brightspace, gradescope, moodle_csv, moodle_xml, sakai
from autograder.exporters.registry import EXPORTERS
from autograder.exporters.sheet import Order, Row, Sheet
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result
from tests.exporters import readers

MADE = [name for name, exporter in EXPORTERS.items() if not exporter.must_fill]


def traps(sheet: Sheet) -> list[tuple[str, str]]:
    """The names of what is told, and of whom."""
    return [(problem.trap, problem.row) for problem in sheet.problems]


def test_the_id_that_most_have_is_chosen(assignment: Assignment, result: Result) -> None:
    """Moodle maps one column; who has no such id is left out and told."""
    people = [Person("a", email="a@x.org", ids={"moodle_id": "1"}), Person("b", ids={"moodle_id": "2"}), Person("c")]
    found = moodle_csv.sheet(assignment, [Row(person, result) for person in people], Order())
    assert found.data.startswith(b"ID number,") and set(readers.moodle_csv(found.data)) == {"1", "2"}
    assert traps(found) == [("no-id", "c")]


@pytest.mark.parametrize(("one", "other", "shared"), [("Ada", "ada", True), ("7", "007", False)])
def test_ids_are_the_same_where_moodle_takes_them_so(
    assignment: Assignment, result: Result, one: str, other: str, shared: bool
) -> None:
    """Two matches, and Moodle imports nobody."""
    rows = [Row(Person(id, ids={"moodle_username": id}), result) for id in (one, other)]
    found = moodle_csv.sheet(assignment, rows, Order())
    assert (traps(found) == [("shared-id", one), ("shared-id", other)]) is shared


@pytest.mark.parametrize("item", ["Last downloaded from this course", "Username", "=1", "x\\", " x", "a\u202eb"])
def test_a_header_that_moodle_misreads_is_told(assignment: Assignment, item: str) -> None:
    """With the first, rows graded since would be refused."""
    assert ("reserved-title", "") in traps(moodle_csv.sheet(assignment, [], Order(column=item)))


def test_moodle_finds_the_item_by_its_id_number(assignment: Assignment, result: Result) -> None:
    """Told as a note when it is only guessed."""
    rows = [Row(Person("ada"), result)]
    assert ("item-id", "") in traps(moodle_xml.sheet(assignment, rows, Order()))
    found = moodle_xml.sheet(assignment, rows, Order(column="LAB <1>"))
    assert b"<assignment>LAB &lt;1&gt;</assignment>" in found.data
    assert traps(found) == [("own-ids", "")]
    assert moodle_xml.read(assignment, found.data, Order(column="LAB <1>")) == {("ID number", "ada"): "8"}


@pytest.mark.parametrize("id", ["a\nb", "\ufffe", "a\x00b", " a"])
def test_an_id_that_xml_would_change_is_left_out(assignment: Assignment, result: Result, id: str) -> None:
    """One that Moodle does not find stops all."""
    found = moodle_xml.sheet(assignment, [Row(Person("a", ids={"moodle_id": id}), result)], Order())
    assert ("id-changes", "a") in traps(found) and b"<student>" not in found.data


@pytest.mark.parametrize("title", ["Lab [1]", "* Lab", "# Lab"])
def test_a_title_with_sakais_own_signs_is_told(assignment: Assignment, title: str) -> None:
    """Sakai would read something else, or refuse the file."""
    assert ("bracket-title", "") in traps(sakai.sheet(replace(assignment, title=title), [], Order()))


@pytest.mark.parametrize("title", ["=1", "Lab Points Grade", " Lab", "a\tb"])
def test_a_title_that_brightspace_misreads_is_told(assignment: Assignment, title: str) -> None:
    """The item would not be found."""
    assert ("title-changes", "") in traps(brightspace.sheet(assignment, [], Order(column=title)))


def test_gradescope_results_are_found_by_email_or_sid(assignment: Assignment, result: Result) -> None:
    """Whichever most have."""
    rows = [Row(Person("a", email="A@x.org"), result), Row(Person("b", email="b@x.org"), result)]
    assert set(readers.gradescope(gradescope.sheet(assignment, rows, Order()).data)) == {"a@x.org", "b@x.org"}
    rows = [Row(Person("a", ids={"gradescope": "7"}), result)]
    assert readers.gradescope(gradescope.sheet(assignment, rows, Order()).data) == {"7": ("8", "")}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("data", [b"", b"\xff\xff", b"PK\x03\x04", b"{}", b"a,b\n1,2\n"], ids=repr)
def test_what_is_no_such_file_is_refused_in_one_line(assignment: Assignment, name: str, data: bytes) -> None:
    """When it is to be compared with."""
    with pytest.raises(InputError) as caught:
        EXPORTERS[name].read(assignment, data, Order())
    assert "\n" not in str(caught.value)
