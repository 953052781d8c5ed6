"""Canvas' gradebook file."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.exporters.canvas import sheet
from autograder.exporters.cells import is_formula
from autograder.exporters.sheet import Order, Row, Sheet
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


def made(assignment: Assignment, rows: list[Row], column: str = "Self-attention (1)") -> Sheet:
    """The file made from nothing, with a column that Canvas knows."""
    return sheet(assignment, rows, Order(column=column))


def test_everybody_left_out_or_not_final_is_reported(assignment: Assignment, rows: list[Row]) -> None:
    """Nobody goes missing without a word."""
    found = made(assignment, rows)
    assert [(problem.trap, problem.row) for problem in found.problems] == [
        ("late", "emile"), ("to-be-reviewed", "mal"), ("id-changes", "mal"), ("missing", "grace"), ("ungraded", "kurt"),
        ("no-id", "stranger"),
    ]  # fmt: skip
    assert all(problem.what and problem.todo for problem in found.problems)


def test_nobody_gets_an_empty_score(assignment: Assignment, rows: list[Row]) -> None:
    """A blank would wipe what Canvas has."""
    assert all(line[-1] for line in read(made(assignment, rows).data))


def test_points_so_far_are_told_on_request(assignment: Assignment, rows: list[Row]) -> None:
    """With what waits for a person counting 0, and told so."""
    [mal] = [replace(row, so_far=True) for row in rows if row.person.id == "mal"]
    found = made(assignment, [mal])
    assert read(found.data)[2][-1] == "4"
    assert "counts as it is until then" in found.problems[0].what


@pytest.mark.parametrize("value", ["1.2.3", "1,234", "9,5", "1,234.50", "=1", "@ada", "\u202ex", " x", "x\n", "\ud800"])
def test_an_id_that_would_not_survive_is_never_written(assignment: Assignment, result: Result, value: str) -> None:
    """Canvas rewrites numbers with separators; a spreadsheet computes formulas."""
    found = made(assignment, [with_ids(result, canvas="101", sis_login=value)])
    assert read(found.data)[2] == ["Ada", "101", "", "", "", "8"]
    assert [problem.column for problem in found.problems] == ["SIS Login ID"]


@pytest.mark.parametrize("value", ["007", "7.5", "-2", "+49123", "ada@example.org", "S-1", "a,b"])
def test_an_ordinary_id_is_written_exactly(assignment: Assignment, result: Result, value: str) -> None:
    """A guard would break the match."""
    found = made(assignment, [with_ids(result, sis_login=value)])
    assert (read(found.data)[2][3], found.problems) == (value, ())


def test_a_canvas_id_is_a_whole_number(assignment: Assignment, result: Result) -> None:
    """Anything else is somebody's login in the wrong column."""
    found = made(assignment, [with_ids(result, canvas="ada")])
    assert (len(found.entries), [problem.column for problem in found.problems]) == (0, ["ID", "ID"])


def test_students_who_share_an_id_get_no_scores_by_it(assignment: Assignment, result: Result) -> None:
    """One of them would get the other's."""
    pair = [Row(Person(name, name, ids={"sis_login": "x"}), result) for name in ("a", "b")]
    found = made(assignment, pair)
    assert found.entries == ()
    assert [problem.row for problem in found.problems] == ["a", "a", "b", "b"]


def test_nobody_sets_the_points_possible_by_name(assignment: Assignment, result: Result) -> None:
    """Canvas takes such a row wherever it stands."""
    row = Row(Person("eve", "points possible", ids={"canvas": "1"}), result)
    assert read(made(assignment, [row]).data)[2][0] == "eve"


@pytest.mark.parametrize(
    "title", ["Final Score Project", "My override status", "Lab 1 (2024)", "=Lab", "Lab\u202e", " Lab", ""]
)
def test_a_title_that_canvas_would_misread_is_reported(assignment: Assignment, title: str) -> None:
    """Dropped columns and new assignments are seen before the upload."""
    assert {problem.row for problem in sheet(replace(assignment, title=title), [], Order()).problems} == {""}


@pytest.mark.parametrize("title", ["Self-attention", "Self-attention (12)"])
def test_a_new_assignment_is_announced(assignment: Assignment, title: str) -> None:
    """Without Canvas' own id, or with a number that is none, Canvas makes one."""
    found = sheet(replace(assignment, title=title), [], Order())
    assert {problem.trap for problem in found.problems} <= {"new-column", "title-number"} and found.problems


@pytest.mark.parametrize(
    "template",
    [b"", b"\xff", b"a,b\n", b"Student,ID,Section,Other (1)\n",
     b"Student,ID,Section,Self-attention (1),Self-attention (2)\n"],
)  # fmt: skip
def test_a_template_that_does_not_fit_is_refused(assignment: Assignment, template: bytes) -> None:
    """No guess is made about where scores go."""
    with pytest.raises(InputError):
        sheet(assignment, [], Order(template))


def test_the_download_may_name_the_assignment_by_a_header(assignment: Assignment, result: Result) -> None:
    """`--column` takes the title or the whole header."""
    template = b"Student,ID,Section,Lab (1),Lab (2)\nAda,101,A,,\n"
    found = sheet(assignment, [with_ids(result, canvas="101")], Order(template, "Lab (2)"))
    assert read(found.data)[1] == ["Ada", "101", "A", "", "8"]


@pytest.mark.parametrize(("points", "trap"), [("10", "points-differ"), ("11 (read only)", "read-only")])
def test_what_the_download_says_of_the_column_is_heeded(assignment: Assignment, points: str, trap: str) -> None:
    """Canvas ignores read-only columns, and other points mean other percentages."""
    template = f"Student,ID,Section,Self-attention (1)\n    Points Possible,,,{points}\n".encode()
    assert [problem.trap for problem in sheet(assignment, [], Order(template)).problems] == [trap]


@given(st.lists(PEOPLE, max_size=4))
def test_any_class_can_be_read_back(assignment: Assignment, result: Result, people: list[Person]) -> None:
    """Whatever names and ids: rows of one width, no formula, one row of points, ids exact, everybody accounted for."""
    found = made(assignment, [Row(person, result) for person in people])
    header, points, *students = read(found.data)
    assert {len(line) for line in (header, points, *students)} == {6}
    assert not any(is_formula(cell) for line in students for cell in line)
    assert not any("points possible" in line[0].casefold() for line in students)
    assert not any(";" in line[0] + line[4] for line in students)
    known = {value for person in people for value in person.ids.values()}
    assert all(set(line[1:4]) - {""} <= known and any(line[1:4]) for line in students)
    reported = {problem.row for problem in found.problems}
    assert len(students) >= sum(person.id not in reported for person in people)
