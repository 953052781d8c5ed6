"""Canvas' gradebook file."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.exporters.canvas import column_in, sheet
from autograder.exporters.cells import is_formula
from autograder.exporters.sheet import Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result

EVIL = ["=1+1", "1.2.3", "9,5", "Points Possible", "\ud800", "\u202e", "\n", ";", '"', ",", "@x", "-", " ", "007", "S1"]
ANY_TEXT = st.sampled_from(EVIL) | st.text(st.characters(exclude_categories=()), max_size=8)
PEOPLE = st.builds(
    Person, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT,
    st.dictionaries(st.sampled_from(["canvas", "sis_user", "sis_login"]), ANY_TEXT),
)  # fmt: skip


def read(data: bytes) -> list[list[str]]:
    """The cells as a strict reader sees them."""
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def with_ids(result: Result, **ids: str) -> Row:
    """A student known to Canvas by those ids."""
    return Row(Person("ada", "Ada", ids=ids), result)


def test_a_class_is_written_as_agreed(assignment: Assignment, rows: list[Row], golden: Path) -> None:
    """The whole file, to the byte."""
    assert sheet(assignment, rows).data == (golden / "canvas.csv").read_bytes()


def test_everybody_left_out_or_not_final_is_reported(assignment: Assignment, rows: list[Row]) -> None:
    """Nobody goes missing without a word."""
    found = sheet(assignment, rows)
    assert found.rows == 4
    assert [(problem.row, problem.column) for problem in found.problems] == [
        ("mal", "Self-attention"), ("mal", "SIS User ID"), ("grace", "Self-attention"), ("kurt", "Self-attention"),
        ("stranger", "ID"),
    ]  # fmt: skip
    assert all(problem.what and problem.todo for problem in found.problems)


def test_nobody_gets_an_empty_score(assignment: Assignment, rows: list[Row]) -> None:
    """A blank would wipe what Canvas has."""
    assert all(line[-1] for line in read(sheet(assignment, rows).data))


@pytest.mark.parametrize("value", ["1.2.3", "1,234", "9,5", "1,234.50", "=1", "@ada", "\u202ex", " x", "x\n", "\ud800"])
def test_an_id_that_would_not_survive_is_never_written(assignment: Assignment, result: Result, value: str) -> None:
    """Canvas rewrites numbers with separators; a spreadsheet computes formulas."""
    found = sheet(assignment, [with_ids(result, canvas="101", sis_login=value)])
    assert read(found.data)[2] == ["Ada", "101", "", "", "", "8"]
    assert [problem.column for problem in found.problems] == ["SIS Login ID"]


@pytest.mark.parametrize("value", ["007", "7.5", "-2", "+49123", "ada@example.org", "S-1", "a,b"])
def test_an_ordinary_id_is_written_exactly(assignment: Assignment, result: Result, value: str) -> None:
    """A guard would break the match."""
    found = sheet(assignment, [with_ids(result, sis_login=value)])
    assert (read(found.data)[2][3], found.problems) == (value, ())


def test_a_canvas_id_is_a_whole_number(assignment: Assignment, result: Result) -> None:
    """Anything else is somebody's login in the wrong column."""
    found = sheet(assignment, [with_ids(result, canvas="ada")])
    assert (found.rows, [problem.column for problem in found.problems]) == (0, ["ID", "ID"])


def test_students_who_share_an_id_get_no_scores_by_it(assignment: Assignment, result: Result) -> None:
    """One of them would get the other's."""
    pair = [Row(Person(name, name, ids={"sis_login": "x"}), result) for name in ("a", "b")]
    found = sheet(assignment, pair)
    assert found.rows == 0
    assert [problem.row for problem in found.problems] == ["a", "a", "b", "b"]


def test_nobody_sets_the_points_possible_by_name(assignment: Assignment, result: Result) -> None:
    """Canvas takes such a row wherever it stands."""
    row = Row(Person("eve", "points possible", ids={"canvas": "1"}), result)
    assert read(sheet(assignment, [row]).data)[2][0] == "eve"


@pytest.mark.parametrize(
    "title", ["Final Score Project", "My override status", "Lab 1 (2024)", "=Lab", "Lab\u202e", " Lab", ""]
)
def test_a_title_that_canvas_would_misread_is_reported(assignment: Assignment, title: str) -> None:
    """Dropped columns and new assignments are seen before the upload."""
    assert [problem.row for problem in sheet(replace(assignment, title=title), []).problems] == [""]


def test_the_column_is_found_in_a_downloaded_gradebook(assignment: Assignment, result: Result) -> None:
    """Canvas' own id makes the match certain."""
    template = b"\xef\xbb\xbfStudent,ID,SIS Login ID,Section,Self-attention (4711),Self-attention 2 (4712)\r\n..."
    column = column_in(assignment, template)
    assert column == "Self-attention (4711)"
    assert read(sheet(assignment, [with_ids(result, canvas="1")], column).data)[0][-1] == column


@pytest.mark.parametrize(
    "template",
    [b"", b"\xff\xfe", b"a,b\n", b"Student,ID,Section,Other (1)\n",
     b"Student,ID,Section,Self-attention (1),Self-attention (2)\n"],
)  # fmt: skip
def test_a_template_that_does_not_fit_is_refused(assignment: Assignment, template: bytes) -> None:
    """No guess is made about where scores go."""
    with pytest.raises(InputError, match="template"):
        column_in(assignment, template)


@given(st.lists(PEOPLE, max_size=4))
def test_any_class_can_be_read_back(assignment: Assignment, result: Result, people: list[Person]) -> None:
    """Whatever names and ids: rows of one width, no formula, one row of points, ids exact, everybody accounted for."""
    found = sheet(assignment, [Row(person, result) for person in people])
    header, points, *students = read(found.data)
    assert {len(line) for line in (header, points, *students)} == {6}
    assert not any(is_formula(cell) for line in students for cell in line)
    assert not any("points possible" in line[0].casefold() for line in students)
    assert not any(";" in line[0] + line[4] for line in students)
    known = {value for person in people for value in person.ids.values()}
    assert all(set(line[1:4]) - {""} <= known and any(line[1:4]) for line in students)
    reported = {problem.row for problem in found.problems}
    assert len(students) >= sum(person.id not in reported for person in people)
