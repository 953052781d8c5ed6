"""The CSV file for everything else."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from autograder.exporters.cells import is_formula
from autograder.exporters.plain_csv import sheet
from autograder.exporters.sheet import Order, Row
from autograder.model.assignment import Assignment
from autograder.model.person import Person
from autograder.model.result import Result

ANY_TEXT = st.sampled_from(["=1", "\t", ";@x", "\ud800"]) | st.text(st.characters(exclude_categories=()), max_size=8)


def read(data: bytes) -> list[dict[str, str]]:
    """The lines by column, as a strict reader sees them."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_everybody_is_in_it(assignment: Assignment, rows: list[Row]) -> None:
    """Those without a result say so, and have no points rather than 0."""
    found = {line["student_id"]: line for line in read(sheet(assignment, rows, Order()).data)}
    assert list(found) == [row.person.id for row in rows]
    assert (found["grace"]["standing"], found["grace"]["points"]) == ("missing", "")
    assert (found["ada"]["standing"], found["ada"]["points"], found["ada"]["max_points"]) == ("graded", "8", "11")
    assert (found["max"]["standing"], found["emile"]["late"]) == ("excused", "1 day")


def test_an_ungraded_exercise_has_no_points_and_neither_has_the_sum(assignment: Assignment, rows: list[Row]) -> None:
    """Our fault is no score."""
    [line] = [line for line in read(sheet(assignment, rows, Order()).data) if line["student_id"] == "kurt"]
    assert (line["points"], line["attention_weights_points"]) == ("", "")
    assert (line["similarity_scores_points"], line["attention_weights_outcome"]) == ("4", "ungraded")


def test_what_is_not_final_is_reported(assignment: Assignment, rows: list[Row]) -> None:
    """Flagged and ungraded students are named."""
    assert [problem.row for problem in sheet(assignment, rows, Order()).problems] == ["mal", "kurt"]


@given(st.builds(Person, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT))
def test_any_person_gives_one_line_without_a_formula(assignment: Assignment, result: Result, person: Person) -> None:
    """Whatever the roster holds, the file can be read and nothing in it computes."""
    [line] = read(sheet(assignment, [Row(person, result)], Order()).data)
    assert not any(is_formula(cell) for cell in line.values())
    assert line["points"] == "8"
